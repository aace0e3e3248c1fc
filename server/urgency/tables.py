"""Within which time a corporation wants its repairs done."""

from piccolo.columns import UUID, Integer, Timestamptz
from piccolo.table import Table


class UrgencySettings(Table):
    """The targets of one corporation, under its own id; without a row the defaults hold."""

    id = UUID(primary_key=True, default=None)
    p0_hours = Integer(default=4)
    p1_hours = Integer(default=24)
    p2_days = Integer(default=5)  # working days, as the next two
    p3_days = Integer(default=10)
    p4_days = Integer(default=30)
    damp_days = Integer(default=10)  # until somebody has looked at damp or mould
    backlog_percent = Integer(default=30)  # of the capacity, for what is late or was postponed
    changed_at = Timestamptz(default=None)
    settled_at = Timestamptz(null=True, default=None)  # of the change that all repairs follow
