"""The live feed: journal entries as server-sent events, resumed by the last seq seen."""

import asyncio
from collections.abc import AsyncIterator, Awaitable, Callable

import msgspec

from server.actors import Actor
from server.journal import bell, service
from server.journal.schemas import Happening

HEARTBEAT_SECONDS = 15.0
"""Short enough that a proxy does not close the line, and that a lost ring is not felt."""


async def follow(
    actor: Actor, after: int | None, is_still_let_in: Callable[[], Awaitable[bool]]
) -> AsyncIterator[bytes]:
    """Server-sent events for this actor, from `after` (None: from now) until the reader goes, or
    may not read on: a line that was opened must not outlive the sign-in."""
    async with bell.listening(actor.organisation_id) as rung:
        seen = await service.position(actor.organisation_id) if after is None else after
        yield f'retry: 2000\nid: {seen}\nevent: hello\ndata: {{"seq":{seen}}}\n\n'.encode()
        while True:
            rung.clear()
            if not await is_still_let_in():
                return
            newest = await service.position(actor.organisation_id)
            while seen < newest:
                entries = await service.entries_for(actor, seen)
                for entry in entries:
                    yield _event(entry)
                seen = entries[-1].seq if entries else newest
            try:
                async with asyncio.timeout(HEARTBEAT_SECONDS):
                    await rung.wait()
            except TimeoutError:
                yield b": still here\n\n"


def _event(entry: Happening) -> bytes:
    data = msgspec.json.encode(entry).decode()
    return f"id: {entry.seq}\nevent: journal\ndata: {data}\n\n".encode()
