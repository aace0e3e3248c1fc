"""The people of an organisation, for its administrator."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta

from server.accounts.tables import Role
from server.language import Language
from server.mail_address import SentWithEmail, TypedEmail
from server.wire import Sent, Wire

Name = Annotated[str, Meta(max_length=120, pattern=r"\S")]


class NewInvitation(SentWithEmail, frozen=True):
    """For whom, and as what. The organisation is that of the administrator, always."""

    id: UUID
    name: Name
    email: TypedEmail
    role: Role
    language: Language = "nl"


class ChosenRole(Sent, frozen=True):
    """What somebody does from now on."""

    role: Role


class PersonRow(Wire, frozen=True):
    """Somebody who works here, or did."""

    id: UUID
    name: str
    email: str | None
    role: Role
    deactivated_at: datetime | None
    is_from_directory: bool
    is_emptied: bool
    """She left so long ago that nothing is kept of her but that somebody worked here."""
    passkeys: int
    sign_ins: int
    """In so many browsers she is signed in now."""
    last_seen_at: datetime | None


class Leaving(Wire, frozen=True):
    """What somebody leaves behind who is let in no more. Only how much: an administrator sees no
    repair."""

    open_jobs: int
    photos_on_phone: int
    """At least: that we know of."""
    sign_ins: int


class InvitationRow(Wire, frozen=True):
    """Somebody who was invited and has not come."""

    id: UUID
    name: str
    email: str | None
    role: Role
    made_by: str
    made_at: datetime
    expires_at: datetime
    state: Literal["live", "expired"]


class People(Wire, frozen=True):
    """Everybody by name, and who has not come yet."""

    people: list[PersonRow]
    invitations: list[InvitationRow]
