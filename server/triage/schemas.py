"""What the desk decides, and what it asks the tenant."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta

from server.repair_requests.priority import Direction
from server.repair_requests.tables import Priority
from server.wire import Sent, Wire

ShortWords = Annotated[str, Meta(min_length=3, max_length=500, pattern=r"\S.*\S")]


class NewQuestion(Sent, frozen=True):
    """What to ask the tenant, and how many days we wait for her answer."""

    id: UUID
    question: ShortWords
    days: Annotated[int, Meta(ge=1, le=14)] = 5


class OpenQuestion(Wire, frozen=True):
    """A question the tenant has not answered yet."""

    id: UUID
    question: str
    asked_by: str
    answer_by: datetime


class AskedQuestion(Wire, frozen=True):
    """What the tenant was asked, and what she answered, if she did."""

    id: UUID
    question: str
    asked_by: str
    asked_at: datetime
    answer_by: datetime
    answer: str
    answered_at: datetime | None


DeskMove = Literal[
    "ask",
    "doubt",
    "take_on",
    "not_ours",
    "duplicate",
    "postpone",
    "prioritise",
    "resume",
    "take_over",
    "reopen",
]


NotOursBecause = Literal["small_repair", "own_fitting", "other_owner", "damage"]


class NotOurs(Sent, frozen=True):
    """Why it is not ours to repair; the tenant reads it, and how to object.

    `group` names the group of the decree on small repairs (Besluit kleine herstellingen), for
    which `small_repair` asks.
    """

    because: NotOursBecause
    explanation: ShortWords
    group: Annotated[str, Meta(max_length=40)] = ""


class DuplicateOf(Sent, frozen=True):
    """The request that stands for both, by its number."""

    number: Annotated[str, Meta(min_length=4, max_length=16)]


PostponedBecause = Literal[
    "parts", "capacity", "weather", "planned_works", "tenant_asked", "emergencies_only"
]


class Postponement(Sent, frozen=True):
    """Why it waits, and until when at most; the tenant reads both."""

    because: PostponedBecause
    until: date


class NewPriority(Sent, frozen=True):
    """How urgent it is, and why that is another matter than before."""

    priority: Priority
    reason: ShortWords


class ReopenReason(Sent, frozen=True):
    """What is not right yet."""

    words: ShortWords


MOST_TOGETHER = 100
"""Repairs in one request: two pages of the list."""

_Repairs = Meta(min_length=1, max_length=MOST_TOGETHER)


class Several(Sent, frozen=True):
    """Repairs for which the same is done, at most a hundred."""

    repairs: Annotated[list[UUID], _Repairs]


class SeveralPostponed(Sent, frozen=True):
    """Why these repairs wait, and until when at most; each tenant reads both."""

    repairs: Annotated[list[UUID], _Repairs]
    because: PostponedBecause
    until: date


class ShownPriority(Sent, frozen=True):
    """A repair with how urgent it was on the screen from which this was sent."""

    id: UUID
    priority: Priority


class SeveralStepped(Sent, frozen=True):
    """These repairs become one step more or less urgent, and why."""

    repairs: Annotated[list[ShownPriority], _Repairs]
    direction: Direction
    reason: ShortWords


class GivenRepair(Sent, frozen=True):
    """A repair, and the id that its job is to have."""

    id: UUID
    job_id: UUID


class SeveralGiven(Sent, frozen=True):
    """One technician does these repairs."""

    repairs: Annotated[list[GivenRepair], _Repairs]
    technician_id: UUID


class DoneOrNot(Wire, frozen=True):
    """What became of one of several: the refusal is the name of a problem."""

    id: UUID
    refused: str | None
