"""What a contractor found beside the work it was given, and what it would cost."""

from enum import StrEnum

from piccolo.columns import UUID, BigInt, ForeignKey, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from server.jobs.tables import Job


class ExtraWorkState(StrEnum):
    ASKED = "asked"
    APPROVED = "approved"
    REFUSED = "refused"


class ExtraWork(Table):
    """One piece of extra work of one job."""

    id = UUID(primary_key=True, default=None)  # made on the device, so sending twice is harmless
    job = ForeignKey(Job, null=False, on_delete=OnDelete.restrict, index=True)
    words = Text()
    amount_cents = BigInt()
    state = Varchar(length=16, choices=ExtraWorkState, default=ExtraWorkState.ASKED)
    asked_by = Varchar(length=120)
    asked_at = Timestamptz(default=None)
    decided_by = Varchar(length=120, null=True, default=None)  # nobody: within the first limit
    decided_at = Timestamptz(null=True, default=None)
    refusal = Text(default="")
