"""Cases of which nothing is erased, because somebody may have to prove something with them."""

from piccolo.columns import UUID, Date, ForeignKey, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from server.repair_requests.tables import RepairRequest


class LegalHold(Table):
    """One decision of a manager to keep a case whole. Over when it was released."""

    id = UUID(primary_key=True, default=None)  # made on the device, so sending twice is harmless
    request = ForeignKey(RepairRequest, null=False, on_delete=OnDelete.restrict, index=True)
    reason = Text(default="")
    review_on = Date(default=None)  # by then somebody asks whether it is still needed
    held_by = Varchar(length=120)
    held_at = Timestamptz(default=None)
    released_by = Varchar(length=120, null=True, default=None)
    released_at = Timestamptz(null=True, default=None)
