"""Asking for extra work, and the answer."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from server.contractors.schemas import MOST_CENTS
from server.extra_work.tables import ExtraWorkState
from server.wire import Sent, Wire


class NewExtraWork(Sent, frozen=True):
    """What was found beside the work that was given, and what it costs, without VAT."""

    id: UUID
    words: Annotated[str, Meta(max_length=1000, pattern=r"\S")]
    amount_cents: Annotated[int, Meta(ge=1, le=MOST_CENTS)]


class Refused(Sent, frozen=True):
    """Why not."""

    reason: Annotated[str, Meta(max_length=500, pattern=r"\S")]


class ExtraWorkFacts(Wire, frozen=True):
    """One piece of it. `needs_manager`: with what was approved before it is above what a
    coordinator may allow."""

    id: UUID
    words: str
    amount_cents: int
    state: ExtraWorkState
    asked_by: str
    asked_at: datetime
    decided_by: str | None
    decided_at: datetime | None
    refusal: str
    needs_manager: bool
