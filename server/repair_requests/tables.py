"""What a tenant reported, and the links by which she follows it."""

from enum import StrEnum

from piccolo.columns import UUID, ForeignKey, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from server.accounts.tables import Organisation
from server.dwellings.tables import Dwelling


class RequestState(StrEnum):
    REPORTED = "reported"
    UNDERWAY = "underway"
    CLOSED = "closed"
    CANCELLED = "cancelled"


class Priority(StrEnum):
    P0 = "P0"
    P1 = "P1"
    P2 = "P2"
    P3 = "P3"
    P4 = "P4"


class RepairRequest(Table):
    """One fault in one dwelling. Keeps its number from the first word to the survey."""

    id = UUID(primary_key=True, default=None)  # made with the form, so sending twice is harmless
    organisation = ForeignKey(Organisation, null=False, on_delete=OnDelete.restrict)
    number = Varchar(length=16)  # "26-01482"; unique with organisation: see the migration
    dwelling = ForeignKey(Dwelling, null=False, on_delete=OnDelete.restrict, index=True)
    state = Varchar(length=16, choices=RequestState, default=RequestState.REPORTED)
    priority = Varchar(length=2, choices=Priority, default=Priority.P3)
    fault = Varchar(length=8)  # a code of faults.json
    room = Varchar(length=24, default="")  # as the tenant chose it; "" when she did not
    description = Text()
    tenant_name = Varchar(length=120)
    phone = Varchar(length=32)
    email = Varchar(length=254, null=True, default=None)
    access_notes = Text(default="")
    preferred_moments = Text(default="[]")  # JSON list
    language = Varchar(length=8, default="nl")
    retry_hash = Varchar(length=64, null=True, default=None)  # of what only her device knows
    reported_at = Timestamptz(default=None)
    closed_at = Timestamptz(null=True, default=None)


class TenantLink(Table):
    """A link that lets the tenant in without an account. Only the hash of its secret is kept."""

    id = UUID(primary_key=True, default=None)
    request = ForeignKey(RepairRequest, null=False, on_delete=OnDelete.cascade, index=True)
    secret_hash = Varchar(length=64, unique=True)
    created_at = Timestamptz(default=None)
    expires_at = Timestamptz(default=None)
    revoked_at = Timestamptz(null=True, default=None)


class CaseSignIn(Table):
    """A browser that exchanged a tenant link; sees that one case until it expires."""

    id = UUID(primary_key=True, default=None)
    request = ForeignKey(RepairRequest, null=False, on_delete=OnDelete.cascade, index=True)
    link = ForeignKey(TenantLink, null=True, on_delete=OnDelete.cascade)
    secret_hash = Varchar(length=64, unique=True)
    expires_at = Timestamptz(default=None)
