"""Arriving and leaving."""

from datetime import datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta, field

from server.visits.tables import Reason, VisitOutcome
from server.wire import Moment, Sent, Wire


class Arrival(Sent, frozen=True):
    """The technician went inside, at this time by his phone."""

    id: UUID
    arrived_at: Moment


class PartUsed(Sent, frozen=True):
    """One kind of part from his van."""

    part: Annotated[str, Meta(max_length=32)]
    amount: Annotated[int, Meta(ge=1, le=99)]
    variant: Annotated[str, Meta(max_length=32)] = ""


class SignOff(Sent, frozen=True):
    """Nobody signed: she would not, for this reason, or was not there."""

    state: Literal["refused", "absent"]
    because: Literal["not_satisfied", "not_finished", "damage", "rather_not"] | None = None
    words: Annotated[str, Meta(max_length=1000)] = ""


KeptTo = Literal["shoe_covers", "washed_hands", "tidied", "waste_taken", "photos_shown"]
"""His side of the visit protocol."""


class Departure(Sent, frozen=True):
    """He left. `photos_taken` counts what he photographed for the job so far, sent or not, each
    once however often it was taken again: a slow upload never keeps him. `photos` are their ids:
    the office waits for those that have not come."""

    left_at: Moment
    photos_taken: Annotated[int, Meta(ge=0, le=500)]
    photos: Annotated[list[UUID], Meta(max_length=500)] = field(default_factory=list)
    note: Annotated[str, Meta(max_length=2000)] = ""
    outcome: VisitOutcome = VisitOutcome.FINISHED
    reason: Reason | None = None
    """Of an interrupted visit, which has one always."""
    parts_used: Annotated[list[PartUsed], Meta(max_length=50)] = field(
        default_factory=list[PartUsed]
    )
    sign_off: SignOff | None = None
    kept_to: Annotated[list[KeptTo], Meta(max_length=5)] = field(default_factory=list[KeptTo])


class SetOut(Sent, frozen=True):
    """He is on his way, and so many minutes away. Where he is, nobody is told."""

    set_out_at: Moment
    minutes: Annotated[int, Meta(ge=1, le=120)]


class TurnedBack(Sent, frozen=True):
    """He does not come after all."""

    turned_back_at: Moment


class AtDoor(Sent, frozen=True):
    """He rang, at this time by his phone."""

    at_door_at: Moment


AttemptWay = Literal["rang", "phoned", "wrote"]


class Attempt(Sent, frozen=True):
    """How he tried to reach her, and when."""

    way: AttemptWay
    at: Moment


class NewNoAccess(Sent, frozen=True):
    """Nobody opened. `photo` is the id of the one of the door, which may still be on the phone."""

    id: UUID
    at_door_at: Moment
    gave_up_at: Moment
    attempts: Annotated[list[Attempt], Meta(max_length=20)]
    photo: UUID | None = None
    no_photo_because: Annotated[str, Meta(max_length=500)] = ""


class FollowUp(Sent, frozen=True):
    """What the office did after nobody opened. With `stops` nobody comes any more, and the tenant
    reads the words."""

    words: Annotated[str, Meta(min_length=3, max_length=500, pattern=r"\S.*\S")]
    stops: bool = False


class ApproachFacts(Wire, frozen=True):
    """He is on his way, at the door, or was told on the way that she is not at home."""

    expected_at: datetime | None
    at_door_at: datetime | None
    called_off_at: datetime | None


class NoAccessFacts(Wire, frozen=True):
    """One time that nobody opened, and what the office did about it."""

    id: UUID
    at_door_at: datetime
    gave_up_at: datetime
    attempts: list[Attempt]
    photo_id: UUID | None
    no_photo_because: str
    followed_up_at: datetime | None
    followed_up_by: str
    follow_up: str


class VisitFacts(Wire, frozen=True):
    """The newest visit of a job."""

    id: UUID
    arrived_at: datetime
    left_at: datetime | None
    photos_taken: int | None
    minutes: int | None
    outcome: Literal["", "finished", "interrupted", "temporary"]
    """"" while he is inside."""
    reason: Reason | None
    note: str
    sign_off: Literal["", "refused", "absent"]
    sign_off_because: str
    sign_off_words: str
    kept_to: list[KeptTo]


class UsedPartFacts(Wire, frozen=True):
    """What was used. `missing` of it were not in the van by our count."""

    part: str
    variant: str
    name: str
    amount: int
    missing: int
