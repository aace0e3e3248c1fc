"""Deadlines by the clock and by working days, over holidays, weekends and daylight saving."""

from datetime import date, datetime, timedelta
from uuid import uuid4

import pytest
from hypothesis import given, strategies

from server.clock import HOME
from server.urgency.clocks import damp_clock, deadline, legal_deadline
from server.urgency.tables import UrgencySettings
from server.working_days import is_working_day, working_day_number, working_days_after

NOW = datetime(2026, 11, 30, tzinfo=HOME)
DEFAULTS = UrgencySettings(id=uuid4(), changed_at=NOW)
DAYS = strategies.dates(date(2021, 1, 1), date(2035, 12, 31))


def at(year: int, month: int, day: int, hour: int = 10) -> datetime:
    return datetime(year, month, day, hour, tzinfo=HOME)


def due(reported: datetime, priority: str, fault: str = "KRA1") -> datetime:
    return deadline(reported, priority, fault, DEFAULTS).astimezone(HOME)


@pytest.mark.parametrize(
    ("reported", "priority", "last_day"),
    [
        (at(2026, 11, 30), "P2", date(2026, 12, 7)),
        (at(2026, 11, 30), "P3", date(2026, 12, 14)),
        (at(2026, 11, 30), "P4", date(2027, 1, 13)),  # over Christmas and New Year
        (at(2026, 11, 28), "P2", date(2026, 12, 4)),  # a Saturday: Monday is the first day
        (at(2026, 4, 1), "P2", date(2026, 4, 9)),  # over Easter Monday
        (at(2026, 4, 24), "P2", date(2026, 5, 4)),  # over King's Day
    ],
)
def test_working_days_end_with_the_day(reported: datetime, priority: str, last_day: date) -> None:
    found = due(reported, priority)
    assert (found.date(), found.hour, found.minute) == (last_day, 23, 59)


def test_hours_go_by_the_clock_also_when_it_is_put_forward_or_back() -> None:
    for reported in (at(2026, 3, 28, 20), at(2026, 10, 24, 20), at(2026, 12, 24, 20)):
        for priority, hours in (("P0", 4), ("P1", 24)):
            assert due(reported, priority).timestamp() - reported.timestamp() == hours * 3600


def test_a_deadline_in_summer_time_of_a_report_in_winter_time_is_the_end_of_that_day() -> None:
    found = due(at(2026, 3, 24), "P2")
    assert found == datetime(2026, 3, 31, 23, 59, 59, tzinfo=HOME)


def test_the_clock_of_the_law_is_six_weeks_to_the_day() -> None:
    assert legal_deadline(at(2026, 3, 1, 23)).astimezone(HOME).date() == date(2026, 4, 12)


def test_damp_has_steps_that_follow_each_other() -> None:
    clock = damp_clock(at(2026, 11, 30), DEFAULTS)
    days = [moment.astimezone(HOME).date() for moment in clock]
    assert days == [
        date(2026, 12, 14),
        date(2026, 12, 17),
        date(2026, 12, 24),
        date(2027, 1, 4),
        date(2027, 2, 22),
    ]
    for done, day in enumerate(days):
        found = deadline(at(2026, 11, 30), "P3", "VOC1", DEFAULTS, done)
        assert found.astimezone(HOME).date() == day


def test_no_step_of_damp_comes_after_twelve_weeks() -> None:
    slow = UrgencySettings(id=uuid4(), changed_at=NOW, damp_days=80)
    clock = damp_clock(at(2026, 1, 5), slow)
    assert clock.look_by <= clock.works_by == clock.latest


@given(DAYS, strategies.integers(1, 300))
def test_so_many_working_days_later_is_a_working_day_so_many_later(day: date, count: int) -> None:
    later = working_days_after(day, count)
    assert is_working_day(later)
    assert working_day_number(later) - working_day_number(day) == count
    between = (day + timedelta(days=number) for number in range(1, (later - day).days + 1))
    assert sum(map(is_working_day, between)) == count
