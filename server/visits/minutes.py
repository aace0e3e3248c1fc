"""Minutes inside the home: the number everything serves."""

from datetime import datetime


def minutes_inside(arrived_at: datetime, left_at: datetime) -> int:
    """Whole minutes, at least one: somebody was inside."""
    return max(1, round((left_at - arrived_at).total_seconds() / 60))
