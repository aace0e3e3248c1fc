"""Planning a video call, joining it, and what it told."""

from datetime import datetime
from enum import StrEnum
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta

from server.previsits.tables import InterruptionKind, PrevisitState, QualityLevel, Rung
from server.wire import Moment, Sent, Wire

Thing = Annotated[str, Meta(max_length=120, pattern=r"\S")]
Place = Annotated[str, Meta(max_length=300)]


class NewPrevisit(Sent, frozen=True):
    """Plan a video call with the tenant."""

    id: UUID
    planned_at: Moment


class NewMomentChoice(Sent, frozen=True):
    """Have the tenant choose when the video call is."""

    id: UUID


class MomentAsked(Wire, frozen=True):
    """The tenant was asked to choose when the call is, and has not chosen yet."""

    asked_at: datetime
    reminded_at: datetime | None
    none_suits_at: datetime | None
    """When she said that none of the free moments suits her; her words stand in the chat."""


class Worth(StrEnum):
    """Whether it helps to look by video before the visit."""

    YES = "yes"
    NO = "no"
    UNKNOWN = "unknown"  # there were too few calls to tell


class PrevisitAdvice(Wire, frozen=True):
    """What calls about this fault told before, among its newest 400 repairs that are done."""

    worth: Worth
    calls: int
    corrected: int
    """It turned out to be another fault than was reported."""
    avoided: int
    """Nobody had to come."""
    minutes_with: int | None
    """Inside the home after a call, the median; nothing when there were few visits."""
    minutes_without: int | None


class NotedOutcome(Sent, frozen=True):
    """What the technician will need at the door. The newest `noted_at` wins."""

    fault: Annotated[str, Meta(max_length=8)]
    finding: Annotated[str, Meta(max_length=2000)]
    parts: Annotated[list[Thing], Meta(max_length=30)]
    tools: Annotated[list[Thing], Meta(max_length=30)]
    minutes_promised: Annotated[int, Meta(ge=1, le=480)]
    access_notes: Annotated[str, Meta(max_length=1000)]
    noted_at: Moment
    stopcock: Place = ""
    fuse_box: Place = ""
    parking: Place = ""
    pets: Place = ""


class ChosenRung(Sent, frozen=True):
    """Look together in another way from now on, and why."""

    rung: Rung
    because: Literal["choice", "quality", "device"] = "choice"


class PhotoWish(Sent, frozen=True):
    """A photo to ask for, in words that she can follow. `slot` names a spot that we can explain."""

    id: UUID
    words: Thing
    slot: Annotated[str, Meta(max_length=40)] = ""


class WantedPhotos(Sent, frozen=True):
    """The whole list, in order. What she answered already stays, also when it is left out."""

    photos: Annotated[list[PhotoWish], Meta(max_length=12)]


class PrevisitFacts(Wire, frozen=True):
    """The video call as everybody sees it."""

    id: UUID
    state: PrevisitState
    planned_at: datetime
    opened_at: datetime | None
    tenant_joined_at: datetime | None
    ended_at: datetime | None


class Stay(Wire, frozen=True):
    """From coming in until leaving; who is still there has not left."""

    joined_at: datetime
    left_at: datetime | None


class QualitySpan(Wire, frozen=True):
    """How good the call was for somebody, from one moment until another."""

    level: QualityLevel
    since: datetime
    until: datetime


class Interruption(Wire, frozen=True):
    """What was missing, how many times and how long together."""

    kind: InterruptionKind
    count: int
    seconds: int


class InCall(Wire, frozen=True):
    """One person's part of a call."""

    name: str
    role: str
    stays: list[Stay]
    quality: list[QualitySpan]
    interruptions: list[Interruption]


class SaidLine(Wire, frozen=True):
    """A line that somebody wrote in a call."""

    chat_id: str
    at: datetime
    participant: str
    role: str
    name: str
    text: str


class CallReport(Wire, frozen=True):
    """A call afterwards: who, when, how good, and what was interrupted."""

    previsit_id: UUID
    started_at: datetime
    ended_at: datetime | None
    people: list[InCall]
    lines: list[SaidLine]


class CallTicket(Wire, frozen=True):
    """Lets one person into one room at signalling, for a quarter of an hour."""

    token: str
    room: str
    other_name: str
