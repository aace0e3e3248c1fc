"""The one place where the server asks what time it is; tests and the demo set it for themselves."""

from collections.abc import Generator
from contextlib import contextmanager
from contextvars import ContextVar
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

HOME = ZoneInfo("Europe/Amsterdam")
"""Days and clock times that people read are those of the homes."""

_set_to: ContextVar[datetime | None] = ContextVar("set_to", default=None)


def now() -> datetime:
    """Now, aware, in UTC."""
    return _set_to.get() or datetime.now(UTC)


def at_home(day: date, clock: time = time.min) -> datetime:
    """When that day's clock at the homes shows it, in UTC; without one, when the day begins."""
    return datetime.combine(day, clock, HOME).astimezone(UTC)


def today() -> tuple[datetime, datetime]:
    """When this day began at the homes, and when the next one does, in UTC."""
    begin = now().astimezone(HOME).replace(hour=0, minute=0, second=0, microsecond=0)
    return begin.astimezone(UTC), (begin + timedelta(days=1)).astimezone(UTC)


@contextmanager
def clock_at(moment: datetime) -> Generator[None]:
    """What runs inside, in this task, believes it is `moment`."""
    token = _set_to.set(moment.astimezone(UTC))
    try:
        yield
    finally:
        _set_to.reset(token)
