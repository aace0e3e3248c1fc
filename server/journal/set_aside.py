"""Entries that a consumer could not handle: tried again for a while, then set aside, so that later
entries go on. Somebody who mended the cause asks for them with `retry-set-aside`."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

import structlog

from server.clock import now
from server.database import select, transaction
from server.due_work.runner import DueWork
from server.identifiers import new_id
from server.journal.entries import Consumer, Entry
from server.journal.tables import JournalCursor, SetAsideEntry

log = structlog.get_logger()

MOST_ATTEMPTS = 8
FIRST_PAUSE = timedelta(seconds=5)
"""Doubled each time: with eight attempts an entry holds its consumer up for ten minutes."""


@dataclass(frozen=True)
class SetAside:
    """An entry that waits for somebody, and why."""

    id: UUID
    consumer: str
    attempts: int
    reason: str
    entry: Entry


async def note_failure(consumer: Consumer, cursor_id: str, entry: Entry, error: Exception) -> bool:
    """Write down that the entry failed; whether it is set aside now, and the cursor behind it."""
    counted = await JournalCursor.raw(
        "UPDATE journal_cursor SET attempts = attempts + 1 WHERE id = {} RETURNING attempts",
        cursor_id,
    )
    attempts: int = counted[0]["attempts"]
    facts = {"consumer": consumer.name, "organisation": str(entry.organisation_id)}
    log.error("consumer.failed", **facts, seq=entry.seq, attempts=attempts, exc_info=error)
    if attempts < MOST_ATTEMPTS:
        retry_at = now() + FIRST_PAUSE * 2 ** (attempts - 1)
        await JournalCursor.update({JournalCursor.retry_at: retry_at}).where(
            JournalCursor.id == cursor_id
        )
        return False
    async with transaction():
        await SetAsideEntry.insert(
            SetAsideEntry(
                id=new_id(),
                consumer=consumer.name,
                organisation=entry.organisation_id,
                seq=entry.seq,
                attempts=attempts,
                reason=_reason(error),
                set_aside_at=now(),
            )
        )
        await JournalCursor.update(
            {JournalCursor.seq: entry.seq, JournalCursor.attempts: 0, JournalCursor.retry_at: None}
        ).where(JournalCursor.id == cursor_id)
    log.error("consumer.set_aside", **facts, seq=entry.seq)
    return True


async def all_set_aside(*, only_asked_for: bool = False) -> list[SetAside]:
    """Every entry that was set aside, oldest first."""
    return await select(
        _set_aside,
        "SELECT s.id, s.consumer, s.attempts, s.reason, j.organisation, j.seq, j.event,"  # noqa: S608
        " j.request_id, j.job_id, j.subject_id FROM journal_set_aside s"
        " JOIN journal j ON j.organisation = s.organisation AND j.seq = s.seq"
        f" WHERE {'s.retry_asked_at IS NOT NULL' if only_asked_for else '1 = 1'}"
        " ORDER BY s.set_aside_at, s.id",
    )


async def ask_to_try_again() -> list[SetAside]:
    """Have a running node try everything again that was set aside; what that is."""
    await SetAsideEntry.update({SetAsideEntry.retry_asked_at: now()}, force=True)
    return await all_set_aside(only_asked_for=True)


def due_work(consumers: Sequence[Consumer]) -> list[DueWork]:
    """Trying again is done by one node, like the first attempts."""

    async def try_again() -> None:
        by_name = {consumer.name: consumer for consumer in consumers}
        for waiting in await all_set_aside(only_asked_for=True):
            if waiting.consumer in by_name:
                await _try_again(by_name[waiting.consumer], waiting)

    return [DueWork("journal-set-aside", timedelta(seconds=30), try_again)]


async def _try_again(consumer: Consumer, waiting: SetAside) -> None:
    is_it = SetAsideEntry.id == waiting.id
    try:
        await consumer.handle(waiting.entry)
    except Exception as error:
        log.error("consumer.failed_again", consumer=consumer.name, exc_info=error)
        await SetAsideEntry.update(
            {
                SetAsideEntry.attempts: waiting.attempts + 1,
                SetAsideEntry.reason: _reason(error),
                SetAsideEntry.retry_asked_at: None,
            }
        ).where(is_it)
    else:
        await SetAsideEntry.delete().where(is_it)


def _reason(error: Exception) -> str:
    return f"{type(error).__name__}: {error}"[:500]


def _set_aside(id: UUID, consumer: str, attempts: int, reason: str, *entry: object) -> SetAside:
    return SetAside(id, consumer, attempts, reason, Entry(*entry))  # pyright: ignore[reportArgumentType]
