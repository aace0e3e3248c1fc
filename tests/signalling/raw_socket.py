"""A client that knows frames and nothing else, and can be told to send what no browser would."""

import asyncio
import struct
from dataclasses import dataclass

import msgspec

from tests.signalling.conftest import Node, token_for

LAST = 0x80
CONTINUED, TEXT, BINARY, CLOSE, PING, PONG = 0, 1, 2, 8, 9, 10
HANDSHAKE = (
    b"GET /signalling HTTP/1.1\r\nHost: here\r\nUpgrade: websocket\r\n"
    b"Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
    b"Sec-WebSocket-Version: 13\r\n\r\n"
)


@dataclass
class RawSocket:
    """Writes whatever it is told to, and reads one frame at a time."""

    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    @classmethod
    async def connect(cls, node: Node) -> "RawSocket":
        reader, writer = await asyncio.open_connection("127.0.0.1", port_of(node))
        node.stack.callback(writer.close)
        writer.write(HANDSHAKE)
        assert b"101" in await reader.readuntil(b"\r\n\r\n")
        return cls(reader, writer)

    @classmethod
    async def joined(cls, node: Node) -> "RawSocket":
        socket = await cls.connect(node)
        socket.writer.write(hello_of("rosa"))
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


def hello_of(participant: str) -> bytes:
    hello = {"type": "hello", "version": 1, "token": token_for(participant)}
    return frame(LAST | TEXT, msgspec.json.encode(hello))


def port_of(node: Node) -> int:
    return int(node.url.split(":")[2].partition("/")[0])
