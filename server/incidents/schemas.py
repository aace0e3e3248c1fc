"""What the desk sees of an incident, and what it decides."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from server.incidents.tables import IncidentState
from server.wire import Sent, Wire


class IncidentReport(Wire, frozen=True):
    """One of the repairs that belong to it."""

    id: UUID
    number: str
    house_number: str


class IncidentFacts(Wire, frozen=True):
    """One cause, perhaps: where, what, who reported it."""

    id: UUID
    title: str
    """What is wrong, in the reader's language."""
    street: str
    postcode: str
    state: IncidentState
    words: str
    found_at: datetime
    reports: list[IncidentReport]


class Confirmation(Sent, frozen=True):
    """What everybody reads who reported it, or comes to report it."""

    words: Annotated[str, Meta(min_length=3, max_length=1000, pattern=r"\S.*\S")]
