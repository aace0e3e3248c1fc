"""What a person changed about the order."""

from piccolo.columns import UUID, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from server.accounts.tables import Organisation
from server.repair_requests.tables import RepairRequest


class QueuePin(Table):
    """One repair was put before another, by a person with a reason. It holds until its date, until
    either of the two is over, or until somebody ends it; at most one of a repair is not over, see
    the migration."""

    id = UUID(primary_key=True, default=None)  # made on the screen: pressing twice pins once
    organisation = ForeignKey(Organisation, null=False, on_delete=OnDelete.restrict, index=True)
    request = ForeignKey(RepairRequest, null=False, on_delete=OnDelete.restrict, index=True)
    before = ForeignKey(RepairRequest, null=False, on_delete=OnDelete.restrict)
    reason = Text(default="")
    pinned_by = Varchar(length=120)
    pinned_at = Timestamptz(default=None)
    until = Timestamptz(null=True, default=None)
    reopenings = Integer(default=0)  # of the repair then: a reopened one is ordered anew
    over_at = Timestamptz(null=True, default=None)
