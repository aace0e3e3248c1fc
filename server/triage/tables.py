"""What the tenant is asked before somebody decides."""

from piccolo.columns import UUID, ForeignKey, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from server.repair_requests.tables import RepairRequest


class TenantQuestion(Table):
    """Something the tenant was asked about her report, and what she answered."""

    id = UUID(primary_key=True, default=None)  # made by who asks, so that sending twice is harmless
    request = ForeignKey(RepairRequest, null=False, on_delete=OnDelete.cascade, index=True)
    question = Text()
    asked_by = Varchar(length=120)
    asked_at = Timestamptz(default=None)
    answer_by = Timestamptz(default=None)  # later, somebody decides without her answer
    answer = Text(default="")
    answered_at = Timestamptz(null=True, default=None)
