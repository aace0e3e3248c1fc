"""Wakes whoever waits for new journal entries. Carries no news itself: the journal is the truth.

One process rings in memory; many nodes ring through Redis. A lost ring costs a few seconds, never
an entry, because listeners also look by themselves now and then.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from uuid import UUID

_listeners: dict[UUID | None, set[asyncio.Event]] = {}
_tell_other_nodes: list[Callable[[UUID], None]] = []


def ring(organisation_id: UUID) -> None:
    """Something new stands in this organisation's journal."""
    ring_here(organisation_id)
    for tell in _tell_other_nodes:
        tell(organisation_id)


def ring_here(organisation_id: UUID) -> None:
    """The same, for this process only; other nodes' rings arrive here."""
    for key in (organisation_id, None):
        for event in _listeners.get(key, ()):
            event.set()


@asynccontextmanager
async def telling_other_nodes(tell: Callable[[UUID], None]) -> AsyncGenerator[None]:
    """While this runs, `tell` passes each ring on."""
    _tell_other_nodes.append(tell)
    try:
        yield
    finally:
        _tell_other_nodes.remove(tell)


@asynccontextmanager
async def listening(organisation_id: UUID | None) -> AsyncGenerator[asyncio.Event]:
    """An event that is set at each ring of one organisation, or of any (None)."""
    event = asyncio.Event()
    waiting = _listeners.setdefault(organisation_id, set())
    waiting.add(event)
    try:
        yield event
    finally:
        waiting.discard(event)
        if not waiting:
            _listeners.pop(organisation_id, None)
