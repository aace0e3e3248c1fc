"""What a technician says is still to be done at a home."""

from enum import StrEnum

from piccolo.columns import UUID, Boolean, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from server.jobs.tables import Job


class FollowOnState(StrEnum):
    PROPOSED = "proposed"
    GIVEN = "given"  # it is a job now
    REFUSED = "refused"


class FollowOn(Table):
    """One proposal. The photos are those of its repair, by id; they may still be on the phone."""

    id = UUID(primary_key=True, default=None)  # made on the phone, so sending twice is harmless
    job = ForeignKey(Job, null=False, on_delete=OnDelete.restrict, index=True)
    state = Varchar(length=16, choices=FollowOnState, default=FollowOnState.PROPOSED)
    words = Text()
    trades = Text(default="[]")  # JSON list of VERA's ONDERHOUDSPECIALISME
    people = Integer(default=1)
    stock_parts = Text(default="[]")  # JSON list, as the technician calls them
    other_parts = Text(default="[]")  # to be ordered
    is_emergency = Boolean(default=False)
    photos = Text(default="[]")  # JSON list of ids
    proposed_by = Varchar(length=120)
    proposed_at = Timestamptz(default=None)
    decided_by = Varchar(length=120, default="")
    decided_at = Timestamptz(null=True, default=None)
    refusal = Text(default="")
    became = UUID(null=True, default=None)  # the job that was made of it
