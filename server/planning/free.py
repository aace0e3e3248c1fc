"""When a technician can come or call: which rule keeps him, and which blocks are free. Nothing
here reads a database; all times are in UTC, all days and clock times are those of the homes."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Literal

from server.case_chat.office_hours import OfficeHours
from server.clock import HOME, at_home
from server.planning.schemas import DivisionOfDays, FreeBlock
from server.previsits.tables import CALL_TAKES
from server.working_days import is_holiday

AHEAD = timedelta(days=366)
_WORKING_DAYS = 15
_MIDNIGHT = "00:00"
_LOOKED_AHEAD_DAYS = 60
"""Who does not work for longer has no blocks to offer."""
_ALL_ROUND = {"LOA": "LOO", "ELA": "ELE", "TAL": "TIM"}
"""Who is all-round does the plain trade too."""
ANYBODY_DOES = "OVE"
"""No trade of its own."""

Rule = Literal["past", "too_far", "holiday", "closed", "away", "outside_hours", "trade", "full"]


@dataclass(frozen=True)
class Taken:
    """Something else that he does, and how much of his time it takes."""

    begins_at: datetime
    ends_at: datetime
    minutes: int


@dataclass(frozen=True)
class Away:
    begins_at: datetime
    ends_at: datetime


def away_between(from_on: date, from_clock: str, until_on: date, until_clock: str) -> Away:
    """From when until when, of days and clock times at the homes; "" is the whole of that day."""
    begins_at = _at(from_on, from_clock or _MIDNIGHT)
    after = until_on if until_clock else until_on + timedelta(days=1)
    return Away(begins_at, _at(after, until_clock or _MIDNIGHT))


@dataclass(frozen=True)
class Diary:
    """All that planning knows of a technician."""

    works_here: bool
    trades: Sequence[str]
    """None: every one."""
    hours: OfficeHours
    """His week, and the days on which his office is closed."""
    away: Sequence[Away]
    taken: Sequence[Taken]
    division: DivisionOfDays


@dataclass(frozen=True)
class Work:
    """What he would come for."""

    trade: str
    minutes: int
    """Without travelling."""
    closed: Sequence[tuple[date, date]] = ()
    """Days, both included, on which nobody comes to that home but for an emergency."""
    not_before: date | None = None
    """Somebody there is ill: earlier days are not offered. The desk may still agree on one."""


def why_not(diary: Diary, block: FreeBlock, work: Work, moment: datetime) -> Rule | None:
    """The first rule against it, if there is one."""
    day = block.begins_at.astimezone(HOME).date()
    against: dict[Rule, bool] = {
        "past": block.begins_at <= moment,
        "too_far": block.begins_at > moment + AHEAD,
        "holiday": is_holiday(day) or day in diary.hours.closed_on,
        "closed": any(since <= day <= until for since, until in work.closed),
        "away": not diary.works_here or _is_away(diary, block),
        "outside_hours": not _is_within_hours(diary.hours, block),
        "trade": not _can(diary.trades, work.trade),
        "full": not _has_room(
            diary, block, timedelta(minutes=work.minutes + diary.division.travel_minutes)
        ),
    }
    return next((rule for rule, holds in against.items() if holds), None)


def can_call(diary: Diary, begins_at: datetime) -> bool:
    """Whether he can hold a video call then. What he promised for a part of the day keeps its
    minutes: a call takes half an hour of whatever it falls into, as a visit finds it there."""
    day = begins_at.astimezone(HOME).date()
    call = FreeBlock(begins_at, begins_at + CALL_TAKES)
    if not diary.works_here or _is_away(diary, call) or not _is_within_hours(diary.hours, call):
        return False
    filled = [FreeBlock(each.begins_at, each.ends_at) for each in diary.taken]
    return all(
        _has_room(diary, block, CALL_TAKES)
        for block in [*blocks_of(diary.division, day), *filled]
        if block.begins_at < call.ends_at and block.ends_at > call.begins_at
    )


def free_blocks(diary: Diary, work: Work, moment: datetime) -> list[FreeBlock]:
    """The blocks of his next fifteen working days that nothing is against, in order; where somebody
    is ill, from the day on which she asked to come."""
    return [
        block
        for day in _working_days(diary.hours, _first_day(work, moment))
        for block in blocks_of(diary.division, day)
        if why_not(diary, block, work, moment) is None
    ]


def _first_day(work: Work, moment: datetime) -> date:
    today = moment.astimezone(HOME).date()
    return max(today, work.not_before) if work.not_before else today


def blocks_of(division: DivisionOfDays, day: date) -> Iterator[FreeBlock]:
    """The parts of this day, free or not."""
    for block in division.blocks:
        yield FreeBlock(_at(day, block.begins), _at(day, block.ends))


def last_moment_before(hours: OfficeHours, begins_at: datetime, working_hours: int) -> datetime:
    """So many working hours before: what begins on Monday at eight can be changed on Friday
    afternoon, and not in the weekend."""
    left = timedelta(hours=working_hours)
    first = begins_at.astimezone(HOME).date()
    for back in range(_LOOKED_AHEAD_DAYS):
        span = span_of(hours, first - timedelta(days=back))
        if span is None:
            continue
        opens, closes = span
        available = min(closes, begins_at) - opens
        if available >= left:
            return min(closes, begins_at) - left
        left -= max(available, timedelta())
    return begins_at


def _working_days(hours: OfficeHours, first: date) -> Iterator[date]:
    days = (first + timedelta(days=ahead) for ahead in range(_LOOKED_AHEAD_DAYS))
    open_days = (day for day in days if span_of(hours, day))
    for _, day in zip(range(_WORKING_DAYS), open_days, strict=False):
        yield day


def span_of(hours: OfficeHours, day: date) -> tuple[datetime, datetime] | None:
    """From when until when somebody works on this day."""
    if day in hours.closed_on or is_holiday(day):
        return None
    week = next((each for each in hours.days if each.weekday == day.weekday()), None)
    return (_at(day, week.opens), _at(day, week.closes)) if week else None


def _is_within_hours(hours: OfficeHours, block: FreeBlock) -> bool:
    span = span_of(hours, block.begins_at.astimezone(HOME).date())
    return span is not None and span[0] <= block.begins_at and block.ends_at <= span[1]


def _is_away(diary: Diary, block: FreeBlock) -> bool:
    """In any part of it: a block is promised whole."""
    return any(
        away.begins_at < block.ends_at and away.ends_at > block.begins_at for away in diary.away
    )


def _can(trades: Sequence[str], trade: str) -> bool:
    return not trades or trade == ANYBODY_DOES or trade in with_plain_trades(trades)


def with_plain_trades(trades: Sequence[str]) -> set[str]:
    """Those, and what belongs to them."""
    return {*trades, *(_ALL_ROUND[each] for each in trades if each in _ALL_ROUND)}


def _has_room(diary: Diary, block: FreeBlock, time_needed: timedelta) -> bool:
    """A block holds as many visits as fit in it with their travelling, and calls. One that is
    longer than a block fills it: there it is the only one."""
    others = [
        each
        for each in diary.taken
        if each.begins_at < block.ends_at and each.ends_at > block.begins_at
    ]
    if not others:
        return True
    taken = timedelta(minutes=sum(each.minutes for each in others))
    return taken + time_needed <= block.ends_at - block.begins_at


def _at(day: date, clock: str) -> datetime:
    return at_home(day, time.fromisoformat(clock))
