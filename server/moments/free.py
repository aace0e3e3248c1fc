"""When an office offers video calls: half hours of its week on the next ten working days, two
hours from now or later. Which of them are free is in the technician's diary (`planning`)."""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta

from server.case_chat.office_hours import OfficeHours
from server.case_chat.reading import settings_of
from server.clock import HOME, at_home, now
from server.jobs.tables import Job
from server.previsits.tables import CALL_TAKES
from server.working_days import is_holiday

NOTICE = timedelta(hours=2)
"""Nobody is surprised by a call that begins sooner, nor by one that is gone."""
_WORKING_DAYS = 10
_LOOKED_AHEAD_DAYS = 60
"""An office that is closed for longer has no moments to offer."""


async def possible_moments(job: Job) -> list[datetime]:
    """All that this office offers now, free or not."""
    hours, _ = await settings_of(job.contractor or job.organisation)
    return list(moments_in(hours, now()))


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
    step = CALL_TAKES // timedelta(minutes=1)
    for minutes in range(_minutes(week.opens), closes - step + 1, step):
        clock = time(*divmod(minutes, 60))
        begins = at_home(day, clock)
        # In the night that summer time begins, no clock shows the hour that is left out.
        if begins.astimezone(HOME).time() == clock:
            yield begins


def _minutes(clock: str) -> int:
    hours, minutes = clock.split(":")
    return int(hours) * 60 + int(minutes)
