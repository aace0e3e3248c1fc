"""When a technician is free for a video call: half hours of the office's week on the next ten
working days, two hours from now or later, without those of his other calls."""

from collections.abc import Iterator
from datetime import UTC, date, datetime, time, timedelta
from uuid import UUID

from server.case_chat.office_hours import OfficeHours
from server.case_chat.reading import settings_of
from server.clock import HOME, now
from server.database import select
from server.jobs.tables import OVER, Job
from server.previsits.tables import WAITING
from server.working_days import is_holiday

BLOCK = timedelta(minutes=30)
NOTICE = timedelta(hours=2)
"""Nobody is surprised by a call that begins sooner, nor by one that is gone."""
_WORKING_DAYS = 10
_LOOKED_AHEAD_DAYS = 60
"""An office that is closed for longer has no moments to offer."""


async def possible_moments(job: Job) -> list[datetime]:
    """All that this office offers now, free or not."""
    hours, _ = await settings_of(job.contractor or job.organisation)
    return list(moments_in(hours, now()))


async def without_calls_of(
    technician: UUID, moments: list[datetime], own_call: UUID | None
) -> list[datetime]:
    """Those at which he has no other call. A call that she has herself is in nobody's way."""
    taken = await select(
        _planned_at,
        "SELECT v.planned_at FROM previsit v JOIN job j ON j.id = v.job WHERE j.assigned_to = {}"
        " AND v.state IN ({}, {}) AND j.state NOT IN ({}, {}) AND v.planned_at > {} AND v.id <> {}",
        technician,
        *WAITING,
        *OVER,
        now() - BLOCK,
        own_call or _NO_CALL,
    )
    return [each for each in moments if all(abs(each - other) >= BLOCK for other in taken)]


_NO_CALL = UUID(int=0)


def _planned_at(moment: datetime) -> datetime:
    return moment


def moments_in(hours: OfficeHours, moment: datetime) -> Iterator[datetime]:
    """In order, in UTC."""
    earliest = moment + NOTICE
    for day in _working_days(hours, moment.astimezone(HOME).date()):
        for begins in _blocks_of(hours, day):
            if begins >= earliest:
                yield begins


def _working_days(hours: OfficeHours, first: date) -> Iterator[date]:
    weekdays = {day.weekday for day in hours.days}
    found = 0
    for ahead in range(_LOOKED_AHEAD_DAYS):
        day = first + timedelta(days=ahead)
        if day.weekday() not in weekdays or day in hours.closed_on or is_holiday(day):
            continue
        yield day
        found += 1
        if found == _WORKING_DAYS:
            return


def _blocks_of(hours: OfficeHours, day: date) -> Iterator[datetime]:
    week = next(each for each in hours.days if each.weekday == day.weekday())
    closes = _minutes(week.closes)
    step = BLOCK // timedelta(minutes=1)
    for minutes in range(_minutes(week.opens), closes - step + 1, step):
        clock = time(*divmod(minutes, 60))
        begins = datetime.combine(day, clock, HOME).astimezone(UTC)
        # In the night that summer time begins, no clock shows the hour that is left out.
        if begins.astimezone(HOME).time() == clock:
            yield begins


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)
