"""What was done about damp or mould, step by step."""

from enum import StrEnum

from piccolo.columns import UUID, Date, ForeignKey, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from server.repair_requests.tables import RepairRequest


class DampStepName(StrEnum):
    """In the order in which they are taken."""

    LOOKED = "looked"
    RESULT = "result"  # what it is and what we do about it, in writing
    SAFE = "safe"  # nobody's health is in danger any more
    WORKS = "works"  # the repair itself has begun


ORDER = tuple(DampStepName)


class DampStep(Table):
    """One step that was taken. Once for each repair: see the migration. One that was noted by
    mistake is deleted, and the journal keeps why."""

    id = UUID(primary_key=True, default=None)
    request = ForeignKey(RepairRequest, null=False, on_delete=OnDelete.restrict)
    step = Varchar(length=8, choices=DampStepName)
    done_on = Date(default=None)  # the day at the home
    words = Text(default="")  # of the written result, as the tenant reads it
    noted_by = Varchar(length=120)
    noted_at = Timestamptz(default=None)
