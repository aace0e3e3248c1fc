"""The open line of one conversation: server-sent events, resumed by the last `seq` seen.

What was said comes out of the database in the order of the journal, so nothing is lost or doubled;
who is there and who types is whispered along.
"""

import asyncio
import contextlib
import time
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from typing import Any
from uuid import UUID

import msgspec

from server.actors import Actor
from server.case_chat import access, reading
from server.case_chat.schemas import Message, Presence, Standing
from server.case_chat.whispers import TYPING_SECONDS, Whispers, Who
from server.errors import DomainError
from server.journal import bell
from server.journal.feed import HEARTBEAT_SECONDS
from server.journal.service import position
from server.previsits.tables import WAITING

_encode = msgspec.json.Encoder().encode


def who(actor: Actor) -> Who:
    """The actor as the others in a conversation see them."""
    return Who(access.own_id(actor), actor.name, access.side_of(actor))


class _Line:
    """What one reader has seen so far."""

    def __init__(self, actor: Actor, request_id: UUID, seen: int) -> None:
        self.actor = actor
        self.request_id = request_id
        self._seen = seen
        self._looked_at = -1  # the position of the journal
        self._standing: Standing | None = None
        self._people: Sequence[Presence] | None = None
        self._changing: dict[UUID, Message] = {}
        self._beats_at = time.monotonic() + HEARTBEAT_SECONDS

    async def is_behind(self, organisation_id: UUID) -> bool:
        """Something happened since this was asked last."""
        at = await position(organisation_id)
        is_behind, self._looked_at = at != self._looked_at, at
        return is_behind

    async def news(self) -> AsyncIterator[bytes]:
        """Messages that are new, those that look another way now, and how it stands."""
        while found := await reading.messages_since(self.request_id, self._seen):
            for message in found:
                yield _event("message", message, message.seq)
                self._seen = message.seq
                if _may_change(message):
                    self._changing[message.id] = message
        for message in await reading.messages_themselves(list(self._changing)):
            if message != self._changing[message.id]:
                yield _event("message", message)
                self._changing[message.id] = message
        standing = await reading.standing_of(self.request_id)
        if standing != self._standing:
            self._standing = standing
            yield _event("standing", standing)

    def present(self, people: Sequence[Presence]) -> bytes:
        """Who is there, when that is news."""
        if people == self._people:
            return b""
        self._people = people
        return _event("people", people)

    def is_time_for_heartbeat(self) -> bool:
        """Then the reader is told to be there, and whether a ring was lost is looked at."""
        at = time.monotonic()
        if at < self._beats_at:
            return False
        self._beats_at = at + HEARTBEAT_SECONDS
        self._looked_at = -1
        return True

    @property
    def patience(self) -> float:
        """Seconds until something has to be looked at; who types may stop without a word."""
        until_beat = max(0.1, self._beats_at - time.monotonic())
        somebody_types = any(each.is_typing for each in self._people or ())
        return min(until_beat, TYPING_SECONDS / 2) if somebody_types else until_beat


def _may_change(message: Message) -> bool:
    """A photo that is not ready, a call that is not over."""
    waits_for_photo = message.photo and not message.photo.is_ready and not message.photo.is_refused
    return bool(waits_for_photo or (message.call and message.call.state in WAITING))


async def follow(
    actor: Actor,
    request_id: UUID,
    after: int | None,
    whispers: Whispers,
    is_still_let_in: Callable[[], Awaitable[bool]],
) -> AsyncIterator[bytes]:
    """From `after` (None: from now) until the reader goes, or may not read on. Whoever reads the
    conversation after `hello` has it whole."""
    me = who(actor)
    organisation_id = (await access.conversation_to_see(actor, request_id)).organisation
    seen = await reading.newest(request_id) if after is None else after
    line = _Line(actor, request_id, seen)
    async with bell.listening(organisation_id) as woken:
        with whispers.joining(request_id, me, woken) as ear:
            yield f'retry: 2000\nid: {seen}\nevent: hello\ndata: {{"seq":{seen}}}\n\n'.encode()
            while True:
                woken.clear()
                if await line.is_behind(organisation_id) or ear.must_look:
                    ear.must_look = False
                    if not await _may_read_on(line, is_still_let_in):
                        return
                    async for told in line.news():
                        yield told
                if told := line.present(whispers.people(request_id, me)):
                    yield told
                if line.is_time_for_heartbeat():
                    whispers.here(request_id, me)
                    yield b": still here\n\n"
                with contextlib.suppress(TimeoutError):
                    async with asyncio.timeout(line.patience):
                        await woken.wait()


async def _may_read_on(line: _Line, is_still_let_in: Callable[[], Awaitable[bool]]) -> bool:
    if not await is_still_let_in():
        return False
    try:
        await access.conversation_to_see(line.actor, line.request_id)
    except DomainError:
        return False
    return True


def _event(name: str, data: Any, seq: int | None = None) -> bytes:
    place = f"id: {seq}\n" if seq else ""
    return f"{place}event: {name}\ndata: {_encode(data).decode()}\n\n".encode()
