"""What a tenant sends when she reports, and what she gets back."""

from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, field

from server.language import TenantLanguage
from server.mail_address import Email, SentWithEmail
from server.repair_requests.faults import Room
from server.repair_requests.questions import AboutFault, AboutHome, Reporter
from server.wire import Sent, Wire

Words = Annotated[str, Meta(max_length=4000)]
DayPart = Literal["morning", "afternoon", "evening"]


class NewReport(SentWithEmail, frozen=True):
    """One fault in one home. `id` is made on the device, so that sending twice is harmless.

    `retrySecret` is made with it and shown to nobody: staff know the id, and must not be able to
    send the report again to get the tenant's link. Without it a second time is refused.
    """

    id: UUID
    fault: Annotated[str, Meta(max_length=8)]
    description: Words
    postcode: Annotated[str, Meta(max_length=16)]
    house_number: Annotated[str, Meta(max_length=16)]
    name: Annotated[str, Meta(max_length=120)]
    phone: Annotated[str, Meta(max_length=40)]
    email: Email | None = None
    access_notes: Words = ""
    preferred_moments: Annotated[list[DayPart], Meta(max_length=14)] = field(default_factory=list)
    language: TenantLanguage = "nl"
    room: Room | Literal[""] = ""  # "" when she did not say where
    retry_secret: Annotated[str, Meta(min_length=20, max_length=64)] | None = None
    about_fault: AboutFault = AboutFault()
    about_home: AboutHome = AboutHome()
    reporter: Reporter | None = None
    """Who reports for her; she gets a link of her own by message."""
    red_flags: Annotated[list[str], Meta(max_length=8)] = field(default_factory=list)
    """Dangers that she said yes to: then nothing is reported, and she has to phone."""


class Reported(Wire, frozen=True):
    """The number to mention, and the link that opens the case. The secret is in its fragment."""

    id: UUID
    number: str
    link: str


class LinkSecret(Sent, frozen=True):
    """The part of a link into a case behind the `#`, the tenant's or a helper's."""

    secret: Annotated[str, Meta(min_length=1, max_length=200)]


class CancelReason(Sent, frozen=True):
    """Why nothing more will be done; the tenant reads it."""

    reason: Annotated[str, Meta(min_length=3, max_length=500, pattern=r"\S.*\S")]


class FaultRow(Wire, frozen=True):
    """A fault of the list, in the reader's language."""

    code: str
    title: str
    room: str
    trade: str
    parts: list[str]
