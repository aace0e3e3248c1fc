"""Letting somebody outside the organisation in to one job."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta

from server.outsiders.tables import Answer, May
from server.wire import Sent, Wire

LONGEST_DAYS = 30


class NewOutsiderLink(Sent, frozen=True):
    """For whom, what for, and how long."""

    id: UUID
    name: Annotated[str, Meta(max_length=80, pattern=r"\S")]
    may: May
    days: Annotated[int, Meta(ge=1, le=LONGEST_DAYS)] = 7
    is_asked: bool = False
    """Whoever may add says first, within a working day, whether she does it."""
    note: Annotated[str, Meta(max_length=1000)] = ""
    """What there is to do: read before the answer, so nothing about the tenant."""


class OutsiderSecret(Sent, frozen=True):
    """What stands behind the "#" of the link."""

    secret: Annotated[str, Meta(max_length=64)]


class OutsiderLinkFacts(Wire, frozen=True):
    """One link, as the desk sees it."""

    id: UUID
    name: str
    may: May
    made_by: str
    made_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    state: Literal["live", "expired", "revoked", "declined"]
    note: str
    answer_by: datetime | None
    """Null when the link was simply given."""
    answer: Answer | None
    answered_at: datetime | None
    decline_reason: str
    is_late: bool
    """Not answered within a working day."""


class MadeOutsiderLink(Wire, frozen=True):
    """The same with its address: told once, because only its hash is kept."""

    facts: OutsiderLinkFacts
    link: str
