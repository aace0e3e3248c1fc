"""What is told and forgotten: who has a conversation open, who types in it, that it was read.

Nothing of it is stored. One process whispers in memory; many nodes whisper through Redis. A whisper
that is lost costs a few seconds of "is typing", never a message.
"""

import asyncio
import contextlib
import time
from collections.abc import AsyncGenerator, Callable, Generator
from uuid import UUID

import msgspec
import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from server.case_chat.schemas import Presence
from server.case_chat.tables import Side
from server.identifiers import new_id

log = structlog.get_logger()

_CHANNEL = "vooraf:chat"
_TRY_AGAIN_SECONDS = 1.0
HERE_SECONDS = 40.0
"""Each open line says every fifteen seconds that its reader is there: two may get lost."""
TYPING_SECONDS = 6.0
"""A screen says every three seconds that somebody types."""


class Who(msgspec.Struct, frozen=True):
    """Somebody in a conversation; staff by their person, the tenant by her case."""

    id: UUID
    name: str
    side: Side


class _Whisper(msgspec.Struct, frozen=True):
    node: UUID
    request: UUID
    kind: str  # here, gone, typing, look (what stands in the database changed), ask (who is here?)
    who: Who | None = None


class _Heard(msgspec.Struct):
    who: Who
    here_until: float = 0.0
    types_until: float = 0.0


class Ear:
    """Of one open line: set `woken` when something was whispered, `must_look` when it is about
    what stands in the database."""

    def __init__(self, woken: asyncio.Event) -> None:
        self.woken = woken
        self.must_look = False


class _Circle:
    """Who is in one conversation, as far as this node has heard; exists while a line is open."""

    def __init__(self) -> None:
        self.heard: dict[UUID, _Heard] = {}
        self.ears: dict[Ear, Who] = {}


class Whispers:
    """Those of all conversations on this node."""

    def __init__(
        self, redis_url: str | None = None, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self._redis = Redis.from_url(redis_url) if redis_url else None
        self._node = new_id()
        self._clock = clock
        self._circles: dict[UUID, _Circle] = {}
        self._sending: set[asyncio.Task[None]] = set()

    @contextlib.asynccontextmanager
    async def open(self) -> AsyncGenerator["Whispers"]:
        """While this runs, whispers cross nodes."""
        if self._redis is None:
            yield self
            return
        hearing = asyncio.create_task(self._hear_others(self._redis))
        try:
            yield self
        finally:
            hearing.cancel()
            await asyncio.gather(hearing, *self._sending, return_exceptions=True)
            await self._redis.aclose()

    @contextlib.contextmanager
    def joining(self, request_id: UUID, who: Who, woken: asyncio.Event) -> Generator[Ear]:
        """While this runs, `who` has the conversation open, and hears of the others."""
        circle = self._circles.setdefault(request_id, _Circle())
        ear = Ear(woken)
        circle.ears[ear] = who
        self.here(request_id, who)
        self._tell("ask", request_id)
        try:
            yield ear
        finally:
            del circle.ears[ear]
            if who not in circle.ears.values():  # or she has it open in a second window
                self._tell("gone", request_id, who)
            if not circle.ears:
                del self._circles[request_id]

    def here(self, request_id: UUID, who: Who) -> None:
        """Still there."""
        self._tell("here", request_id, who)

    def typing(self, request_id: UUID, who: Who) -> None:
        self._tell("typing", request_id, who)

    def said(self, request_id: UUID, who: Who) -> None:
        """It is sent: she does not type it any more."""
        self._tell("said", request_id, who)

    def look(self, request_id: UUID) -> None:
        """Something that is no line of the journal changed: how far somebody has read."""
        self._tell("look", request_id)

    def people(self, request_id: UUID, reader: Who) -> list[Presence]:
        """The others in this conversation, by name."""
        circle = self._circles.get(request_id)
        at = self._clock()
        heard = circle.heard.values() if circle else ()
        others = [each for each in heard if each.who.id != reader.id]
        return sorted(
            (
                Presence(each.who.id, each.who.name, each.who.side, each.types_until > at)
                for each in others
                if each.here_until > at
            ),
            key=lambda present: (present.name, str(present.id)),
        )

    def _tell(self, kind: str, request_id: UUID, who: Who | None = None) -> None:
        whisper = _Whisper(self._node, request_id, kind, who)
        self._hear(whisper)
        if self._redis is not None:
            task = asyncio.create_task(self._publish(self._redis, whisper))
            self._sending.add(task)
            task.add_done_callback(self._sending.discard)

    def _hear(self, whisper: _Whisper) -> None:
        circle = self._circles.get(whisper.request)
        if circle is None:
            return
        if whisper.kind == "ask":
            if whisper.node != self._node:
                for who in set(circle.ears.values()):
                    self.here(whisper.request, who)
            return
        if whisper.who:
            self._note(circle, whisper.kind, whisper.who)
        for ear in circle.ears:
            ear.must_look = ear.must_look or whisper.kind == "look"
            ear.woken.set()

    def _note(self, circle: _Circle, kind: str, who: Who) -> None:
        at = self._clock()
        heard = circle.heard.setdefault(who.id, _Heard(who))
        heard.who = who
        match kind:
            case "gone":
                heard.here_until = heard.types_until = 0.0
            case "typing":
                heard.types_until = at + TYPING_SECONDS
                heard.here_until = max(heard.here_until, heard.types_until)
            case "said":
                heard.types_until = 0.0
            case _:
                heard.here_until = at + HERE_SECONDS

    async def _publish(self, redis: Redis, whisper: _Whisper) -> None:
        try:
            await redis.publish(_CHANNEL, msgspec.json.encode(whisper))
        except RedisError as error:
            log.warning("whispers.not_told", error=type(error).__name__)

    async def _hear_others(self, redis: Redis) -> None:
        decode = msgspec.json.Decoder(_Whisper).decode
        while True:
            try:
                async with redis.pubsub() as pubsub:
                    await pubsub.subscribe(_CHANNEL)
                    async for message in pubsub.listen():
                        if message["type"] == "message":
                            whisper = decode(message["data"])
                            if whisper.node != self._node:
                                self._hear(whisper)
            except RedisError as error:
                log.warning("whispers.not_heard", error=type(error).__name__)
                await asyncio.sleep(_TRY_AGAIN_SECONDS)
