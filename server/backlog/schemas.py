"""Putting a repair before another, and the targets of a corporation."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from server.wire import Sent, Wire

Reason = Annotated[str, Meta(min_length=3, max_length=500, pattern=r"\S.*\S")]
Number = Annotated[str, Meta(min_length=4, max_length=16)]


class NewMove(Sent, frozen=True):
    """Before which repair, why, and until which day at most; without one until it is done."""

    id: UUID
    before: Number
    reason: Reason
    until: date | None = None


class HurtCase(Wire, frozen=True):
    """A repair that would pass its deadline because of a move."""

    id: UUID
    number: str
    title: str
    due_at: datetime
    expected_on: date


class MovePreview(Wire, frozen=True):
    """What a move would do to others."""

    moved_back: int
    """Repairs that come one place later."""
    is_more: bool
    """There are more than were counted."""
    passes: list[HurtCase]
    """Those that would pass their deadline because of it, by deadline."""


class PinFacts(Wire, frozen=True):
    """A repair was put before another, by whom and why."""

    before: str
    reason: str
    by: str
    until: datetime | None


class Targets(Sent, frozen=True):
    """Within which time a corporation wants its repairs done: hours of the clock for danger and
    emergencies, working days for others; and the share of the backlog in the order."""

    p0_hours: Annotated[int, Meta(ge=1, le=24)]
    p1_hours: Annotated[int, Meta(ge=1, le=168)]
    p2_days: Annotated[int, Meta(ge=1, le=60)]
    p3_days: Annotated[int, Meta(ge=1, le=120)]
    p4_days: Annotated[int, Meta(ge=1, le=250)]
    damp_days: Annotated[int, Meta(ge=1, le=60)]
    backlog_percent: Annotated[int, Meta(ge=0, le=100)]
