"""Frames as they come off the network, taken over from uvicorn: RFC 6455 byte by byte."""

import asyncio
import logging
import struct
from dataclasses import dataclass

import msgspec
import pytest

from signalling.direct_sockets import DirectWebSockets
from signalling.limits import Limits
from tests.signalling.conftest import Node, Serve, token_for

# The others are the web server's own affair.
pytestmark = pytest.mark.parametrize("serve", [DirectWebSockets], indirect=True, ids=["direct"])

LAST = 0x80
CONTINUED, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10


@pytest.fixture
async def node(serve: Serve) -> Node:
    return await serve(Limits(tick_seconds=0.02))


@dataclass
class RawSocket:
    """Writes whatever it is told to, and reads one frame at a time."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    @classmethod
    async def connect(cls, node: Node) -> "RawSocket":
        port = int(node.url.split(":")[2].partition("/")[0])
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        node.stack.callback(writer.close)
        writer.write(
            b"GET /signalling HTTP/1.1\r\nHost: here\r\nUpgrade: websocket\r\n"
            b"Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            b"Sec-WebSocket-Version: 13\r\n\r\n"
        )
        assert b"101" in await reader.readuntil(b"\r\n\r\n")
        return cls(reader, writer)

    @classmethod
    async def joined(cls, node: Node) -> "RawSocket":
        socket = await cls.connect(node)
        hello = {"type": "hello", "version": 1, "token": token_for("rosa")}
        socket.writer.write(frame(LAST | TEXT, msgspec.json.encode(hello)))
        assert b"welcome" in (await socket.read())[1]
        return socket

    async def read(self) -> tuple[int, bytes]:
        async with asyncio.timeout(5):
            head, size = await self.reader.readexactly(2)
            if size == 126:
                (size,) = struct.unpack("!H", await self.reader.readexactly(2))
            return head & 0x0F, await self.reader.readexactly(size)

    async def close_code(self) -> int:
        kind, payload = await self.read()
        assert kind == CLOSE
        return int.from_bytes(payload[:2], "big")


def frame(head: int, payload: bytes, mask: bytes = b"\x01\x80\x7f\xff") -> bytes:
    size = len(payload)
    if size < 126:
        length = bytes((0x80 | size,))
    elif size < 65_536:
        length = b"\xfe" + struct.pack("!H", size)
    else:
        length = b"\xff" + struct.pack("!Q", size)
    hidden = bytes(byte ^ mask[at % 4] for at, byte in enumerate(payload))
    return bytes((head,)) + length + mask + hidden


PING_MESSAGE = b'{"type":"ping","at":7}'
PONG_MESSAGE = (TEXT, b'{"type":"pong","at":7}')


async def test_frames_may_come_byte_by_byte(node: Node):
    socket = await RawSocket.joined(node)
    for byte in frame(LAST | TEXT, PING_MESSAGE + b" " * 200):
        socket.writer.write(bytes((byte,)))
        await socket.writer.drain()
        await asyncio.sleep(0)
    assert await socket.read() == PONG_MESSAGE


async def test_many_frames_may_come_at_once(node: Node):
    socket = await RawSocket.joined(node)
    socket.writer.write(frame(LAST | TEXT, PING_MESSAGE) * 20)
    assert [await socket.read() for _ in range(20)] == [PONG_MESSAGE] * 20


async def test_a_message_may_come_in_parts_with_a_ping_between(node: Node):
    socket = await RawSocket.joined(node)
    socket.writer.write(frame(TEXT, PING_MESSAGE[:5]))
    socket.writer.write(frame(LAST | PING, b"there?"))
    socket.writer.write(frame(CONTINUED, PING_MESSAGE[5:9]))
    socket.writer.write(frame(LAST | CONTINUED, PING_MESSAGE[9:]))
    assert await socket.read() == (PONG, b"there?")
    assert await socket.read() == PONG_MESSAGE


async def test_a_close_is_answered_with_its_own_code(node: Node):
    socket = await RawSocket.joined(node)
    socket.writer.write(frame(LAST | CLOSE, struct.pack("!H", 1001)))
    assert await socket.close_code() == 1001
    assert await socket.reader.read() == b""


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        pytest.param(b"\x81\x05hello", 1002, id="not masked"),
        pytest.param(frame(LAST | TEXT, b" " * 70_000), 1009, id="over 64 KiB"),
        pytest.param(b"\x81\xff" + (2**20).to_bytes(8, "big") + bytes(4), 1009, id="huge"),
    ],
)
async def test_a_first_frame_that_is_not_read_ends_the_socket_and_is_no_fault_of_ours(
    node: Node, caplog: pytest.LogCaptureFixture, sent: bytes, code: int
):
    socket = await RawSocket.connect(node)
    socket.writer.write(sent)
    assert await socket.close_code() == code
    assert [one for one in caplog.records if one.levelno >= logging.ERROR] == []


@pytest.mark.parametrize(
    ("sent", "code"),
    [
        pytest.param(b"\x81\x02{}", 1002, id="not masked"),
        pytest.param(frame(LAST | 0x40 | TEXT, b"{}"), 1002, id="reserved bit"),
        pytest.param(frame(LAST | 3, b"{}"), 1002, id="unknown kind"),
        pytest.param(frame(PING, b"in parts"), 1002, id="a ping in parts"),
        pytest.param(frame(LAST | PING, b"x" * 126), 1002, id="a long ping"),
        pytest.param(frame(LAST | CONTINUED, b"{}"), 1002, id="the end of nothing"),
        pytest.param(frame(TEXT, b"{") + frame(LAST | TEXT, b"{}"), 1002, id="a second begin"),
        pytest.param(frame(LAST | CLOSE, b"\x00"), 1002, id="half a code"),
        pytest.param(frame(LAST | TEXT, b'"\xff"'), 1007, id="no UTF-8"),
        pytest.param(b"\x81\xff" + (2**20).to_bytes(8, "big") + bytes(4), 1009, id="huge"),
        pytest.param(
            frame(TEXT, b" " * 40_000) + frame(CONTINUED, b" " * 30_000), 1009, id="huge in parts"
        ),
    ],
)
async def test_what_breaks_the_rules_ends_the_socket(node: Node, sent: bytes, code: int):
    socket = await RawSocket.joined(node)
    socket.writer.write(sent)
    assert await socket.close_code() == code
    assert await socket.reader.read() == b""


async def test_what_came_just_before_the_end_still_counts(node: Node):
    tom = await node.join("tom", "technician")
    rosa = await RawSocket.joined(node)
    await tom.receive("peer-joined")
    rosa.writer.write(frame(LAST | TEXT, b'{"type":"bye","reason":"done"}'))
    rosa.writer.close()
    assert (await tom.receive("peer-left"))["reason"] == "bye"
