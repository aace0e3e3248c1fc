"""What a tenant sends when she reports, and what she gets back."""

from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, field

from server.language import Language
from server.repair_requests.faults import Room
from server.wire import Sent, Wire

Words = Annotated[str, Meta(max_length=4000)]
EMAIL = r"^[^@\s]+@[^@\s.]+(\.[^@\s.]+)+$"
Email = Annotated[str, Meta(max_length=254, pattern=EMAIL)]
DayPart = Literal["morning", "afternoon", "evening"]


class NewReport(Sent, frozen=True):
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
    language: Language = "nl"
    room: Room | Literal[""] = ""  # "" when she did not say where
    retry_secret: Annotated[str, Meta(min_length=20, max_length=64)] | None = None


class Reported(Wire, frozen=True):
    """The number to mention, and the link that opens the case. The secret is in its fragment."""

    id: UUID
    number: str
    link: str


class FreshLink(Wire, frozen=True):
    """A new link for the tenant; older ones go on working until they expire."""

    link: str


class LinkSecret(Sent, frozen=True):
    """The part of a tenant's link behind the `#`."""

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
