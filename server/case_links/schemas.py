"""Links into a case: what the desk sees of them, and what it makes."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta

from server.repair_requests.tables import Holder
from server.wire import Sent, Wire

LONGEST_DAYS = 60
USUAL_DAYS = 14

LinkState = Literal["live", "expired", "revoked"]


class NewHelperLink(Sent, frozen=True):
    """For whom, and how long. `id` is made on the device, so that sending twice is harmless."""

    id: UUID
    name: Annotated[str, Meta(max_length=80, pattern=r"\S")]
    days: Annotated[int, Meta(ge=1, le=LONGEST_DAYS)] = USUAL_DAYS


class CaseLinkFacts(Wire, frozen=True):
    """One link, without its secret. `name` is the helper's; "" for a link of the tenant herself."""

    id: UUID
    holder: Holder
    name: str
    made_by: str
    made_at: datetime
    expires_at: datetime
    last_used_at: datetime | None
    state: LinkState


class CaseLinks(Wire, frozen=True):
    """Every link into a case, the newest first. `sends_to` is where a new one would be sent, made
    unreadable but for who knows it; null when we know neither e-mail address nor mobile.
    `wanted_at`: the tenant lost her link, and waits for a call."""

    links: list[CaseLinkFacts]
    sends_to: str | None
    wanted_at: datetime | None


class MadeHelperLink(Wire, frozen=True):
    """A helper's link with its address: told once, because only its hash is kept."""

    facts: CaseLinkFacts
    link: str


class SentLink(Wire, frozen=True):
    """Where a new link went, made unreadable but for who knows it."""

    sent_to: str
