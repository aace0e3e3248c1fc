"""Work that follows from journal entries: each consumer reads on from its own cursor.

Exactly one node runs a consumer on an organisation at a time, by a lease on the cursor. The cursor
moves after the work, so a kill at any point repeats work but never loses it: handlers must not mind
being called twice for one entry. What keeps failing is tried again later and later, then set aside.
"""

import asyncio
import contextlib
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

import structlog

from server.clock import now
from server.database import few
from server.identifiers import new_id
from server.journal import bell, set_aside
from server.journal.entries import Consumer, Entry
from server.journal.tables import JournalCursor

log = structlog.get_logger()

LEASE = timedelta(seconds=60)
LOOK_AGAIN_SECONDS = 5.0
"""Also without a ring: it may have been lost, or another node may have died with the lease."""

_BATCH = 50


@contextlib.asynccontextmanager
async def running(consumers: list[Consumer]) -> AsyncGenerator[None]:
    """Run these consumers until the block ends."""
    node = str(new_id())
    tasks = [asyncio.create_task(_run(consumer, node)) for consumer in consumers]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await _give_back(node)


async def _give_back(node: str) -> None:
    """So that the next node need not wait for the end of the lease."""
    await JournalCursor.update({JournalCursor.leased_until: None}).where(
        JournalCursor.leased_by == node
    )


async def _run(consumer: Consumer, node: str) -> None:
    async with bell.listening(*consumer.events) as rung:
        while True:
            rung.clear()
            try:
                await catch_up(consumer, node)
            except Exception as error:
                log.error("consumer.stuck", consumer=consumer.name, exc_info=error)
                await asyncio.sleep(LOOK_AGAIN_SECONDS)
            # Not wait_for: in Python 3.11 it may swallow a cancellation, and then this never ends.
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK_AGAIN_SECONDS):
                    await rung.wait()


@dataclass(frozen=True)
class _Behind:
    """The journal of an organisation has gone on since a consumer's cursor stood still."""

    organisation_id: UUID
    cursor_id: str
    newest: int


async def catch_up(consumer: Consumer, node: str) -> None:
    """Handle everything new, organisation by organisation."""
    held = await _held(consumer.name)
    journals = await few(lambda *journal: journal, "SELECT id, journal_seq FROM organisation")
    for organisation_id, newest in journals:
        behind = _Behind(organisation_id, f"{consumer.name}:{organisation_id}", newest)
        hold = held.get(behind.cursor_id)
        if hold and hold.seq >= newest:
            continue
        seq = hold.seq if hold and hold.is_for(node) else await _lease(behind.cursor_id, node)
        while seq is not None and seq < newest:
            seq = await _handle_batch(consumer, behind, seq)


@dataclass(frozen=True)
class _Hold:
    """A cursor as it stands in the database."""

    cursor_id: str
    seq: int
    leased_by: str
    leased_until: datetime | None
    retry_at: datetime | None

    def is_for(self, node: str) -> bool:
        """This node may go on, and nobody else before it is done with the next entries."""
        is_leased = self.leased_until is not None and self.leased_until > now() + LEASE / 2
        return self.leased_by == node and is_leased and self.retry_at is None


async def _held(name: str) -> dict[str, _Hold]:
    cursors = await few(
        _Hold,
        "SELECT id, seq, leased_by, leased_until, retry_at FROM journal_cursor WHERE id LIKE {}",
        f"{name}:%",
    )
    return {cursor.cursor_id: cursor for cursor in cursors}


async def _lease(cursor_id: str, node: str) -> int | None:
    """The cursor's position when this node may work on it, else None."""
    taken = await JournalCursor.raw(
        "INSERT INTO journal_cursor (id, seq, leased_by, leased_until) VALUES ({}, 0, {}, {})"
        " ON CONFLICT (id) DO UPDATE"
        " SET leased_by = excluded.leased_by, leased_until = excluded.leased_until"
        " WHERE (journal_cursor.leased_by = excluded.leased_by"
        "   OR journal_cursor.leased_until IS NULL OR journal_cursor.leased_until < {})"
        " AND (journal_cursor.retry_at IS NULL OR journal_cursor.retry_at <= {}) RETURNING seq",
        cursor_id,
        node,
        now() + LEASE,
        now(),
        now(),
    )
    return taken[0]["seq"] if taken else None


async def _handle_batch(consumer: Consumer, behind: _Behind, seq: int) -> int | None:
    """The cursor's position afterwards; None when an entry failed and has to wait."""
    names = sorted(consumer.events)
    entries = await few(
        Entry,
        "SELECT organisation, seq, event, request_id, job_id, subject_id FROM journal"  # noqa: S608 - places only
        " WHERE organisation = {} AND seq > {} AND seq <= {}"
        f" AND event IN ({', '.join(['{}'] * len(names))}) ORDER BY seq LIMIT {{}}",
        behind.organisation_id,
        seq,
        behind.newest,
        *names,
        _BATCH,
    )
    for entry in entries:
        try:
            await consumer.handle(entry)
        except Exception as error:  # noqa: BLE001 - whatever it is, later entries go on
            if not await set_aside.note_failure(consumer, behind.cursor_id, entry, error):
                return None
        else:
            await _advance(behind.cursor_id, entry.seq)
        seq = entry.seq
    if len(entries) < _BATCH and seq < behind.newest:
        await _advance(behind.cursor_id, behind.newest)
        return behind.newest
    return seq


async def _advance(cursor_id: str, seq: int) -> None:
    await JournalCursor.raw(
        "UPDATE journal_cursor SET seq = {}, leased_until = {}, attempts = 0, retry_at = NULL"
        " WHERE id = {}",
        seq,
        now() + LEASE,
        cursor_id,
    )
