"""Working days in the Netherlands: what is promised in working days is counted by these."""

from bisect import bisect_right
from datetime import date, timedelta
from functools import lru_cache

from dateutil.easter import easter

_KINGS_DAY, _CHRISTMAS = (4, 27), (12, 25)
_AFTER_EASTER = (0, 1, 39, 49, 50)  # Easter, Easter Monday, Ascension, Whit Sunday and Monday
_SATURDAY, _SUNDAY = 5, 6
_FIRST_YEAR = 2000


def is_working_day(day: date) -> bool:
    return day.weekday() < _SATURDAY and not is_holiday(day)


def is_holiday(day: date) -> bool:
    return day in _holidays(day.year)


def next_working_day(day: date) -> date:
    later = day + timedelta(days=1)
    while not is_working_day(later):
        later += timedelta(days=1)
    return later


def working_day_number(day: date) -> int:
    """How many working days there have been up to and with this day, since 2000: the difference of
    two days is the number of working days between them."""
    return _numbers_before(day.year) + bisect_right(_working_days(day.year), day)


def working_days_after(day: date, count: int) -> date:
    """The day on which so many working days have passed since this one."""
    wanted = working_day_number(day) + count
    year = day.year
    while _numbers_before(year + 1) < wanted:
        year += 1
    return _working_days(year)[wanted - _numbers_before(year) - 1]


@lru_cache
def _numbers_before(year: int) -> int:
    if year <= _FIRST_YEAR:
        return 0
    return _numbers_before(year - 1) + len(_working_days(year - 1))


@lru_cache
def _working_days(year: int) -> list[date]:
    first = date(year, 1, 1)
    days = (first + timedelta(days=number) for number in range(366))
    return [day for day in days if day.year == year and is_working_day(day)]


@lru_cache
def _holidays(year: int) -> frozenset[date]:
    """Those of the law, without Liberation Day: for most agreements it is one in five years."""
    kings_day = date(year, *_KINGS_DAY)
    if kings_day.weekday() == _SUNDAY:
        kings_day -= timedelta(days=1)
    christmas = date(year, *_CHRISTMAS)
    moving = {easter(year) + timedelta(days=days) for days in _AFTER_EASTER}
    fixed = {date(year, 1, 1), kings_day, christmas, christmas + timedelta(days=1)}
    return frozenset(moving | fixed)
