"""Wakes whoever waits for new journal entries. Carries no news itself: the journal is the truth.

One process rings in memory; many nodes ring through Redis. A lost ring costs a few seconds, never
an entry, because listeners also look by themselves now and then.
"""

import asyncio
from collections.abc import AsyncGenerator, Callable, Hashable
from contextlib import asynccontextmanager
from uuid import UUID

_listeners: dict[Hashable, set[asyncio.Event]] = {}
_EVERYTHING = None
_tell_other_nodes: list[Callable[[UUID, str], None]] = []


def ring(organisation_id: UUID, event: str) -> None:
    """Something new stands in this organisation's journal."""
    ring_here(organisation_id, event)
    for tell in _tell_other_nodes:
        tell(organisation_id, event)


def ring_here(organisation_id: UUID, event: str) -> None:
    """The same, for this process only; other nodes' rings arrive here."""
    for key in (organisation_id, event, _EVERYTHING):
        for rung in _listeners.get(key, ()):
            rung.set()


@asynccontextmanager
async def telling_other_nodes(tell: Callable[[UUID, str], None]) -> AsyncGenerator[None]:
    """While this runs, `tell` passes each ring on."""
    _tell_other_nodes.append(tell)
    try:
        yield
    finally:
        _tell_other_nodes.remove(tell)


@asynccontextmanager
async def listening(*keys: UUID | str) -> AsyncGenerator[asyncio.Event]:
    """Set at each ring of one of these organisations or of one of these events; without any key
    at every ring."""
    rung = asyncio.Event()
    chosen: tuple[Hashable, ...] = keys or (_EVERYTHING,)
    for key in chosen:
        _listeners.setdefault(key, set()).add(rung)
    try:
        yield rung
    finally:
        for key in chosen:
            _listeners[key].discard(rung)
            if not _listeners[key]:
                del _listeners[key]
