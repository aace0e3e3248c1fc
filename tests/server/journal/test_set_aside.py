"""An entry that keeps failing is set aside, so that later ones go on, and may be tried again."""

from datetime import UTC, datetime, timedelta

import pytest

from server.clock import clock_at
from server.database import transaction
from server.due_work.runner import do_when_due
from server.journal import set_aside
from server.journal.consumers import catch_up
from server.journal.entries import Consumer, Entry
from server.journal.service import About, append
from server.journal.set_aside import MOST_ATTEMPTS, all_set_aside
from tests.support.cast import DE_LINDE, VECHT_EN_VELDEN, Firm

pytestmark = pytest.mark.usefixtures("connected")

EVENTS = frozenset({"test.happened"})
HOURS = timedelta(hours=1)


class Handler:
    """Notes what it did; what it cannot do, it cannot do however often."""

    def __init__(self, *impossible: int) -> None:
        self.tried: list[int] = []
        self.done: list[int] = []
        self.impossible = set(impossible)

    async def __call__(self, entry: Entry) -> None:
        self.tried.append(entry.seq)
        if entry.seq in self.impossible:
            raise ValueError("no such room")
        self.done.append(entry.seq)


async def write(count: int, firm: Firm = DE_LINDE) -> None:
    for _ in range(count):
        async with transaction():
            await append("test.happened", About(firm.id))


def consumer(handler: Handler) -> Consumer:
    return Consumer("test", EVENTS, handler)


async def try_for_hours(handler: Handler, *, from_hour: int = 0) -> None:
    """A node that looks every five seconds."""
    start = datetime.now(UTC) + HOURS * from_hour
    for look in range(200):
        with clock_at(start + timedelta(seconds=5 * look)):
            await catch_up(consumer(handler), "node")


async def test_later_entries_go_on_after_the_last_attempt() -> None:
    await write(3)
    handler = Handler(2)
    await try_for_hours(handler)
    assert handler.done == [1, 3]
    assert handler.tried.count(2) == MOST_ATTEMPTS
    (waiting,) = await all_set_aside()
    assert (waiting.consumer, waiting.entry.seq, waiting.attempts) == ("test", 2, MOST_ATTEMPTS)
    assert waiting.reason == "ValueError: no such room"


async def test_a_bell_that_rings_all_the_time_makes_no_more_attempts() -> None:
    await write(2)
    handler = Handler(1)
    with clock_at(datetime.now(UTC)):
        for _ in range(20):
            await catch_up(consumer(handler), "node")
    assert handler.tried == [1]
    assert await all_set_aside() == []


async def test_an_entry_that_succeeds_in_the_end_is_not_set_aside() -> None:
    await write(3)
    handler = Handler(2)
    start = datetime.now(UTC)
    for attempt in range(MOST_ATTEMPTS - 1):
        with clock_at(start + HOURS * attempt):
            await catch_up(consumer(handler), "node")
    handler.impossible = {3}
    await try_for_hours(handler, from_hour=MOST_ATTEMPTS)
    assert handler.done == [1, 2]
    assert handler.tried.count(3) == MOST_ATTEMPTS  # counted for each entry by itself


async def test_one_organisation_does_not_hold_up_another() -> None:
    await write(1)
    await write(2, VECHT_EN_VELDEN)
    done: list[Entry] = []

    async def refuse_ours(entry: Entry) -> None:
        if entry.organisation_id == DE_LINDE.id:
            raise ValueError("not this one")
        done.append(entry)

    await catch_up(Consumer("test", EVENTS, refuse_ours), "node")
    assert [entry.seq for entry in done] == [1, 2]


async def test_what_was_set_aside_is_tried_again_when_somebody_asks() -> None:
    await write(2)
    handler = Handler(1)
    await try_for_hours(handler)
    (work,) = set_aside.due_work([consumer(handler)])
    await do_when_due(work, "node")
    assert handler.tried.count(1) == MOST_ATTEMPTS  # nobody asked

    (asked,) = await set_aside.ask_to_try_again()
    assert asked.entry.seq == 1
    with clock_at(datetime.now(UTC) + HOURS):
        await do_when_due(work, "node")
    (still,) = await all_set_aside()
    assert still.attempts == MOST_ATTEMPTS + 1

    handler.impossible.clear()
    await set_aside.ask_to_try_again()
    with clock_at(datetime.now(UTC) + HOURS * 2):
        await do_when_due(work, "node")
    assert await all_set_aside() == []
    assert handler.done == [2, 1]
