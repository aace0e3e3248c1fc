"""Work that is left, as it is proposed, decided and shown."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, field

from server.contractors.trades import TradeName
from server.follow_ons.tables import FollowOnState
from server.wire import Sent, Wire

Line = Annotated[str, Meta(max_length=200)]


class NewFollowOn(Sent, frozen=True):
    """What is still to be done, by whom and with what. `photos` are ids of this repair's photos."""

    id: UUID
    words: Annotated[str, Meta(max_length=1000, pattern=r"\S")]
    trades: Annotated[list[Annotated[str, Meta(max_length=8)]], Meta(max_length=6)] = field(
        default_factory=list[str]
    )
    people: Annotated[int, Meta(ge=1, le=9)] = 1
    stock_parts: Annotated[list[Line], Meta(max_length=30)] = field(default_factory=list[str])
    other_parts: Annotated[list[Line], Meta(max_length=30)] = field(default_factory=list[str])
    is_emergency: bool = False
    photos: Annotated[list[UUID], Meta(max_length=20)] = field(default_factory=list[UUID])


class GivenFollowOn(Sent, frozen=True):
    """The job that is made of it, and who does it."""

    job_id: UUID
    technician_id: UUID
    note: Annotated[str, Meta(max_length=1000)] = ""


class RefusedFollowOn(Sent, frozen=True):
    """Why nobody does it; the technician reads it."""

    reason: Annotated[str, Meta(min_length=3, max_length=500, pattern=r"\S.*\S")]


class FollowOnFacts(Wire, frozen=True):
    """One proposal, and what became of it."""

    id: UUID
    state: FollowOnState
    words: str
    trades: list[TradeName]
    people: int
    stock_parts: list[str]
    other_parts: list[str]
    is_emergency: bool
    photos: list[UUID]
    proposed_by: str
    proposed_at: datetime
    decided_by: str
    refusal: str
    became: UUID | None
