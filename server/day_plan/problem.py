"""What has to be planned for one day, and what came out. Times are minutes after midnight."""

from collections.abc import Sequence

import msgspec

Span = tuple[int, int]
"""From, until."""


class Worker(msgspec.Struct, frozen=True):
    """One technician's day."""

    id: str
    works: Span
    place: str = ""  # the postcode he starts from; "": that of his first visit
    trades: Sequence[str] = ()  # none: everything
    busy: Sequence[Span] = ()  # breaks, and video calls: wherever he is then


class Task(msgspec.Struct, frozen=True):
    """One visit that somebody has to make."""

    id: str
    place: str  # postcode
    minutes: int  # expected inside
    trade: str = ""  # "": anybody can
    only: str = ""  # the one worker that it is for
    begins: Sequence[Span] = ()  # he has to begin in one of these; none: at any time
    urgency: int = 0  # 0 to 100: what is left out first when the day is too short


class Stop(msgspec.Struct, frozen=True):
    """One visit in its place."""

    task: str
    worker: str
    begins: int
    travel: int  # minutes to get there


class Problem(msgspec.Struct, frozen=True):
    workers: Sequence[Worker]
    tasks: Sequence[Task]


class Plan(msgspec.Struct, frozen=True):
    """Stops in the order of each worker's day; what did not fit."""

    stops: Sequence[Stop]
    left: Sequence[str]


def travel_of(plan: Plan) -> int:
    """Minutes on the road, all workers together."""
    return sum(stop.travel for stop in plan.stops)
