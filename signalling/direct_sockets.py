"""WebSockets without a task of their own: frames come in by a call and go out by a write.

`DirectWebSockets` is what uvicorn takes as `ws`. Its handshake is uvicorn's own; afterwards an
application may take the socket over (`take_over`) and return. Whoever does not is served as ever.
An idle socket then costs a tenth of what a waiting ASGI application costs.
"""

import asyncio
from typing import Any, Protocol, cast

from litestar import WebSocket
from uvicorn.protocols.websockets.websockets_sansio_impl import WebSocketsSansIOProtocol
from websockets.exceptions import ProtocolError
from websockets.frames import Close
from websockets.http11 import Request
from websockets.speedups import apply_mask

_EXTENSION = "signalling.direct"
_CONTINUED, _TEXT, _BINARY, _CLOSE, _PING, _PONG = 0, 1, 2, 8, 9, 10
_LAST = 0x80
_WHOLE_TEXT = _LAST | _TEXT
_RESERVED = 0x70
_MASKED = 0x80
_CONTROL_BYTES = 125
_SECONDS_TO_CLOSE = 10.0
_SECONDS_TO_WRITE_A_CLOSE = 5.0
# Pages cannot send any, and no other client needs more than a few a minute.
_CONTROLS_AT_ONCE = 100
_CONTROLS_PER_SECOND = 30


class Listener(Protocol):
    """Who took the socket over."""

    def heard(self, text: str) -> None:
        """A whole message. A binary one is told as empty text."""

    def lost(self) -> None:
        """The last that is ever heard."""


class DirectSocket(asyncio.Protocol):
    """RFC 6455 after the handshake, as the server."""

    __slots__ = (
        "_connections",
        "_controls",
        "_controls_at",
        "_cutting",
        "_fragments",
        "_is_closing",
        "_is_held",
        "_is_text",
        "_limit",
        "_listener",
        "_needed",
        "_rest",
        "_transport",
        "_unanswered",
        "_writable",
    )

    def __init__(
        self, transport: asyncio.Transport, connections: set[Any], limit: int, listener: Listener
    ) -> None:
        self._transport = transport
        self._connections = connections
        self._limit = limit
        self._listener = listener
        self._is_closing = False
        # The begin of a frame that is not whole yet, and how long it has to become.
        self._rest: bytearray | None = None
        self._needed = 0
        self._fragments: bytearray | None = None
        self._is_text = True
        # There is one while the transport wants no more. What comes in could not be answered then,
        # so reading stops as well; of the pings already in hand only the newest counts.
        self._writable: asyncio.Future[None] | None = None
        self._unanswered: bytes | None = None
        self._is_held = False
        self._controls = 0.0
        self._controls_at = 0.0
        # Ends a socket that does not end by itself.
        self._cutting: asyncio.TimerHandle | None = None

    def send_at_once(self, text: str) -> bool:
        """False when the network does not keep up: then `send` waits for it."""
        if self._writable is not None:
            return False
        if not self._is_closing:
            self._write(_TEXT, text.encode())
        return True

    async def send(self, message: Any) -> None:
        """A message of ASGI, `websocket.send` or `websocket.close`."""
        while self._writable is not None:
            await self._writable
        if self._is_closing:
            return
        if message["type"] == "websocket.send":
            self._write(_TEXT, message["text"].encode())
            return
        self._close(message["code"], message["reason"])
        self._transport.resume_reading()
        # The other side answers; not for ever.
        self._cut_in(_SECONDS_TO_CLOSE)

    def expect_close(self) -> None:
        """A close is to be sent soon. Who does not read would put it off for ever."""
        if not self._is_closing:
            self._cut_in(_SECONDS_TO_WRITE_A_CLOSE)

    def pause_reading(self) -> None:
        self._is_held = True
        self._transport.pause_reading()

    def resume_reading(self) -> None:
        self._is_held = False
        self._read_on()

    def shutdown(self) -> None:
        """uvicorn calls this when it stops."""
        self._fail(1012)

    def connection_lost(self, exc: Exception | None) -> None:
        self._is_closing = True
        if self._cutting is not None:
            self._cutting.cancel()
        self._connections.discard(self)
        self.resume_writing()
        self._listener.lost()

    def pause_writing(self) -> None:
        if self._writable is None:
            self._writable = asyncio.get_running_loop().create_future()
            self._transport.pause_reading()

    def resume_writing(self) -> None:
        waiting, self._writable = self._writable, None
        if waiting is not None and not waiting.done():
            waiting.set_result(None)
        answer, self._unanswered = self._unanswered, None
        if answer is not None and not self._is_closing:
            self._write(_PONG, answer)
        self._read_on()

    def data_received(self, data: bytes) -> None:
        rest = self._rest
        if rest is not None:
            rest += data
            if len(rest) < self._needed:
                return
            data = bytes(rest)
            self._rest = None
        at, end = 0, len(data)
        while at < end:
            start, stop = self._payload(data, at, end)
            if stop > end:
                if self._transport.is_closing():
                    return
                self._needed = stop - at
                self._rest = bytearray(data[at:])
                return
            payload = apply_mask(data[start:stop], data[start - 4 : start])
            if data[at] == _WHOLE_TEXT and self._fragments is None and not self._is_closing:
                self._hear(payload)
            else:
                self._take(data[at], payload)
            at = stop
            if self._transport.is_closing():
                return

    def _payload(self, data: bytes, at: int, end: int) -> tuple[int, int]:
        """From where to where; an end beyond the data says that more has to come, or nothing."""
        if end - at < 2:
            return at, at + 2
        if not data[at + 1] & _MASKED:
            self._fail(1002)
            return at, end + 1
        size = data[at + 1] & 0x7F
        start = at + 6
        if size >= 126:
            start = at + (8 if size == 126 else 14)
            if end < start:
                return at, start
            size = int.from_bytes(data[at + 2 : start - 4], "big")
        if size > self._limit:
            self._fail(1009)
            return at, end + 1
        return start, start + size

    def _hear(self, payload: bytes | bytearray) -> None:
        try:
            text = payload.decode()
        except UnicodeDecodeError:
            self._fail(1007)
            return
        self._listener.heard(text)

    def _take(self, head: int, payload: bytes) -> None:
        """Every frame that is not simply one whole text."""
        kind, is_last = head & 0x0F, bool(head & _LAST)
        is_control = kind >= _CLOSE
        if head & _RESERVED or (is_control and not (is_last and len(payload) <= _CONTROL_BYTES)):
            self._fail(1002)
        elif is_control:
            self._take_control(kind, payload)
        elif kind > _BINARY or (kind == _CONTINUED) == (self._fragments is None):
            self._fail(1002)
        elif not self._is_closing:
            self._take_part(kind, payload, is_last=is_last)

    def _take_part(self, kind: int, payload: bytes, *, is_last: bool) -> None:
        if kind != _CONTINUED:
            self._fragments = bytearray()
            self._is_text = kind == _TEXT
        whole = self._fragments or bytearray()
        whole += payload
        if len(whole) > self._limit:
            self._fail(1009)
        elif not is_last:
            self._fragments = whole
        else:
            self._fragments = None
            self._hear(whole if self._is_text else b"")

    def _take_control(self, kind: int, payload: bytes) -> None:
        if kind == _CLOSE:
            self._take_close(payload)
        elif kind not in (_PING, _PONG):
            self._fail(1002)
        elif not self._counts_control():
            self._fail(1008)
        elif kind == _PING and self._writable is not None:
            self._unanswered = payload
        elif kind == _PING and not self._is_closing:
            self._write(_PONG, payload)

    def _take_close(self, payload: bytes) -> None:
        try:
            code = Close.parse(payload).code if payload else 1000
        except (ProtocolError, UnicodeDecodeError):
            code = 1002
        self._fail(code)

    def _counts_control(self) -> bool:
        """False when there were too many of late."""
        now = asyncio.get_running_loop().time()
        forgotten = (now - self._controls_at) * _CONTROLS_PER_SECOND
        self._controls = max(0.0, self._controls - forgotten) + 1
        self._controls_at = now
        return self._controls <= _CONTROLS_AT_ONCE

    def _read_on(self) -> None:
        if self._writable is None and not self._is_held and not self._transport.is_closing():
            self._transport.resume_reading()

    def _cut_in(self, seconds: float) -> None:
        if self._cutting is not None:
            self._cutting.cancel()
        self._cutting = asyncio.get_running_loop().call_later(seconds, self._transport.abort)

    def _fail(self, code: int) -> None:
        """Say why, unless a close is on its way already, and hang up."""
        if not self._is_closing:
            self._close(code, "")
        # The transport first writes what it has, however long that takes.
        self._cut_in(_SECONDS_TO_WRITE_A_CLOSE)
        self._transport.close()

    def _close(self, code: int, reason: str) -> None:
        self._write(_CLOSE, Close(code, reason).serialize())
        self._is_closing = True

    def _write(self, kind: int, payload: bytes) -> None:
        size = len(payload)
        if size < 126:
            head = bytes((_LAST | kind, size))
        elif size < 65_536:
            head = bytes((_LAST | kind, 126, size >> 8, size & 0xFF))
        else:
            head = bytes((_LAST | kind, 127)) + size.to_bytes(8, "big")
        self._transport.write(head + payload)


class _MovedOn(asyncio.Transport):
    """What uvicorn closes when the application has returned, once the transport is another's."""

    def close(self) -> None:
        """Nothing: the socket stays open."""


class DirectWebSockets(WebSocketsSansIOProtocol):
    """uvicorn's WebSocket, which may be taken over after the handshake."""

    _is_waiting = False

    def handle_connect(self, event: Request) -> None:
        super().handle_connect(event)
        if not self.close_sent:
            cast("Any", self.scope)["extensions"][_EXTENSION] = self._hand_over
            # Frames that come before the answer has gone are for whoever serves the socket then.
            self._is_waiting = True
            self.transport.pause_reading()

    async def receive(self) -> Any:
        if self._is_waiting and self.handshake_complete:
            self._is_waiting = False
            self.transport.resume_reading()
        return await super().receive()

    def _hand_over(self, listener: Listener) -> DirectSocket | None:
        if not self._is_waiting or self.disconnected or self.transport.is_closing():
            return None
        transport, limit = self.transport, self.config.ws_max_size
        # uvicorn wants no more of its connections than `shutdown`.
        connections = cast("set[Any]", self.connections)
        direct = DirectSocket(transport, connections, limit, listener)
        transport.set_protocol(direct)
        connections.discard(self)
        connections.add(direct)
        self.transport = _MovedOn()
        direct.resume_reading()
        return direct


def take_over(socket: WebSocket[Any, Any, Any], listener: Listener) -> DirectSocket | None:
    """The socket itself, right after `accept`. None when the web server cannot give it: then it
    must be served as any other."""
    scope: Any = socket.scope
    extensions: dict[str, Any] = scope.get("extensions") or {}
    hand_over = extensions.get(_EXTENSION)
    return hand_over(listener) if hand_over is not None else None
