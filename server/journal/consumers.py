"""Work that follows from journal entries: each consumer reads on from its own cursor.

Exactly one node runs a consumer on an organisation at a time, by a lease on the cursor. The cursor
moves after the work, so a kill at any point repeats work but never loses it: handlers must not mind
being called twice for one entry. What keeps failing is tried again later and later, then set aside.
"""

import asyncio
import contextlib
from collections.abc import AsyncGenerator
from datetime import timedelta
from uuid import UUID

import structlog

from server.accounts.tables import Organisation
from server.clock import now
from server.database import select
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
    async with bell.listening(None) as rung:
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


async def catch_up(consumer: Consumer, node: str) -> None:
    """Handle everything new, organisation by organisation."""
    for organisation in await Organisation.select(Organisation.id, Organisation.journal_seq):
        cursor_id = f"{consumer.name}:{organisation['id']}"
        seq = await _lease(cursor_id, node, organisation["journal_seq"])
        while seq is not None and seq < organisation["journal_seq"]:
            seq = await _handle_batch(consumer, cursor_id, organisation["id"], seq)


async def _lease(cursor_id: str, node: str, newest: int) -> int | None:
    """The cursor's position when this node may work on it; None when there is nothing to do."""
    known = await JournalCursor.select(JournalCursor.seq).where(JournalCursor.id == cursor_id)
    if known and known[0]["seq"] >= newest:
        return None
    if not known:
        await JournalCursor.raw(
            "INSERT INTO journal_cursor (id, seq, leased_by) VALUES ({}, 0, '')"
            " ON CONFLICT (id) DO NOTHING",
            cursor_id,
        )
    taken = await JournalCursor.raw(
        "UPDATE journal_cursor SET leased_by = {}, leased_until = {} WHERE id = {}"
        " AND (leased_by = {} OR leased_until IS NULL OR leased_until < {})"
        " AND (retry_at IS NULL OR retry_at <= {}) RETURNING seq",
        node,
        now() + LEASE,
        cursor_id,
        node,
        now(),
        now(),
    )
    return taken[0]["seq"] if taken else None


async def _handle_batch(
    consumer: Consumer, cursor_id: str, organisation_id: UUID, seq: int
) -> int | None:
    """The cursor's position afterwards; None when an entry failed and has to wait."""
    entries = await select(
        Entry,
        "SELECT organisation, seq, event, request_id, job_id, subject_id FROM journal"
        " WHERE organisation = {} AND seq > {} ORDER BY seq LIMIT {}",
        organisation_id,
        seq,
        _BATCH,
    )
    for entry in entries:
        if entry.event in consumer.events:
            try:
                await consumer.handle(entry)
            except Exception as error:  # noqa: BLE001 - whatever it is, later entries go on
                if not await set_aside.note_failure(consumer, cursor_id, entry, error):
                    return None
            else:
                await _advance(cursor_id, entry.seq)
    await _advance(cursor_id, entries[-1].seq)
    return entries[-1].seq


async def _advance(cursor_id: str, seq: int) -> None:
    await JournalCursor.update(
        {
            JournalCursor.seq: seq,
            JournalCursor.leased_until: now() + LEASE,
            JournalCursor.attempts: 0,
            JournalCursor.retry_at: None,
        }
    ).where(JournalCursor.id == cursor_id)
