"""The technician at the door: arrived, left, and so the minutes inside the home."""

from enum import StrEnum

from piccolo.columns import UUID, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from server.accounts.tables import Person
from server.jobs.tables import Job


class VisitOutcome(StrEnum):
    """How he left."""

    FINISHED = "finished"
    INTERRUPTED = "interrupted"  # somebody comes again
    TEMPORARY = "temporary"  # it holds for now: a follow-on is due


class Reason(StrEnum):
    """Why a visit was interrupted: the sector's list (DICO and VERA) in our words."""

    NOT_HOME = "not_home"
    OTHER_TRADE = "other_trade"
    ASSESSMENT = "assessment"
    MATERIAL = "material"
    OFFER = "offer"
    WEATHER = "weather"
    TIME = "time"
    UNSAFE = "unsafe"


class Visit(Table):
    """One time inside. The times are those of the phone: it may have been offline for hours."""

    id = UUID(primary_key=True, default=None)  # made on the phone, so sending twice is harmless
    job = ForeignKey(Job, null=False, on_delete=OnDelete.restrict, index=True)
    technician = ForeignKey(Person, null=False, on_delete=OnDelete.restrict)
    arrived_at = Timestamptz(default=None)
    left_at = Timestamptz(null=True, default=None)
    minutes = Integer(null=True, default=None)  # inside, whole, at least one; set when leaving
    # Counted when leaving: photos still on the phone do not hold the technician up,
    # and the office knows how many to wait for.
    photos_taken = Integer(null=True, default=None)
    note = Text(default="")
    outcome = Varchar(length=16, default="")  # a `VisitOutcome`; "" while he is inside
    reason = Varchar(length=16, default="")  # a `Reason`, of an interrupted visit
    # Nobody signed: she would not, or was not there. A signature itself is a photo.
    sign_off = Varchar(length=8, default="")
    sign_off_because = Varchar(length=16, default="")
    sign_off_words = Text(default="")
    kept_to = Text(default="[]")  # JSON list of `schemas.KeptTo`: his side of the visit protocol


class UsedPart(Table):
    """What he used, out of his van. `missing` of it were not there by our count."""

    id = UUID(primary_key=True, default=None)
    job = ForeignKey(Job, null=False, on_delete=OnDelete.restrict, index=True)
    visit = ForeignKey(Visit, null=False, on_delete=OnDelete.restrict)
    part = Varchar(length=32)  # an id of parts.json
    variant = Varchar(length=32, default="")
    amount = Integer()
    missing = Integer(default=0)


class Approach(Table):
    """He is coming now: what she is told until he is inside. One row of a job, gone when he
    is, when he turns back, or when two hours are over. Where he is stands nowhere."""

    id = UUID(primary_key=True, default=None)  # the job's
    expected_at = Timestamptz(null=True, default=None)  # until he stands at the door
    at_door_at = Timestamptz(null=True, default=None)
    called_off_at = Timestamptz(null=True, default=None)  # she said that she is not at home
    lapses_at = Timestamptz(default=None)


class NoAccess(Table):
    """He stood at the door, and nobody let him in."""

    id = UUID(primary_key=True, default=None)  # made on the phone, so sending twice is harmless
    job = ForeignKey(Job, null=False, on_delete=OnDelete.restrict, index=True)
    technician = ForeignKey(Person, null=False, on_delete=OnDelete.restrict)
    at_door_at = Timestamptz(default=None)
    gave_up_at = Timestamptz(default=None)
    attempts = Text(default="[]")  # JSON list of `schemas.Attempt`
    photo = UUID(null=True, default=None)  # of the door; it may still be on the phone
    no_photo_because = Text(default="")
    # What the office did: nothing is closed by itself.
    followed_up_at = Timestamptz(null=True, default=None)
    followed_up_by = Varchar(length=120, default="")
    follow_up = Text(default="")


class CountedPhoto(Table):
    """A photo that the phone counted when its technician left: the office waits for it until it
    comes, or until he says that it never will."""

    job = ForeignKey(Job, null=False, on_delete=OnDelete.restrict)
    photo = UUID(default=None)  # made on the phone; once for each job: see the migration
    discarded_at = Timestamptz(null=True, default=None)
