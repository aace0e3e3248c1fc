"""Which blocks are free, and which rule is against one: days, hours, holidays, and the clock that
is put forward and back."""

from datetime import UTC, date, datetime, timedelta

import pytest

from server.case_chat.office_hours import Day, OfficeHours
from server.clock import HOME
from server.planning.division import USUAL
from server.planning.free import (
    Away,
    Diary,
    Rule,
    Taken,
    Work,
    away_between,
    blocks_of,
    can_call,
    free_blocks,
    last_moment_before,
    why_not,
)
from server.planning.schemas import Block, DivisionOfDays, FreeBlock

OFFICE = OfficeHours([Day(weekday, "08:00", "17:00") for weekday in range(5)])
MONDAY = datetime(2026, 11, 23, 9, tzinfo=HOME).astimezone(UTC)
AN_HOUR = Work("LOO", 60)


def a_diary(
    *taken: Taken,
    trades: tuple[str, ...] = (),
    hours: OfficeHours = OFFICE,
    away: tuple[Away, ...] = (),
    division: DivisionOfDays = USUAL,
) -> Diary:
    return Diary(True, trades, hours, away, taken, division)


def block(day: int, begins: int, ends: int, month: int = 11) -> FreeBlock:
    return FreeBlock(
        datetime(2026, month, day, begins, tzinfo=HOME).astimezone(UTC),
        datetime(2026, month, day, ends, tzinfo=HOME).astimezone(UTC),
    )


def taken(planned: FreeBlock, minutes: int) -> Taken:
    return Taken(planned.begins_at, planned.ends_at, minutes)


def rule(diary: Diary, wanted: FreeBlock, work: Work = AN_HOUR) -> Rule | None:
    return why_not(diary, wanted, work, MONDAY)


def test_fifteen_working_days_of_four_blocks_without_those_that_have_begun() -> None:
    free = free_blocks(a_diary(), AN_HOUR, MONDAY)
    assert free[0] == block(23, 10, 12)
    assert len(free) == 15 * 4 - 1
    assert free[-1].begins_at.astimezone(HOME).date() == date(2026, 12, 11)


def test_a_block_holds_as_many_visits_as_fit_with_their_travelling() -> None:
    morning = block(24, 8, 10)
    short = Work("LOO", 30)
    one, two = taken(morning, 45), taken(morning, 30)
    assert rule(a_diary(one), morning, short) is None
    assert rule(a_diary(one, two), morning, short) is None
    assert rule(a_diary(one, two), morning, AN_HOUR) == "full"
    assert rule(a_diary(one, two, two), morning, short) == "full"


def test_a_visit_that_is_longer_than_a_block_fills_an_empty_one() -> None:
    long = Work("LOO", 150)
    assert rule(a_diary(), block(24, 8, 10), long) is None
    assert rule(a_diary(taken(block(24, 8, 10), 165)), block(24, 8, 10)) == "full"


def test_a_call_takes_half_an_hour_of_the_part_of_the_day_that_it_falls_into() -> None:
    morning, ten = block(24, 8, 10), datetime(2026, 11, 24, 10, tzinfo=HOME).astimezone(UTC)
    nine, half_past_nine = (ten - timedelta(minutes=minutes) for minutes in (60, 30))
    visit, call = taken(morning, 75), Taken(nine, half_past_nine, 30)
    assert can_call(a_diary(visit), nine)
    assert not can_call(a_diary(visit, call), nine)
    # The visit and a second call would not fit in what was promised; after it he is free.
    assert not can_call(a_diary(visit, call), half_past_nine)
    assert can_call(a_diary(visit, call), ten)
    assert can_call(a_diary(call), half_past_nine)
    # A visit that is longer than its part of the day leaves no call in it.
    assert not can_call(a_diary(taken(morning, 165)), nine)
    # One from before the days were divided otherwise keeps its own minutes.
    assert not can_call(a_diary(taken(block(24, 9, 11), 100)), ten)
    assert not can_call(a_diary(away=(Away(ten - timedelta(hours=1), ten),)), nine)
    mornings_off = OfficeHours([Day(1, "12:00", "17:00")])
    assert not can_call(a_diary(hours=mornings_off), ten)


def test_what_overlaps_counts_and_what_follows_does_not() -> None:
    other = taken(block(24, 9, 11), 75)
    assert rule(a_diary(other), block(24, 10, 12), AN_HOUR) == "full"
    assert rule(a_diary(other), block(24, 11, 12), Work("LOO", 30)) is None


@pytest.mark.parametrize(
    ("wanted", "expected"),
    [
        (block(23, 8, 10), "past"),
        (block(28, 8, 10), "outside_hours"),  # Saturday
        (block(24, 16, 18), "outside_hours"),
        (block(25, 12, 14, month=12), "holiday"),
        (block(26, 8, 10), "away"),
        (block(27, 8, 10), None),
    ],
)
def test_the_first_rule_against_it_is_told(wanted: FreeBlock, expected: Rule | None) -> None:
    away = away_between(date(2026, 11, 25), "", date(2026, 11, 26), "")
    assert rule(a_diary(away=(away,)), wanted) == expected


@pytest.mark.parametrize(
    ("clocks", "away_in"),
    [
        (("", "12:30"), [8, 10]),  # a morning
        (("12:30", ""), [12, 14]),  # an afternoon
        (("11:00", "13:00"), [10, 12]),  # a block is promised whole
        (("10:00", "12:00"), [10]),
    ],
)
def test_a_part_of_a_day_takes_only_the_blocks_in_it(
    clocks: tuple[str, str], away_in: list[int]
) -> None:
    day = date(2026, 11, 25)
    diary = a_diary(away=(away_between(day, clocks[0], day, clocks[1]),))
    closed = [each for each in blocks_of(USUAL, day) if rule(diary, each) == "away"]
    assert [each.begins_at.astimezone(HOME).hour for each in closed] == away_in
    assert rule(diary, block(26, 8, 10)) is None


@pytest.mark.parametrize(
    ("day", "hours"), [(date(2027, 3, 28), 23), (date(2026, 10, 25), 25), (date(2026, 11, 25), 24)]
)
def test_a_day_away_lasts_as_long_as_the_day(day: date, hours: int) -> None:
    """On two days of the year that is not 24 hours; noon is noon on each."""
    whole, morning = away_between(day, "", day, ""), away_between(day, "", day, "12:30")
    assert whole.ends_at - whole.begins_at == timedelta(hours=hours)
    assert morning.ends_at.astimezone(HOME).strftime("%d %H:%M") == f"{day:%d} 12:30"


def test_more_than_a_year_ahead_is_too_far() -> None:
    wanted = FreeBlock(MONDAY.replace(year=2028), MONDAY.replace(year=2028, hour=10))
    assert rule(a_diary(), wanted) == "too_far"


@pytest.mark.parametrize(
    ("trades", "needed", "can"),
    [
        ((), "ELE", True),
        (("LOO",), "LOO", True),
        (("LOA",), "LOO", True),  # all-round
        (("LOO",), "LOA", False),
        (("TIM",), "LOO", False),
        (("TIM",), "OVE", True),  # anybody's
    ],
)
def test_a_trade_is_asked_for(trades: tuple[str, ...], needed: str, can: bool) -> None:
    found = rule(a_diary(trades=trades), block(24, 8, 10), Work(needed, 60))
    assert found == (None if can else "trade")


def test_a_day_on_which_the_office_is_closed_is_a_holiday() -> None:
    closed = OfficeHours(OFFICE.days, (date(2026, 11, 24),))
    assert rule(a_diary(hours=closed), block(24, 8, 10)) == "holiday"
    days = {each.begins_at.date() for each in free_blocks(a_diary(hours=closed), AN_HOUR, MONDAY)}
    assert date(2026, 11, 24) not in days
    assert len(days) == 15


def test_his_own_week_counts_and_not_the_office_s() -> None:
    tuesdays = OfficeHours([Day(1, "12:00", "15:00")])
    free = free_blocks(a_diary(hours=tuesdays), AN_HOUR, MONDAY)
    assert {each.begins_at.astimezone(HOME).weekday() for each in free} == {1}
    # Of the four blocks one lies within his hours; sixty days ahead hold nine Tuesdays.
    assert len(free) == 9


@pytest.mark.parametrize(
    ("day", "hour_in_utc"),
    [
        (date(2026, 3, 27), 7),
        (date(2026, 3, 30), 6),  # summer time since Sunday
        (date(2026, 10, 23), 6),
        (date(2026, 10, 26), 7),  # and winter time again
    ],
)
def test_eight_o_clock_is_eight_at_the_homes_in_winter_and_in_summer(
    day: date, hour_in_utc: int
) -> None:
    first = next(blocks_of(USUAL, day))
    assert (first.begins_at.hour, first.begins_at.tzinfo) == (hour_in_utc, UTC)
    assert (first.ends_at - first.begins_at).seconds == 2 * 3600


def test_a_block_over_the_hour_that_is_left_out_is_an_hour_shorter() -> None:
    night = DivisionOfDays([Block("01:00", "05:00")], 60, 15, 2)
    (found,) = blocks_of(night, date(2026, 3, 29))
    assert (found.ends_at - found.begins_at).seconds == 3 * 3600
    (found,) = blocks_of(night, date(2026, 10, 25))
    assert (found.ends_at - found.begins_at).seconds == 5 * 3600


@pytest.mark.parametrize(
    ("begins", "hours", "last"),
    [
        (block(24, 14, 16), 2, block(24, 12, 14)),
        (block(24, 8, 10), 2, block(23, 15, 17)),  # the afternoon before
        (block(23, 9, 11), 2, block(20, 16, 18)),  # an hour of Monday, an hour of Friday
        (block(24, 8, 10), 0, block(24, 8, 10)),
        (block(25, 10, 12), 11, block(24, 8, 10)),
    ],
)
def test_working_hours_before_a_visit_leave_nights_and_weekends_out(
    begins: FreeBlock, hours: int, last: FreeBlock
) -> None:
    assert last_moment_before(OFFICE, begins.begins_at, hours) == last.begins_at


def test_working_hours_before_leave_holidays_out() -> None:
    after_christmas = block(28, 9, 11, month=12)
    assert last_moment_before(OFFICE, after_christmas.begins_at, 2) == (
        block(24, 16, 17, month=12).begins_at
    )
