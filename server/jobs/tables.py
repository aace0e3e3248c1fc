"""Work given to one technician."""

from enum import StrEnum

from piccolo.columns import UUID, ForeignKey, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from server.accounts.tables import Organisation, Person
from server.repair_requests.tables import RepairRequest


class JobState(StrEnum):
    GIVEN = "given"
    PREPARED = "prepared"  # the pre-visit told what is wrong and what to bring
    IN_PROGRESS = "in_progress"  # the technician is inside
    INTERRUPTED = "interrupted"  # somebody came in vain: waits until he comes again
    IN_REVIEW = "in_review"  # he left; photos come in and are judged
    SENT_BACK = "sent_back"  # a photo must be taken again
    DONE = "done"
    CANCELLED = "cancelled"


OVER = (JobState.DONE, JobState.CANCELLED)


class Job(Table):
    """The work on one repair request."""

    id = UUID(primary_key=True, default=None)
    organisation = ForeignKey(Organisation, null=False, on_delete=OnDelete.restrict, index=True)
    # Who does it, when not the corporation's own people.
    contractor = ForeignKey(
        Organisation, null=True, default=None, on_delete=OnDelete.restrict, index=True
    )
    request = ForeignKey(RepairRequest, null=False, on_delete=OnDelete.restrict, index=True)
    assigned_to = ForeignKey(Person, null=False, on_delete=OnDelete.restrict, index=True)
    state = Varchar(length=16, choices=JobState, default=JobState.GIVEN)
    note = Text(default="")  # from the coordinator to the technician
    given_at = Timestamptz(default=None)
    closed_at = Timestamptz(null=True, default=None)
