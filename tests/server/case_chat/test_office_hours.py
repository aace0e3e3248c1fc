"""When somebody answers, by the clock of the homes."""

from datetime import date, datetime

import pytest

from server.case_chat.office_hours import USUAL, Day, OfficeHours, closes_at, opens_at, read
from server.clock import HOME


def at(text: str) -> datetime:
    return datetime.fromisoformat(text).replace(tzinfo=HOME)


@pytest.mark.parametrize(
    ("moment", "until", "again"),
    [
        ("2026-11-30 08:00", "2026-11-30 17:00", "2026-12-01 08:00"),
        ("2026-11-30 07:59", None, "2026-11-30 08:00"),
        ("2026-11-30 17:00", None, "2026-12-01 08:00"),
        ("2026-11-28 12:00", None, "2026-11-30 08:00"),  # a Saturday
        ("2026-10-24 12:00", None, "2026-10-26 08:00"),  # the clock goes back that night
    ],
)
def test_usually_somebody_answers_on_weekdays(moment: str, until: str | None, again: str) -> None:
    assert closes_at(USUAL, at(moment)) == (at(until) if until else None)
    assert opens_at(USUAL, at(moment)) == at(again)


def test_on_a_holiday_nobody_answers() -> None:
    hours = OfficeHours(USUAL.days, (date(2026, 12, 25),))
    assert closes_at(hours, at("2026-12-25 10:00")) is None
    assert opens_at(hours, at("2026-12-25 10:00")) == at("2026-12-28 08:00")


def test_a_week_without_days_promises_nothing() -> None:
    assert opens_at(OfficeHours([]), at("2026-11-30 10:00")) is None


def test_each_day_has_its_own_times() -> None:
    hours = OfficeHours([Day(5, "10:00", "12:00")])
    assert closes_at(hours, at("2026-11-28 11:00")) == at("2026-11-28 12:00")


def test_what_was_never_chosen_is_the_usual_week() -> None:
    assert read("") == USUAL
