"""Moments told from now, so that the demo is as fresh in a year as it is today.

Every `at` takes an aware `now`; its own time zone decides what "today" and "ten o'clock" are.
"""

from dataclasses import dataclass
from datetime import datetime, time, timedelta

LAST_QUARTER = time(23, 45)
SATURDAY = 5


@dataclass(frozen=True, slots=True)
class Ago:
    days: int = 0
    hours: int = 0
    minutes: int = 0

    def at(self, now: datetime) -> datetime:
        return now - timedelta(days=self.days, hours=self.hours, minutes=self.minutes)


@dataclass(frozen=True, slots=True)
class Soon:
    """Later today, on a quarter of an hour; late in the evening squeezed in before midnight."""

    minutes: int

    def at(self, now: datetime) -> datetime:
        wanted = now + timedelta(minutes=self.minutes)
        on_the_minute = wanted.replace(second=0, microsecond=0)
        quarter = on_the_minute + timedelta(minutes=-wanted.minute % 15)
        last = datetime.combine(now.date(), LAST_QUARTER, now.tzinfo)
        return max(now, min(quarter, last))


@dataclass(frozen=True, slots=True)
class OnDay:
    """At a clock time, a number of working days from today."""

    working_days: int
    hour: int
    minute: int = 0

    def at(self, now: datetime) -> datetime:
        day = now.date()
        left = self.working_days
        while left > 0:
            day += timedelta(days=1)
            left -= day.weekday() < SATURDAY
        return datetime.combine(day, time(self.hour, self.minute), now.tzinfo)
