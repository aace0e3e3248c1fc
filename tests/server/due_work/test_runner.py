"""Due work is done in time, by one node, again after a kill, and later after a failure."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest

from server.clock import clock_at
from server.due_work.runner import LEASE, DueWork, do_when_due, running

HOUR = timedelta(hours=1)
START = datetime(2026, 5, 1, 12, tzinfo=UTC)

pytestmark = pytest.mark.usefixtures("connected")


class Killed(BaseException):
    """As the end of the process: nothing after it runs."""


class Work:
    """Counts how often it was done, and how many did it at once; may fail or die."""

    def __init__(self, *troubles: BaseException) -> None:
        self.begun = 0
        self.done = asyncio.Event()
        self._troubles = list(troubles)

    async def __call__(self) -> None:
        self.begun += 1
        await asyncio.sleep(0)
        if self._troubles:
            raise self._troubles.pop(0)
        self.done.set()


def every_hour(work: Work) -> DueWork:
    return DueWork("test", HOUR, work)


async def test_work_is_due_at_once_and_then_once_in_each_period() -> None:
    work = Work()
    for minutes in (0, 1, 59, 61, 62, 122):
        with clock_at(START + timedelta(minutes=minutes)):
            await do_when_due(every_hour(work), "node")
    assert work.begun == 3


async def test_of_many_nodes_exactly_one_does_it() -> None:
    work = Work()
    tried = await asyncio.gather(
        *[do_when_due(every_hour(work), f"node {number}") for number in range(6)]
    )
    assert sorted(tried) == [False] * 5 + [True]
    assert work.begun == 1


async def test_killed_in_the_middle_another_node_repeats_it_when_the_lease_has_ended() -> None:
    work = Work(Killed())
    with clock_at(START):
        with pytest.raises(Killed):
            await do_when_due(every_hour(work), "node that dies")
        assert not await do_when_due(every_hour(work), "heir")
    with clock_at(START + LEASE * 2):
        assert await do_when_due(every_hour(work), "heir")
    assert work.begun == 2


async def test_work_that_fails_is_tried_again_sooner_and_each_time_later() -> None:
    work = Work(OSError("no"), OSError("no"), OSError("no"))
    tried_at: list[int] = []
    for minute in range(75):
        with clock_at(START + timedelta(minutes=minute, seconds=1 if minute else 0)):
            if await do_when_due(every_hour(work), "node"):
                tried_at.append(minute)
    assert tried_at == [0, 1, 3, 7, 67]


async def test_work_does_not_hold_up_other_work() -> None:
    stuck, other = Work(OSError("no")), Work()
    await do_when_due(every_hour(stuck), "node")
    assert await do_when_due(DueWork("other", HOUR, other), "node")


async def test_a_running_server_does_it_and_leaves_it_to_the_next_in_good_order() -> None:
    work = Work()
    async with running([every_hour(work)]), asyncio.timeout(5):
        await work.done.wait()
    begins, never_ends = asyncio.Event(), asyncio.Event()

    async def long() -> None:
        begins.set()
        await never_ends.wait()

    with clock_at(datetime.now(UTC) + HOUR * 2):
        async with running([DueWork("test", HOUR, long)]), asyncio.timeout(5):
            await begins.wait()
        assert await do_when_due(every_hour(work), "the next")
