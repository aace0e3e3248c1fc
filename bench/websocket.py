"""A WebSocket client that costs next to nothing, so that the server under load is what is measured.

It masks with zeros: servers unmask as always, and the client saves the work. Text frames only.
"""

import asyncio
from collections.abc import Callable
from typing import cast

_TEXT, _CLOSE, _PING, _PONG = 1, 8, 9, 10
_MASKED = 0x80
_NO_MASK = bytes(4)
_SECONDS_TO_OPEN = 30


class Closed(Exception):
    """The server ended a socket that was still wanted."""


class Socket(asyncio.Protocol):
    """`on_text` gets the bytes of every text frame, as soon as it is there."""

    def __init__(self, request: bytes, on_text: Callable[[bytes], None]) -> None:
        self.on_text = on_text
        self.opened: asyncio.Future[None] = asyncio.get_running_loop().create_future()
        self.is_lost = False
        self._request = request
        self._transport: asyncio.Transport | None = None
        self._kept = b""
        self._is_open = False

    @classmethod
    async def connect(cls, port: int, path: str, on_text: Callable[[bytes], None]) -> "Socket":
        """`on_text` is needed at once: the first frame may come with the answer to the upgrade."""
        request = (
            f"GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{port}\r\nUpgrade: websocket\r\n"
            "Connection: Upgrade\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n"
            "Sec-WebSocket-Version: 13\r\n\r\n"
        ).encode()
        loop = asyncio.get_running_loop()
        _, socket = await loop.create_connection(lambda: cls(request, on_text), "127.0.0.1", port)
        async with asyncio.timeout(_SECONDS_TO_OPEN):
            await socket.opened
        return socket

    def send(self, text: bytes) -> None:
        self._write(_TEXT, text)

    def close(self) -> None:
        if self._transport is not None:
            self._transport.abort()

    def connection_made(self, transport: asyncio.BaseTransport) -> None:
        # uvloop's transports are transports in all but their ancestry.
        self._transport = cast("asyncio.Transport", transport)
        self._transport.write(self._request)

    def connection_lost(self, exc: Exception | None) -> None:
        self.is_lost = True
        if not self.opened.done():
            self.opened.set_exception(Closed("refused while connecting"))

    def data_received(self, data: bytes) -> None:
        data = self._kept + data if self._kept else data
        at = 0 if self._is_open else self._opened_at(data)
        while at >= 0 and len(data) - at >= 2:
            start, end = _payload(data, at)
            if end > len(data):
                break
            self._take(data[at] & 0x0F, data[start:end])
            at = end
        self._kept = data[at:] if at >= 0 else data

    def _opened_at(self, data: bytes) -> int:
        """Where the frames begin; -1 while the answer to the upgrade is not whole."""
        end = data.find(b"\r\n\r\n")
        if end < 0:
            return -1
        if b" 101 " not in data[:32]:
            self.opened.set_exception(Closed(data[:80].decode("latin-1")))
            self.close()
            return -1
        self._is_open = True
        self.opened.set_result(None)
        return end + 4

    def _take(self, kind: int, payload: bytes) -> None:
        if kind == _TEXT:
            self.on_text(payload)
        elif kind == _PING:
            self._write(_PONG, payload)
        elif kind == _CLOSE:
            self.close()

    def _write(self, kind: int, payload: bytes) -> None:
        if self._transport is None or self.is_lost:
            raise Closed("the server closed a socket that is needed")
        size = len(payload)
        if size < 126:
            head = bytes((0x80 | kind, _MASKED | size))
        elif size < 65_536:
            head = bytes((0x80 | kind, _MASKED | 126)) + size.to_bytes(2, "big")
        else:
            head = bytes((0x80 | kind, _MASKED | 127)) + size.to_bytes(8, "big")
        self._transport.write(head + _NO_MASK + payload)


def _payload(data: bytes, at: int) -> tuple[int, int]:
    """From where to where; an end beyond the data says that more has to come."""
    size = data[at + 1] & 0x7F
    if size < 126:
        return at + 2, at + 2 + size
    width = 2 if size == 126 else 8
    start = at + 2 + width
    return start, start + int.from_bytes(data[at + 2 : start], "big")
