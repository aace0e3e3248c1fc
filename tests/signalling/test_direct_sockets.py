"""Frames as they come off the network, taken over from uvicorn: RFC 6455 byte by byte."""

import asyncio
import logging
import struct

import pytest

from signalling.direct_sockets import DirectWebSockets
from signalling.limits import Limits
from tests.signalling.conftest import Node, Serve
from tests.signalling.raw_socket import CLOSE, CONTINUED, LAST, PING, PONG, TEXT, RawSocket, frame

# The others are the web server's own affair.
pytestmark = pytest.mark.parametrize("serve", [DirectWebSockets], indirect=True, ids=["direct"])


@pytest.fixture
async def node(serve: Serve) -> Node:
    return await serve(Limits(tick_seconds=0.02))


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
