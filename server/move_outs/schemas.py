"""What the desk, an inspector and a tenant send about a move-out, and what they read."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta, field

from server.language import TenantLanguage
from server.mail_address import Email, SentWithEmail
from server.move_outs.tables import Because, Condition, MoveOutState, Side, WorkOutcome
from server.wire import Moment, Sent, Wire

MOST_CENTS = 10_000_000
"""A hundred thousand euros: more is a slip of the finger."""

Words = Annotated[str, Meta(max_length=1000)]
Said = Annotated[str, Meta(max_length=1000, pattern=r"\S")]
Name = Annotated[str, Meta(max_length=120, pattern=r"\S")]
RoomKey = Annotated[str, Meta(max_length=40)]


class NewMoveOut(SentWithEmail, frozen=True):
    """Who leaves which home, and when. `newAddress` only where something has to be sent there."""

    id: UUID
    postcode: Annotated[str, Meta(max_length=16)]
    house_number: Annotated[str, Meta(max_length=16)]
    name: Name
    phone: Annotated[str, Meta(max_length=40)]
    last_day_on: date
    email: Email | None = None
    language: TenantLanguage = "nl"
    new_address: Annotated[str, Meta(max_length=300)] = ""


class PlannedInspection(Sent, frozen=True):
    """Who inspects. By video the tenant chooses when, by `momentChoiceId`; without, somebody comes,
    and the visit is planned as that of every job."""

    job_id: UUID
    technician_id: UUID
    moment_choice_id: UUID | None = None
    note: Words = ""


class FoundRoom(Sent, frozen=True):
    """How a room was found; its photos are those of the slot that is called so."""

    room: RoomKey
    condition: Condition
    words: Words = ""


class NewWork(Sent, frozen=True):
    """One thing to be done. `costCents`: what we charge where we do it for the tenant's account."""

    id: UUID
    room: RoomKey
    words: Said
    done_by: Side
    paid_by: Side
    because: Because
    cost_cents: Annotated[int, Meta(ge=0, le=MOST_CENTS)] = 0


class NewPreInspection(Sent, frozen=True):
    """The report of the pre-inspection. `signedBy`: who signed it on the phone, if anybody did."""

    id: UUID
    inspected_at: Moment
    rooms: Annotated[list[FoundRoom], Meta(min_length=1, max_length=20)]
    works: Annotated[list[NewWork], Meta(max_length=60)] = field(default_factory=list[NewWork])
    words: Words = ""
    signed_by: Annotated[str, Meta(max_length=120)] = ""


class RevisedWorks(Sent, frozen=True):
    """What is to be done from now on, in place of what stood there, and why. `version` is that of
    what was changed."""

    version: int
    works: Annotated[list[NewWork], Meta(max_length=60)]
    reason: Annotated[str, Meta(max_length=500, pattern=r"\S")]


class FoundWork(Sent, frozen=True):
    """What became of one work."""

    id: UUID
    outcome: WorkOutcome
    words: Words = ""


class NewFinalInspection(Sent, frozen=True):
    """The report of the final inspection: every work that was agreed, once."""

    id: UUID
    inspected_at: Moment
    works: Annotated[list[FoundWork], Meta(max_length=60)]
    words: Words = ""


class Closing(Sent, frozen=True):
    """What the tenant reads at the end."""

    words: Words = ""


class RoomFacts(Wire, frozen=True):
    """One room, as it was found."""

    room: str
    name: str
    condition: Condition
    words: str


class WorkFacts(Wire, frozen=True):
    """One thing to be done, and what became of it."""

    id: UUID
    room: str
    room_name: str
    words: str
    done_by: Side
    paid_by: Side
    because: Because
    cost_cents: int
    told_done_at: datetime | None
    outcome: WorkOutcome | None
    outcome_words: str


class Amounts(Wire, frozen=True):
    """What the tenant pays, in euro cents: surely, and where she leaves her own works to us."""

    sure_cents: int
    at_most_cents: int


class MoveOutFacts(Wire, frozen=True):
    """Everything about one, for whoever may see its case."""

    id: UUID
    state: MoveOutState
    last_day_on: date
    new_address: str
    pre_inspection: UUID | None
    final_inspection: UUID | None
    words: str
    """What the inspector said about the home as a whole."""
    inspected_by: str
    inspected_at: datetime | None
    version: int
    answered_by: str
    answered_at: datetime | None
    answer_words: str
    is_signed: bool
    rooms: list[RoomFacts]
    works: list[WorkFacts]
    amounts: Amounts
    final_words: str
    checked_by: str
    checked_at: datetime | None
    closing_words: str
    closed_at: datetime | None


class MoveOutRow(Wire, frozen=True):
    """One line of the desk's list."""

    id: UUID
    number: str
    state: MoveOutState
    tenant_name: str
    address: str
    last_day_on: date
    inspector: str
    """Who has the inspection that comes next, or had the last."""
    next_at: datetime | None
    """When the planned call or visit begins."""
    open_works: int


class MoveOutList(Wire, frozen=True):
    """The last days that come first, first; what is closed only of the last two months."""

    open: list[MoveOutRow]
    closed: list[MoveOutRow]
