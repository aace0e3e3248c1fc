"""A hold, as it is sent and shown."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from server.wire import Sent, Wire


class NewHold(Sent, frozen=True):
    """Keep everything of a case. `id` is made on the device."""

    id: UUID
    reason: Annotated[str, Meta(min_length=3, max_length=500, pattern=r"\S.*\S")]
    review_on: date


class HoldFacts(Wire, frozen=True):
    """Who keeps a case, why, and when somebody asks whether it is still needed."""

    id: UUID
    reason: str
    review_on: date
    is_review_due: bool
    held_by: str
    held_at: datetime
    released_by: str | None
    released_at: datetime | None
