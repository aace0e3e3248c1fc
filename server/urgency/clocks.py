"""Until when something has to be done: hours go by the clock, days are working days at the homes.

A target in working days ends with the day: who has until Friday has all of Friday. Day and hour of
the report are never moved by anything that happens later, so neither are these.
"""

from datetime import UTC, date, datetime, time, timedelta
from typing import NamedTuple

from server.clock import HOME, at_home
from server.urgency.tables import UrgencySettings
from server.working_days import working_day_number, working_days_after

_LAST_SECOND = time(23, 59, 59)
_LEGAL_DAYS = 42
_AFTER_LOOKING = (3, 5, 5)
_DAMP_LATEST = timedelta(weeks=12)

URGENT = ("P0", "P1")
"""Go by the hour, outside any score."""

DAMP_FAULTS = frozenset({"VOC1", "VOC2"})
"""Damp and mould have a track of their own: look, write down what it is, make it safe, repair."""


def day_of(moment: datetime) -> date:
    """The day at the homes."""
    return moment.astimezone(HOME).date()


def day_number(moment: datetime) -> int:
    """By which differences in working days are counted."""
    return working_day_number(day_of(moment))


def end_of(day: date) -> datetime:
    return at_home(day, _LAST_SECOND)


def _target_days(priority: str, settings: UrgencySettings) -> int:
    """How many working days a repair that is not urgent may take."""
    return {"P2": settings.p2_days, "P3": settings.p3_days}.get(priority, settings.p4_days)


def is_urgent(priority: str) -> bool:
    return priority in URGENT


def deadline(
    reported_at: datetime,
    priority: str,
    fault: str,
    settings: UrgencySettings,
    damp_steps: int = 0,
) -> datetime:
    """Until when the repair has to be done; of damp and mould, the step that comes after so many,
    and after the last one all of it."""
    if is_urgent(priority):
        hours = settings.p0_hours if priority == "P0" else settings.p1_hours
        # In UTC: an aware moment of a zone adds what its clock shows, not hours.
        return reported_at.astimezone(UTC) + timedelta(hours=hours)
    if fault in DAMP_FAULTS:
        return damp_clock(reported_at, settings)[damp_steps]
    return _working_days_later(reported_at, _target_days(priority, settings))


def legal_deadline(reported_at: datetime) -> datetime:
    """Six weeks after the report the tenant may go to the rent tribunal (Huurcommissie)."""
    return end_of(day_of(reported_at) + timedelta(days=_LEGAL_DAYS))


class DampClock(NamedTuple):
    """The steps of damp and mould, each with its last moment, in order."""

    look_by: datetime
    result_by: datetime
    safe_by: datetime
    works_by: datetime
    latest: datetime


def damp_clock(reported_at: datetime, settings: UrgencySettings) -> DampClock:
    """Each step counts from the last moment of the one before; none comes after twelve weeks."""
    latest = end_of(day_of(reported_at + _DAMP_LATEST))
    steps = [_working_days_later(reported_at, settings.damp_days)]
    for days in _AFTER_LOOKING:
        steps.append(_working_days_later(steps[-1], days))
    return DampClock(*(min(step, latest) for step in steps), latest=latest)


def _working_days_later(moment: datetime, days: int) -> datetime:
    return end_of(working_days_after(day_of(moment), days))
