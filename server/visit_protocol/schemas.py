"""The visit protocol as it is agreed to and shown."""

from datetime import date, datetime
from typing import Annotated

from msgspec import Meta, field

from server.visit_protocol.tables import Arrangement, Readiness
from server.wire import Sent, Wire


class NewAcceptance(Sent, frozen=True):
    """She read this version, and agrees by name."""

    version: Annotated[str, Meta(max_length=16)]
    name: Annotated[str, Meta(min_length=1, max_length=120)]
    ready: list[Readiness] = field(default_factory=list[Readiness])
    arrangement: Arrangement = Arrangement.NONE


class ProtocolFacts(Wire, frozen=True):
    """What was agreed for a job."""

    version: str
    is_current: bool
    """False when the text has changed since."""
    name: str
    ready: list[Readiness]
    arrangement: Arrangement
    accepted_at: datetime
    later_from: date | None
    """Where she asked to come later: moments from this day on are offered."""
