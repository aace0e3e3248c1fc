"""Does what is due, again and again: a feature hands in a function and a period.

Exactly one node does a piece of work at a time, by a lease that is renewed while it lasts. The next
time is written after the work, so a kill at any point repeats work but never loses it: functions
must not mind being called twice.
"""

import asyncio
import contextlib
from collections.abc import AsyncGenerator, Awaitable, Callable
from dataclasses import dataclass
from datetime import timedelta

import structlog
from piccolo.custom_types import Combinable

from server.clock import now
from server.due_work.tables import DueWorkTime
from server.identifiers import new_id

log = structlog.get_logger()

LEASE = timedelta(seconds=60)
LOOK_AGAIN_SECONDS = 10.0
_FIRST_PAUSE = timedelta(minutes=1)


@dataclass(frozen=True)
class DueWork:
    """`do` is called every so often. A name is never used for other work."""

    name: str
    every: timedelta
    do: Callable[[], Awaitable[None]]


@contextlib.asynccontextmanager
async def running(works: list[DueWork]) -> AsyncGenerator[None]:
    """Do these until the block ends."""
    node = str(new_id())
    tasks = [asyncio.create_task(_run(work, node)) for work in works]
    try:
        yield
    finally:
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await _give_back(node)


async def _run(work: DueWork, node: str) -> None:
    while True:
        try:
            await do_when_due(work, node)
        except Exception as error:
            log.error("due_work.stuck", work=work.name, exc_info=error)
        await asyncio.sleep(LOOK_AGAIN_SECONDS)


async def do_when_due(work: DueWork, node: str) -> bool:
    """Do it if it is due and nobody else is at it; whether it was tried."""
    if not await _take(work, node):
        return False
    try:
        async with _keeping_lease(work, node):
            await work.do()
    except Exception as error:
        log.error("due_work.failed", work=work.name, exc_info=error)
        await _try_again_later(work, node)
    else:
        await _write_next(work, node)
    return True


async def _take(work: DueWork, node: str) -> bool:
    known = await DueWorkTime.select(DueWorkTime.due_at).where(DueWorkTime.name == work.name)
    if known and known[0]["due_at"] > now():
        return False
    if not known:
        await DueWorkTime.raw(
            "INSERT INTO due_work (name, due_at, failures, leased_by) VALUES ({}, {}, 0, '')"
            " ON CONFLICT (name) DO NOTHING",
            work.name,
            now(),
        )
    # Due and free are asked in the same statement as the taking: of two nodes one gets a row.
    taken = await DueWorkTime.raw(
        "UPDATE due_work SET leased_by = {}, leased_until = {} WHERE name = {} AND due_at <= {}"
        " AND (leased_until IS NULL OR leased_until < {}) RETURNING name",
        node,
        now() + LEASE,
        work.name,
        now(),
        now(),
    )
    return bool(taken)


@contextlib.asynccontextmanager
async def _keeping_lease(work: DueWork, node: str) -> AsyncGenerator[None]:
    async def renew() -> None:
        while True:
            await asyncio.sleep(LEASE.total_seconds() / 3)
            await DueWorkTime.update({DueWorkTime.leased_until: now() + LEASE}).where(
                _mine(work, node)
            )

    renewing = asyncio.create_task(renew())
    try:
        yield
    finally:
        renewing.cancel()
        await asyncio.gather(renewing, return_exceptions=True)


async def _write_next(work: DueWork, node: str) -> None:
    await DueWorkTime.update(
        {
            DueWorkTime.due_at: now() + work.every,
            DueWorkTime.failures: 0,
            DueWorkTime.leased_until: None,
        }
    ).where(_mine(work, node))


async def _try_again_later(work: DueWork, node: str) -> None:
    """Sooner than the next time, and each time later."""
    known = await DueWorkTime.select(DueWorkTime.failures).where(_mine(work, node))
    failures = known[0]["failures"] if known else 0
    pause = min(work.every, _FIRST_PAUSE * 2 ** min(failures, 20))
    await DueWorkTime.update(
        {
            DueWorkTime.due_at: now() + pause,
            DueWorkTime.failures: failures + 1,
            DueWorkTime.leased_until: None,
        }
    ).where(_mine(work, node))


async def _give_back(node: str) -> None:
    """So that the next node need not wait for the end of the lease."""
    await DueWorkTime.update({DueWorkTime.leased_until: None}).where(DueWorkTime.leased_by == node)


def _mine(work: DueWork, node: str) -> Combinable:
    return (DueWorkTime.name == work.name) & (DueWorkTime.leased_by == node)
