"""What a tenant sends when she reports, and what she gets back."""

from typing import Annotated
from uuid import UUID

from msgspec import Meta, field

from server.wire import Sent, Wire

Words = Annotated[str, Meta(max_length=4000)]
Short = Annotated[str, Meta(max_length=254)]


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
    email: Short | None = None
    access_notes: Words = ""
    preferred_moments: Annotated[list[Short], Meta(max_length=14)] = field(default_factory=list)
    language: Annotated[str, Meta(pattern="^[a-z]{2}$")] = "nl"
    room: Annotated[str, Meta(max_length=24)] = ""
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
