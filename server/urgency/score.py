"""The fair score of what is late or was postponed: whoever waits longest for what is due soonest
comes first.

    S = (W + 0.5 U) / T * (1 + 0.25 min(N, 2)) + 0.25 min(F, 2) + 0.25 min(R, 2)

W working days since the report, U of those that we postponed it, T the target in working days, N
needs that make this fault worse, F visits that failed on our side, R reopenings. Of one repair only
W and U change by themselves, a day a day, so its score is a line: how fast it rises (`pace`) and
what it is on day nought (`base`). Between two changes of a repair nothing has to be counted anew,
and repairs of the same pace keep their order.
"""

from dataclasses import dataclass

_POSTPONED_COUNTS = 0.5
_STEP, _MOST_STEPS = 0.25, 2
_PACE_DIGITS, _BASE_DIGITS, _SCORE_DIGITS = 12, 9, 6
"""What floats make of sums is rounded away, so that equal inputs are equal scores."""


@dataclass(frozen=True)
class Waiting:
    """What the score is made of. Days are numbers of working days."""

    reported_on: int
    target_days: int
    postponed_days: int = 0
    postponed_since: int | None = None  # we postpone it now
    needs: int = 0
    failed_visits: int = 0
    reopenings: int = 0


@dataclass(frozen=True)
class Line:
    pace: float
    base: float

    def at(self, day: int) -> float:
        return round(self.pace * day + self.base, _SCORE_DIGITS)


def line_of(waiting: Waiting) -> Line:
    factor = 1 + _steps(waiting.needs)
    day_counts, days_at_nought = 1.0, _POSTPONED_COUNTS * waiting.postponed_days
    days_at_nought -= waiting.reported_on
    if waiting.postponed_since is not None:
        day_counts += _POSTPONED_COUNTS
        days_at_nought -= _POSTPONED_COUNTS * waiting.postponed_since
    extra = _steps(waiting.failed_visits) + _steps(waiting.reopenings)
    return Line(
        pace=round(day_counts / waiting.target_days * factor, _PACE_DIGITS),
        base=round(days_at_nought / waiting.target_days * factor + extra, _BASE_DIGITS),
    )


def _steps(count: int) -> float:
    return _STEP * min(count, _MOST_STEPS)
