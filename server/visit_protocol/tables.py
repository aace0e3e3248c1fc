"""That somebody agreed to what happens at a visit."""

from enum import StrEnum

from piccolo.columns import UUID, Date, Text, Timestamptz, Varchar
from piccolo.table import Table


class Readiness(StrEnum):
    """What she may say is ready for the visit."""

    SPACE = "space"
    PETS = "pets"
    ADULT = "adult"
    DOORS = "doors"


class Arrangement(StrEnum):
    """What is done because somebody at home is ill or vulnerable: never who, and never why."""

    NONE = "none"
    OTHER_ROOM = "other_room"
    KEY_HOLDER = "key_holder"
    LATER = "later"


class ProtocolAcceptance(Table):
    """The last thing she agreed to for a job; the journal says when before."""

    id = UUID(primary_key=True, default=None)  # the job's
    version = Varchar(length=16)
    language = Varchar(length=8)
    name = Varchar(length=120)
    ready = Text(default="[]")  # JSON list of `Readiness`
    arrangement = Varchar(length=16, choices=Arrangement, default=Arrangement.NONE)
    accepted_at = Timestamptz(default=None)
    # Of `LATER`: nobody is offered to come before this day.
    later_from = Date(null=True, default=None)
