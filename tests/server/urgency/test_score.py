"""The fair score of section D of the domain notes: its examples and its properties."""

import dataclasses

import pytest
from hypothesis import given, strategies

from server.urgency.score import Waiting, line_of

TODAY = 6_800
TARGETS = strategies.sampled_from([5, 10, 30])
DAYS = strategies.integers(0, 2_000)
FEW = strategies.integers(0, 5)


def waiting(days: int, target: int, postponed: int = 0, **more: int) -> Waiting:
    return Waiting(TODAY - days, target, postponed, **more)


def score(case: Waiting, day: int = TODAY) -> float:
    return line_of(case).at(day)


@strategies.composite
def cases(draw: strategies.DrawFn) -> Waiting:
    days = draw(DAYS)
    postponed = draw(strategies.integers(0, days))
    more = {"needs": draw(FEW), "failed_visits": draw(FEW), "reopenings": draw(FEW)}
    since = draw(strategies.none() | strategies.integers(TODAY - (days - postponed), TODAY))
    return dataclasses.replace(
        waiting(days, draw(TARGETS), postponed, **more), postponed_since=since
    )


@pytest.mark.parametrize(
    ("case", "expected"),
    [
        (waiting(60, 10, 50), 8.5),
        (waiting(8, 5, needs=2), 2.4),
        (waiting(12, 10, needs=1, failed_visits=1), 1.75),
        (waiting(45, 30, 45), 2.25),
    ],
)
def test_the_examples_of_the_notes_are_exact(case: Waiting, expected: float) -> None:
    assert score(case) == expected


@given(cases())
def test_the_line_is_the_formula(case: Waiting) -> None:
    waited = TODAY - case.reported_on
    postponed = case.postponed_days
    if case.postponed_since is not None:
        postponed += TODAY - case.postponed_since
    expected = (
        (waited + 0.5 * postponed) / case.target_days * (1 + 0.25 * min(case.needs, 2))
        + 0.25 * min(case.failed_visits, 2)
        + 0.25 * min(case.reopenings, 2)
    )
    assert score(case) == pytest.approx(expected, abs=1e-6)


@given(cases(), strategies.integers(1, 500))
def test_it_grows_with_age_so_nobody_starves(case: Waiting, later: int) -> None:
    assert score(case, TODAY + later) > score(case)


@given(strategies.integers(0, 40))
def test_equal_relative_lateness_is_equal_in_every_priority(times: int) -> None:
    assert len({score(waiting(times * target, target)) for target in (5, 10, 30)}) == 1


@given(cases())
def test_needs_speed_up_at_most_one_and_a_half_times(case: Waiting) -> None:
    without = score(dataclasses.replace(case, needs=0))
    assert without <= score(case) <= 1.5 * without + 1e-6


@given(DAYS, TARGETS, strategies.integers(0, 100))
def test_days_that_we_postponed_weigh_half_again(days: int, target: int, postponed: int) -> None:
    done = waiting(days + postponed, target, postponed)
    still = Waiting(TODAY - days - postponed, target, postponed_since=TODAY - postponed)
    assert score(done) == score(still) >= score(waiting(days + postponed, target))


@given(strategies.lists(cases(), max_size=8), strategies.randoms())
def test_same_inputs_are_in_the_same_order(found: list[Waiting], chance: object) -> None:
    shuffled = list(found)
    chance.shuffle(shuffled)  # pyright: ignore[reportAttributeAccessIssue] - random.Random
    assert sorted(map(score, shuffled)) == sorted(map(score, found))


@given(cases(), strategies.integers(0, 800))
def test_of_the_same_pace_none_overtakes_another(case: Waiting, later: int) -> None:
    """What lets a database keep the order by a number that never changes."""
    older = dataclasses.replace(case, reported_on=case.reported_on - 1)
    assert score(older, TODAY + later) > score(case, TODAY + later)
