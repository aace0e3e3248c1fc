"""Working days in the Netherlands: what must be answered "within a working day" is due then."""

from datetime import date, datetime, timedelta

from dateutil.easter import easter

from server.clock import HOME

_KINGS_DAY, _CHRISTMAS = (4, 27), (12, 25)
_AFTER_EASTER = (0, 1, 39, 49, 50)  # Easter, Easter Monday, Ascension, Whit Sunday and Monday
_SATURDAY, _SUNDAY = 5, 6


def a_working_day_after(moment: datetime) -> datetime:
    """The same time of the next working day; what comes outside working days counts from the
    beginning of the next one, so that a weekend is nobody's answering time."""
    local = moment.astimezone(HOME)
    if not is_working_day(local.date()):
        local = datetime.combine(_next(local.date()), datetime.min.time(), HOME)
    due = datetime.combine(_next(local.date()), local.time(), HOME)
    return due.astimezone(moment.tzinfo)


def is_working_day(day: date) -> bool:
    return day.weekday() < _SATURDAY and not is_holiday(day)


def is_holiday(day: date) -> bool:
    return day in _holidays(day.year)


def _next(day: date) -> date:
    later = day + timedelta(days=1)
    while not is_working_day(later):
        later += timedelta(days=1)
    return later


def _holidays(year: int) -> set[date]:
    """Those of the law, without Liberation Day: for most agreements it is one in five years."""
    kings_day = date(year, *_KINGS_DAY)
    if kings_day.weekday() == _SUNDAY:
        kings_day -= timedelta(days=1)
    christmas = date(year, *_CHRISTMAS)
    moving = {easter(year) + timedelta(days=days) for days in _AFTER_EASTER}
    return moving | {date(year, 1, 1), kings_day, christmas, christmas + timedelta(days=1)}
