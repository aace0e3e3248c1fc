"""What a tenant may choose, and what she chose."""

from datetime import datetime
from typing import Literal
from uuid import UUID

from server.wire import Moment, Sent, Wire

Standing = Literal["choose", "move", "too_late", "moved_often", "nothing"]
"""Whether she chooses a first moment, may move the one she has, or has to phone."""


class TakenMoment(Sent, frozen=True):
    """The moment she chose."""

    at: Moment


class OwnMoments(Wire, frozen=True):
    """When the call is, and which moments are free."""

    number: str
    standing: Standing
    call_id: UUID | None
    planned_at: datetime | None
    technician_name: str
    moves: int
    """How many times she moved it."""
    free: list[datetime]
