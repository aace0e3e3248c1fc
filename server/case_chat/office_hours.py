"""When somebody answers: the week of a corporation, and the days on which it is closed.

Outside of them a message arrives all the same; the page says when it will be read.
"""

from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from typing import Annotated

import msgspec
from msgspec import Meta

from server.clock import HOME
from server.errors import InvalidInput
from server.wire import Sent

_LOOKED_AHEAD_DAYS = 60
"""Somebody who answers later than that does not answer."""

ClockTime = Annotated[str, Meta(pattern=r"^([01]\d|2[0-3]):[0-5]\d$")]
"""At the homes: "08:00"."""


class Day(Sent, frozen=True):
    """One day of the week, Monday is 0."""

    weekday: Annotated[int, Meta(ge=0, le=6)]
    opens: ClockTime
    closes: ClockTime


class OfficeHours(Sent, frozen=True):
    """A week; a weekday that is not in it is closed, as are the days of `closed_on`."""

    days: Annotated[list[Day], Meta(max_length=7)]
    closed_on: Annotated[tuple[date, ...], Meta(max_length=100)] = ()


USUAL = OfficeHours([Day(weekday, "08:00", "17:00") for weekday in range(5)])
"""As long as a corporation chose nothing else."""


def refuse_impossible(hours: OfficeHours) -> None:
    """A day opens before it closes, and stands in the week once."""
    for place, day in enumerate(hours.days):
        if day.opens >= day.closes:
            raise InvalidInput(f"/hours/days/{place}/closes", "It closes after it opens.")
        if any(day.weekday == other.weekday for other in hours.days[:place]):
            raise InvalidInput(f"/hours/days/{place}/weekday", "This day is there already.")


def read(text: str) -> OfficeHours:
    """What the settings hold."""
    return msgspec.json.decode(text, type=OfficeHours) if text else USUAL


def closes_at(hours: OfficeHours, moment: datetime) -> datetime | None:
    """Until when somebody answers; None when nobody does at this moment."""
    for opens, closes in _spans(hours, moment, days=1):
        if opens <= moment < closes:
            return closes
    return None


def opens_at(hours: OfficeHours, moment: datetime) -> datetime | None:
    """When somebody answers again; None when that is not in sight."""
    for opens, _ in _spans(hours, moment, days=_LOOKED_AHEAD_DAYS):
        if opens > moment:
            return opens
    return None


def _spans(hours: OfficeHours, moment: datetime, days: int) -> Iterator[tuple[datetime, datetime]]:
    week = {day.weekday: day for day in hours.days}
    first = moment.astimezone(HOME).date()
    for ahead in range(days):
        on = first + timedelta(days=ahead)
        day = week.get(on.weekday())
        if day and on not in hours.closed_on:
            yield _at(on, day.opens), _at(on, day.closes)


def _at(day: date, clock: str) -> datetime:
    return datetime.combine(day, time.fromisoformat(clock), HOME)
