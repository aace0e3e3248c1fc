"""The video call before the visit, and what it told."""

from datetime import datetime, timedelta
from enum import StrEnum

from piccolo.columns import UUID, ForeignKey, Integer, Text, Timestamptz, Varchar
from piccolo.columns.base import OnDelete
from piccolo.table import Table

from server.jobs.tables import Job


class PrevisitState(StrEnum):
    PLANNED = "planned"
    OPEN = "open"
    HELD = "held"
    MISSED = "missed"
    CANCELLED = "cancelled"


class Rung(StrEnum):
    """How the two look together: the best that their phones and internet can carry."""

    VIDEO = "video"
    PHOTOS = "photos"  # sound goes on, stills in place of moving pictures
    GUIDED = "guided"  # no connection: she makes the photos of a list when it suits her
    PHONE = "phone"


WAITING = (PrevisitState.PLANNED, PrevisitState.OPEN)
"""It may still be held."""

CALL_TAKES = timedelta(minutes=30)
"""Set aside for it, in everybody's diary."""

MISSED_AFTER = timedelta(hours=1)

MOST_CALLS_MISSED = 3
"""So often it was tried: once, and twice again. Then somebody comes without a call."""


class Side(StrEnum):
    """Who did not come to a call."""

    TENANT = "tenant"
    TECHNICIAN = "technician"
    BOTH = "both"


def absent(opened_at: datetime | None, tenant_joined_at: datetime | None) -> Side:
    """Of a call that was missed."""
    if opened_at:
        return Side.TENANT
    return Side.TECHNICIAN if tenant_joined_at else Side.BOTH


def state_at(state: str, planned_at: datetime, moment: datetime) -> PrevisitState:
    """A planned call that nobody opened within the hour was missed; nobody has to write it down."""
    if state == PrevisitState.PLANNED and moment > planned_at + MISSED_AFTER:
        return PrevisitState.MISSED
    return PrevisitState(state)


class Previsit(Table):
    """One planned video call. Its id is also the name of the room at signalling."""

    id = UUID(primary_key=True, default=None)
    job = ForeignKey(Job, null=False, on_delete=OnDelete.restrict, index=True)
    state = Varchar(length=16, choices=PrevisitState, default=PrevisitState.PLANNED)
    planned_at = Timestamptz(default=None)
    opened_at = Timestamptz(null=True, default=None)
    tenant_joined_at = Timestamptz(null=True, default=None)
    ended_at = Timestamptz(null=True, default=None)
    rung = Varchar(length=16, choices=Rung, default=Rung.VIDEO)
    rung_since = Timestamptz(null=True, default=None)  # null: nobody has left video yet
    moves = Integer(default=0)  # how many times the tenant chose another moment


class MomentChoice(Table):
    """The tenant was asked to choose when the call is. Over once one is planned, by her or by us.
    At most one of a job is not over: see the migration."""

    id = UUID(primary_key=True, default=None)  # made by who asks, so that sending twice is harmless
    job = ForeignKey(Job, null=False, on_delete=OnDelete.restrict, index=True)
    asked_at = Timestamptz(default=None)
    remind_at = Timestamptz(default=None)
    reminded_at = Timestamptz(null=True, default=None)
    none_suits_at = Timestamptz(null=True, default=None)  # what does suit her stands in the chat
    over_at = Timestamptz(null=True, default=None)


class WantedPhoto(Table):
    """A photo that the technician asks for. Her answer is a photo whose `slot` is this id."""

    id = UUID(primary_key=True, default=None)
    previsit = ForeignKey(Previsit, null=False, on_delete=OnDelete.restrict, index=True)
    place = Integer()  # in the order in which she is asked
    words = Varchar(length=120)
    slot = Varchar(length=40, default="")  # the spot of the catalogue that it is about
    asked_at = Timestamptz(default=None)
    skipped_at = Timestamptz(null=True, default=None)


class CallKind(StrEnum):
    """What a moment of a call is; the words of signalling."""

    JOINED = "joined"
    LEFT = "left"
    AWAY = "away"
    BACK = "back"
    MEDIA = "media"
    QUALITY = "quality"


class QualityLevel(StrEnum):
    """What came in at somebody, in steps that colours and words can tell apart."""

    GOOD = "good"
    FAIR = "fair"
    POOR = "poor"
    NOTHING = "nothing"
    AWAY = "away"  # the connection with the server was lost


class InterruptionKind(StrEnum):
    """What was missing, as the report says it."""

    CONNECTION = "connection"
    NOTHING = "nothing"  # connected, and nothing came in
    HIDDEN = "hidden"  # looked at another app
    NO_PICTURE = "no_picture"  # went on with sound only


class CallMoment(Table):
    """Something that happened in a call. Goes when the pre-visit goes: it is about people."""

    id = UUID(primary_key=True, default=None)
    previsit = ForeignKey(Previsit, null=False, on_delete=OnDelete.cascade, index=True)
    at = Timestamptz(default=None)
    participant = Varchar(length=200)
    role = Varchar(length=16)
    name = Varchar(length=120)
    kind = Varchar(length=16, choices=CallKind)
    told = Varchar(length=40, default="")  # a level, what is shown, or why somebody went
    score = Integer(null=True, default=None)


class CallLine(Table):
    """A line that somebody wrote in a call. Goes when the pre-visit goes."""

    id = UUID(primary_key=True, default=None)
    previsit = ForeignKey(Previsit, null=False, on_delete=OnDelete.cascade, index=True)
    chat_id = Varchar(length=64)  # made by the writer's phone
    at = Timestamptz(default=None)
    participant = Varchar(length=200)
    role = Varchar(length=16)
    name = Varchar(length=120)
    text = Text(default="")


class Outcome(Table):
    """What the technician will need at the door. One per job; the newest word wins."""

    id = UUID(primary_key=True, default=None)
    job = ForeignKey(Job, null=False, on_delete=OnDelete.restrict, unique=True)
    previsit = ForeignKey(Previsit, null=True, on_delete=OnDelete.restrict)
    fault = Varchar(length=8)
    finding = Text(default="")
    parts = Text(default="[]")  # JSON list
    tools = Text(default="[]")  # JSON list
    minutes_promised = Integer()
    access_notes = Text(default="")
    stopcock = Text(default="")  # where it is
    fuse_box = Text(default="")  # where it is
    parking = Text(default="")
    pets = Text(default="")
    noted_at = Timestamptz(default=None)  # on the phone's clock, corrected to ours
