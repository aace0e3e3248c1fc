"""Inviting somebody into the call, the tenant's answer, and what the guest reads."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta

from server.guests.tables import GuestKind
from server.wire import Sent, Wire

GuestName = Annotated[str, Meta(max_length=80, pattern=r"\S")]
TextVersion = Annotated[str, Meta(min_length=1, max_length=16)]

GuestState = Literal["asked", "allowed", "refused", "revoked", "expired", "over"]
"""Where an invitation stands; over is the call."""


class NewGuest(Sent, frozen=True):
    """Somebody whom the technician wants to join."""

    id: UUID
    kind: GuestKind
    name: GuestName


class NewHelper(Sent, frozen=True):
    """Somebody whom the tenant wants to join. That is her consent; she read which words."""

    id: UUID
    name: GuestName
    text_version: TextVersion


class ConsentAnswer(Sent, frozen=True):
    """Yes or no, and which words she read."""

    allows: bool
    text_version: TextVersion


class GuestSecret(Sent, frozen=True):
    """What stands behind the "#" of the link."""

    secret: Annotated[str, Meta(max_length=64)]


class HandOver(Sent, frozen=True):
    """To which colleague."""

    technician_id: UUID


class GuestFacts(Wire, frozen=True):
    """One invitation, as tenant and technician see it."""

    id: UUID
    kind: GuestKind
    name: str
    inviter_name: str
    is_mine: bool
    state: GuestState
    expires_at: datetime


class InvitedGuest(Wire, frozen=True):
    """The invitation with its link: told once, because only its hash is kept."""

    guest: GuestFacts
    link: str


class OwnInvitation(Wire, frozen=True):
    """All that a guest may know before the call."""

    name: str
    organisation: str
    inviter_name: str
    state: GuestState


class Colleague(Wire, frozen=True):
    """A technician of the same organisation."""

    id: UUID
    name: str
