"""One socket on this node: what waits to be written, how fast it may talk, when it was last heard.

It has no task and no timer of its own while it is idle, nor while the network keeps up, where the
web server hands out its sockets (`direct_sockets.py`).
"""

import asyncio
from collections import deque
from collections.abc import Mapping
from typing import Any

from litestar import WebSocket
from litestar.exceptions import WebSocketException

from signalling.direct_sockets import DirectSocket
from signalling.errors import Refused
from signalling.limits import Limits
from signalling.messages import Acked, Error, FromServer, encode
from signalling.rooms import Member
from signalling.sessions import Posted

_SECONDS_BETWEEN_WARNINGS = 1.0
AnySocket = WebSocket[Any, Any, Any]


class Connection:
    __slots__ = (
        "_closing",
        "_direct",
        "_limits",
        "_queue",
        "_queued_bytes",
        "_socket",
        "_tokens",
        "_tokens_at",
        "_told_to_slow_down_at",
        "_writing",
        "acked_cid",
        "cid",
        "greeted",
        "heard_at",
        "held",
        "hidden",
        "id",
        "is_gone",
        "participant",
        "room",
        "seq",
        "session",
        "waiting",
    )

    def __init__(self, id: str, socket: AnySocket, limits: Limits, now: float) -> None:
        self.id = id
        self._socket: AnySocket | DirectSocket = socket
        self._direct: DirectSocket | None = None
        self._limits = limits
        self._queue: deque[str] | None = None
        self._queued_bytes = 0
        self._writing: asyncio.Task[None] | None = None
        self._closing: tuple[int, str] | None = None
        self._tokens = float(limits.burst)
        self._tokens_at = now
        self._told_to_slow_down_at = 0.0
        self.greeted = False
        self.heard_at = now
        self.hidden = False
        self.room = ""
        self.participant = ""
        self.session = ""
        self.seq = 0
        self.cid = 0
        self.acked_cid = 0
        # While a session is brought up to date, what arrives waits here.
        self.held: list[Posted] | None = None
        # While a frame has to wait for something, those behind it wait here.
        self.waiting: deque[str] | None = None
        self.is_gone = False

    def take(self, direct: DirectSocket) -> None:
        """Use the socket itself from here on."""
        self._socket = self._direct = direct

    @property
    def is_closing(self) -> bool:
        return self._closing is not None

    def tell(self, message: FromServer) -> None:
        self.send(encode(message).decode())

    def tell_refusal(self, refusal: Refused) -> None:
        self.tell(
            Error(
                code=refusal.code,
                message=str(refusal),
                field=refusal.field,
                cid=refusal.cid,
                epoch=refusal.epoch,
            )
        )

    def seat(self, room: str, member: Member) -> None:
        """From here on this socket speaks for that member."""
        self.room = room
        self.participant = member.participant
        self.hidden = member.hidden

    def deliver(self, posted: Posted) -> None:
        """Send a frame unless this socket has had it."""
        if posted.seq:
            if posted.seq <= self.seq:
                return
            self.seq = posted.seq
        self.send(posted.frame)

    async def replay(self, missed: list[Posted], epochs: Mapping[str, int]) -> None:
        """Send what a session missed, except negotiations that have been overtaken."""
        for posted in missed:
            if posted.epoch < epochs.get(posted.pair, 0):
                self.seq = max(self.seq, posted.seq)
                continue
            self.deliver(posted)
            # One at a time: a long replay is not a sign of a slow reader.
            await self.written()

    async def release(self) -> None:
        """Send what had to wait, and from now on everything as it comes."""
        while self.held:
            await self.replay([self.held.pop(0)], {})
        self.held = None

    def took(self, cid: int) -> None:
        self.cid = max(self.cid, cid)
        if self.cid - self.acked_cid >= self._limits.acknowledge_after:
            self.acknowledge()

    def acknowledge(self) -> None:
        if self.cid > self.acked_cid:
            self.acked_cid = self.cid
            self.tell(Acked(self.cid))

    def send(self, frame: str) -> None:
        if self._closing is not None:
            return
        queue = self._queue
        if queue is None and self._direct is not None and self._direct.send_at_once(frame):
            return
        self._queued_bytes += len(frame)
        if queue is None:
            self._queue = deque((frame,))
            self._write_soon()
            return
        queue.append(frame)
        if (
            len(queue) > self._limits.queue_messages
            or self._queued_bytes > self._limits.queue_bytes
        ):
            queue.clear()
            self.close(4429, "too slow")

    def close(self, code: int, reason: str) -> None:
        """Close after what is waiting has been written."""
        if self._closing is not None:
            return
        self._closing = (code, reason)
        if self._direct is not None:
            self._direct.expect_close()
        if self._queue is None:
            self._queue = deque()
            self._write_soon()

    def wait(self, frame: str) -> None:
        """Read no further until `go_on`: this frame cannot be carried out at once."""
        self.waiting = deque((frame,))
        if self._direct is not None:
            self._direct.pause_reading()

    def go_on(self) -> None:
        self.waiting = None
        if self._direct is not None:
            self._direct.resume_reading()

    def takes_token(self, now: float) -> bool:
        """Take a token for one message if there is one."""
        limits = self._limits
        tokens = self._tokens + (now - self._tokens_at) * limits.messages_per_second
        if tokens < 1:
            return False
        self._tokens = min(limits.burst, tokens) - 1
        self._tokens_at = now
        return True

    def seconds_to_wait(self, now: float) -> float:
        """Take a token for one message, and say how long the next one has to wait for it."""
        limits = self._limits
        gained = (now - self._tokens_at) * limits.messages_per_second
        self._tokens_at = now
        self._tokens = min(limits.burst, self._tokens + gained) - 1
        return 0.0 if self._tokens >= 0 else -self._tokens / limits.messages_per_second

    def tell_to_slow_down(self, seconds: float, now: float) -> None:
        if now - self._told_to_slow_down_at >= _SECONDS_BETWEEN_WARNINGS:
            self._told_to_slow_down_at = now
            milliseconds = int(seconds * 1000) + 1
            self.tell(Error("rate-limited", "slow down", retry_after_ms=milliseconds))

    def is_silent(self, now: float) -> bool:
        limits = self._limits
        patience = limits.hidden_silence_seconds if self.hidden else limits.silence_seconds
        return now - self.heard_at > patience

    async def written(self, at_most_seconds: float | None = None) -> None:
        """Wait until everything that was queued has gone to the network, or cannot any more."""
        if self._writing is not None:
            await asyncio.wait((self._writing,), timeout=at_most_seconds)

    def _write_soon(self) -> None:
        self._writing = asyncio.get_running_loop().create_task(self._write())

    async def _write(self) -> None:
        queue = self._queue
        send = self._socket.send
        try:
            while queue:
                frame = queue.popleft()
                await send({"type": "websocket.send", "text": frame, "bytes": None})
                self._queued_bytes -= len(frame)
            if self._closing is not None:
                code, reason = self._closing
                await send({"type": "websocket.close", "code": code, "reason": reason})
        # The web server raises one of these when the peer has gone or broke the protocol.
        except (OSError, RuntimeError, WebSocketException):
            self._closing = self._closing or (1006, "gone")
        finally:
            self._queue = None
            self._writing = None
            self._queued_bytes = 0
