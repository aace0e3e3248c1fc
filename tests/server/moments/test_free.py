"""Which moments there are: half hours of an office, on its working days, by the clock there."""

from datetime import UTC, date, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given as for_any
from hypothesis import strategies as any_

from server.case_chat.office_hours import USUAL, Day, OfficeHours
from server.clock import HOME
from server.moments.free import NOTICE, moments_in
from server.previsits.tables import CALL_TAKES
from server.working_days import is_holiday


def at(text: str) -> datetime:
    """What a clock at the homes shows."""
    return datetime.fromisoformat(text).replace(tzinfo=HOME)


def clock_times(moment: datetime, hours: OfficeHours = USUAL) -> list[str]:
    return [f"{each.astimezone(HOME):%a %d %H:%M}" for each in moments_in(hours, moment)]


def test_a_day_has_half_hours_from_opening_until_the_last_one_before_closing() -> None:
    found = clock_times(at("2026-11-30T05:00"))
    assert found[:2] == ["Mon 30 08:00", "Mon 30 08:30"]
    assert [each for each in found if each.startswith("Mon 30")][-1] == "Mon 30 16:30"


def test_nothing_begins_within_two_hours() -> None:
    assert clock_times(at("2026-11-30T09:00"))[0] == "Mon 30 11:00"
    assert clock_times(at("2026-11-30T09:01"))[0] == "Mon 30 11:30"
    assert clock_times(at("2026-11-30T15:00"))[0] == "Tue 01 08:00"


def test_there_are_ten_working_days_without_weekends_holidays_and_days_that_are_closed() -> None:
    hours = OfficeHours(USUAL.days, (date(2026, 12, 24),))
    days = list(dict.fromkeys(each[:6] for each in clock_times(at("2026-12-18T06:00"), hours)))
    assert days == [
        *("Fri 18", "Mon 21", "Tue 22", "Wed 23"),
        *("Mon 28", "Tue 29", "Wed 30", "Thu 31"),
        *("Mon 04", "Tue 05"),
    ]


@pytest.mark.parametrize(
    ("friday", "first_of_monday"),
    [("2027-03-26T16:00", "2027-03-30T06:00Z"), ("2027-10-29T16:00", "2027-11-01T07:00Z")],
)
def test_eight_o_clock_stays_eight_o_clock_when_the_clocks_change(
    friday: str, first_of_monday: str
) -> None:
    """In 2027 the clocks go forward in the weekend of Easter."""
    moments = moments_in(USUAL, at(friday))
    assert next(moments) == datetime.fromisoformat(first_of_monday)


def test_the_hour_that_is_left_out_in_spring_is_not_offered() -> None:
    nights = OfficeHours([Day(6, "01:00", "04:00")])
    night = [each for each in clock_times(at("2026-03-27T12:00"), nights) if "Sun 29" in each]
    assert night == ["Sun 29 01:00", "Sun 29 01:30", "Sun 29 03:00", "Sun 29 03:30"]


def test_an_office_that_is_never_open_offers_nothing() -> None:
    assert clock_times(at("2026-11-30T09:00"), OfficeHours([])) == []


clocks = any_.times().map(lambda clock: f"{clock:%H:%M}")


@any_.composite
def weeks(draw: any_.DrawFn) -> OfficeHours:
    days = list[Day]()
    for weekday in draw(any_.sets(any_.integers(0, 6))):
        opens, closes = sorted(draw(any_.tuples(clocks, clocks)))
        days.append(Day(weekday, opens, closes))
    return OfficeHours(days)


minutes = any_.integers(0, 8 * 366 * 24 * 60)


@for_any(weeks(), minutes)
def test_whatever_the_week_every_moment_lies_inside_it(hours: OfficeHours, later: int) -> None:
    moment = datetime(2024, 1, 1, tzinfo=UTC) + timedelta(minutes=later)
    found = list(moments_in(hours, moment))
    week = {day.weekday: day for day in hours.days}
    for begins in found:
        local = begins.astimezone(HOME)
        day = week[local.weekday()]
        ends = timedelta(hours=local.hour, minutes=local.minute) + CALL_TAKES
        opens, closes = (
            timedelta(hours=int(clock[:2]), minutes=int(clock[3:]))
            for clock in (day.opens, day.closes)
        )
        assert opens + CALL_TAKES <= ends <= closes
        assert begins >= moment + NOTICE
        assert not is_holiday(local.date())
    assert all(later - earlier >= CALL_TAKES for earlier, later in pairwise(found))
    assert len({begins.astimezone(HOME).date() for begins in found}) <= 10
