"""Who outside the organisation was let in to one job, and where they came in."""

from enum import StrEnum

from piccolo.columns import UUID, ForeignKey, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from server.jobs.tables import Job


class May(StrEnum):
    """What a link is good for."""

    VIEW = "view"  # the accepted photos and the report
    ADD = "add"  # photos to the named slots


class Answer(StrEnum):
    """What somebody said who was asked to do a job."""

    ACCEPTED = "accepted"
    DECLINED = "declined"


class OutsiderLink(Table):
    """One link for one person or firm, into one job. Stays when it is over: it says who looked.

    With a time to answer by it is an offer first: it opens the job with the yes.
    """

    id = UUID(primary_key=True, default=None)  # made on the device, so sending twice is harmless
    job = ForeignKey(Job, null=False, on_delete=OnDelete.restrict, index=True)
    name = Varchar(length=80)
    may = Varchar(length=8, choices=May)
    secret_hash = Varchar(length=64, unique=True)
    made_by = Varchar(length=120)
    made_at = Timestamptz(default=None)
    expires_at = Timestamptz(default=None)
    revoked_at = Timestamptz(null=True, default=None)
    last_used_at = Timestamptz(null=True, default=None)
    note = Text(default="")  # what there is to do, in the words of the desk
    answer_by = Timestamptz(null=True, default=None)  # null when the link was simply given
    answer = Varchar(length=16, null=True, choices=Answer, default=None)
    answered_at = Timestamptz(null=True, default=None)
    decline_reason = Text(default="")
    alarmed_at = Timestamptz(null=True, default=None)


class OutsiderSignIn(Table):
    """A browser in which the link was opened. Only the hash of its cookie is kept."""

    id = UUID(primary_key=True, default=None)
    link = ForeignKey(OutsiderLink, null=False, on_delete=OnDelete.cascade, index=True)
    secret_hash = Varchar(length=64, unique=True)
    created_at = Timestamptz(default=None)
