"""Arriving and leaving."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, field

from server.wire import Moment, Sent, Wire


class Arrival(Sent, frozen=True):
    """The technician went inside, at this time by his phone."""

    id: UUID
    arrived_at: Moment


class Departure(Sent, frozen=True):
    """He left. `photos_taken` counts what he photographed for the job so far, sent or not, each
    once however often it was taken again: a slow upload never keeps him. `photos` are their ids:
    the office waits for those that have not come."""

    left_at: Moment
    photos_taken: Annotated[int, Meta(ge=0, le=500)]
    photos: Annotated[list[UUID], Meta(max_length=500)] = field(default_factory=list)
    note: Annotated[str, Meta(max_length=2000)] = ""


class VisitFacts(Wire, frozen=True):
    """The newest visit of a job."""

    id: UUID
    arrived_at: datetime
    left_at: datetime | None
    photos_taken: int | None
    minutes: int | None
