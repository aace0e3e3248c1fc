"""Who else was invited into the call of a pre-visit, and where they came in."""

from enum import StrEnum

from piccolo.columns import UUID, ForeignKey, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from server.previsits.tables import Previsit


class GuestKind(StrEnum):
    """What somebody is to the two who look together."""

    COLLEAGUE = "colleague"
    CONTRACTOR = "contractor"
    HELPER = "helper"  # of the tenant: a neighbour, a child, an interpreter


class Inviter(StrEnum):
    TECHNICIAN = "technician"
    TENANT = "tenant"
    DESK = "desk"  # gave a helper a link into the case


class Consent(StrEnum):
    """What the tenant said to it. Whom she invites herself, she has allowed."""

    ASKED = "asked"
    ALLOWED = "allowed"
    REFUSED = "refused"


class GuestInvitation(Table):
    """One person, let into one call. Goes when the pre-visit goes: it is about people.

    Its id is also the participant at signalling.
    """

    id = UUID(primary_key=True, default=None)
    previsit = ForeignKey(Previsit, null=False, on_delete=OnDelete.cascade, index=True)
    kind = Varchar(length=16, choices=GuestKind)
    name = Varchar(length=80)
    invited_by = Varchar(length=16, choices=Inviter)
    inviter_name = Varchar(length=120)
    secret_hash = Varchar(length=64, unique=True)
    created_at = Timestamptz(default=None)
    expires_at = Timestamptz(default=None)
    consent = Varchar(length=16, choices=Consent, default=Consent.ASKED)
    text_version = Varchar(length=16, default="")  # of the question she answered
    decided_at = Timestamptz(null=True, default=None)
    revoked_at = Timestamptz(null=True, default=None)
    helper_link = UUID(null=True, default=None, index=True)  # of a helper who came by the case
    joined_at = Timestamptz(null=True, default=None)
    came_in_by = UUID(null=True, default=None)  # the sign-in that has it: a link is for one person


class GuestSignIn(Table):
    """A browser in which a guest opened the link. Only the hash of its cookie is kept."""

    id = UUID(primary_key=True, default=None)
    invitation = ForeignKey(GuestInvitation, null=False, on_delete=OnDelete.cascade, index=True)
    secret_hash = Varchar(length=64, unique=True)
    created_at = Timestamptz(default=None)
