"""The recorder's place in a room, held by the web process: the protocol on one side, the worker on
the other.

It speaks as any other participant does, over a socket that never leaves this process, so a call is
recorded whichever node its people are on. It offers to nobody and answers everybody.
"""

import asyncio
import contextlib
import itertools
import time
from collections.abc import Callable, Mapping
from typing import Any

import msgspec
from litestar import WebSocket

from signalling.broker import Broker
from signalling.messages import VERSION
from signalling.recorder.process import RecorderGone, RecorderProcess

_PING_SECONDS = 8
_PATIENCE_SECONDS = 5

HearNotice = Callable[[str, Mapping[str, Any]], None]


class Seat:
    """Rolls while it may, and nobody is in the room who did not agree."""

    def __init__(self, process: RecorderProcess, *, filmed_role: str, notice: HearNotice) -> None:
        self._process = process
        self._filmed_role = filmed_role
        self._notice = notice
        self._socket = _InProcess()
        self._cids = itertools.count(1)
        self._present: dict[str, str] = {}
        self._agreed: frozenset[str] = frozenset()
        self._may_roll = False
        self.seated = asyncio.Event()
        """From then on it hears what the room is told."""

    async def hold(self, broker: Broker, token: str) -> None:
        """Until the room ends, the connection with it fails, or `leave` was called."""
        serving = asyncio.create_task(broker.serve(self._socket.for_broker()))
        pinging = asyncio.create_task(self._ping())
        self._say("hello", version=VERSION, token=token)
        try:
            async for message in self._socket:
                await self._hear(message)
        except RecorderGone:
            self._say("bye", reason="recorder-gone")
        finally:
            pinging.cancel()
            self._socket.hang_up()
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(_PATIENCE_SECONDS):
                    await serving

    def allow(self, agreed: frozenset[str], *, may_roll: bool) -> None:
        """Who agreed to being recorded, and whether the recording goes on at all."""
        self._agreed, self._may_roll = agreed, may_roll
        self._roll()

    def leave(self) -> None:
        self._say("bye", reason="recorded")

    def _roll(self) -> None:
        is_allowed = self._may_roll and self._agreed.issuperset(self._present)
        with contextlib.suppress(RecorderGone):  # whoever holds the seat notices by itself
            self._process.roll(is_rolling=self.seated.is_set() and is_allowed)

    async def _hear(self, message: dict[str, Any]) -> None:
        match message:
            case {"type": "welcome", "peers": peers}:
                self._present = {peer["participant"]: peer["role"] for peer in peers}
                self.seated.set()
                self._roll()
            case {"type": "peer-joined", "peer": peer}:
                self._present[peer["participant"]] = peer["role"]
                # At once, before anybody has looked who that is.
                self._roll()
            case {"type": "peer-left", "participant": participant}:
                self._present.pop(participant, None)
                self._process.let_go(participant)
                self._roll()
            case {"type": "offer", "from": participant, "epoch": epoch, "sdp": sdp}:
                await self._answer(participant, epoch, sdp)
            case {"type": "candidates", "from": participant, "candidates": candidates}:
                self._process.add_candidates(
                    participant,
                    [(one["candidate"], one["sdpMid"], one["sdpMLineIndex"]) for one in candidates],
                )
            case {"type": "notice", "topic": topic, "data": data}:
                self._notice(topic, data)
            case _:
                pass  # what people say to each other
        if "seq" in message:
            self._say("ack", seq=message["seq"])

    async def _answer(self, participant: str, epoch: int, sdp: str) -> None:
        is_filmed = self._present.get(participant) == self._filmed_role
        answer = await self._process.answer(participant, sdp, is_filmed=is_filmed)
        if answer:
            self._say("answer", cid=next(self._cids), to=participant, epoch=epoch, sdp=answer)

    async def _ping(self) -> None:
        while True:
            await asyncio.sleep(_PING_SECONDS)
            self._say("ping", at=time.time())

    def _say(self, kind: str, **fields: Any) -> None:
        self._socket.say(msgspec.json.encode({"type": kind, **fields}).decode())


class _InProcess:
    """A WebSocket without a network: what the broker would hear from a web server."""

    def __init__(self) -> None:
        self._to_broker: asyncio.Queue[Any] = asyncio.Queue()
        self._from_broker: asyncio.Queue[Any] = asyncio.Queue()
        self._to_broker.put_nowait({"type": "websocket.connect"})

    def for_broker(self) -> WebSocket[Any, Any, Any]:
        scope: Any = {
            "type": "websocket",
            "path": "/signalling",
            "headers": [],
            "query_string": b"",
        }
        return WebSocket(scope, self._to_broker.get, self._from_broker.put)

    def say(self, text: str) -> None:
        self._to_broker.put_nowait({"type": "websocket.receive", "text": text})

    def hang_up(self) -> None:
        self._to_broker.put_nowait({"type": "websocket.disconnect", "code": 1000})

    def __aiter__(self) -> "_InProcess":
        return self

    async def __anext__(self) -> dict[str, Any]:
        while True:
            event = await self._from_broker.get()
            if event["type"] == "websocket.close":
                raise StopAsyncIteration
            if event["type"] == "websocket.send":
                return msgspec.json.decode(event["text"])
