"""Contracts with contractors, and the work they are offered."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from server.contractors.tables import WorkOrderState
from server.language import Language
from server.mail_address import SentWithEmail, TypedEmail
from server.people.schemas import Name
from server.repair_requests.tables import Priority
from server.wire import Sent, Wire

MOST_CENTS = 100_000_000
"""A million euros: beyond it somebody typed a zero too many."""
Cents = Annotated[int, Meta(ge=0, le=MOST_CENTS)]
JobsPerWeek = Annotated[int, Meta(ge=0, le=1000)]
JobsPerDay = Annotated[int, Meta(ge=0, le=99)]
TradeCode = Annotated[str, Meta(pattern="^[A-Z]{3}$")]


class TradeTerms(Sent, frozen=True):
    """One trade of a contract: how many jobs a week, and the prices, in cents."""

    trade: TradeCode
    jobs_per_week: JobsPerWeek
    call_out_cents: Cents
    hourly_cents: Cents


class Terms(Sent, frozen=True):
    """What was agreed. Extra work of one job together: up to the first limit nobody is asked, up to
    the second a coordinator decides, above it a manager."""

    trades: Annotated[list[TradeTerms], Meta(max_length=40)]
    extra_unasked_cents: Cents = 0
    extra_coordinator_cents: Cents = 0


class DayCapacity(Sent, frozen=True):
    """How many jobs a contractor takes on one working day, all trades together. 0: none now; none:
    nobody counts."""

    jobs_per_day: JobsPerDay | None


class NewContract(Sent, frozen=True):
    """With whom. A firm that works for another corporation here is known by its number."""

    id: UUID
    name: Annotated[str, Meta(max_length=120, pattern=r"\S")]
    phone: Annotated[str, Meta(max_length=32, pattern=r"\S")]
    registration_number: Annotated[str, Meta(pattern="^[0-9]{8}$")]


class ContractorsAdministrator(SentWithEmail, frozen=True):
    """Who lets the people of a contractor in, as long as nobody of it signs in."""

    id: UUID
    name: Name
    email: TypedEmail
    language: Language = "nl"


class TradeFacts(Wire, frozen=True):
    """The same with what they have of it this week: offered or accepted, and not declined."""

    trade: str
    name: str
    jobs_per_week: int
    call_out_cents: int
    hourly_cents: int
    taken_this_week: int


class ContractFacts(Wire, frozen=True):
    """One contractor, as the corporation knows it."""

    id: UUID
    name: str
    phone: str
    registration_number: str | None
    has_people: bool
    """Somebody of it signs in: its own administrator lets the others in."""
    administrators: list[str]
    """Who that is, with the e-mail address: to be compared before anything is offered."""
    made_at: datetime
    ended_at: datetime | None
    extra_unasked_cents: int
    extra_coordinator_cents: int
    jobs_per_day: int | None
    """How many they take on one working day; none: nobody set a limit."""
    trades: list[TradeFacts]


class NewWorkOrder(Sent, frozen=True):
    """Offer a repair to a contractor."""

    id: UUID
    contract_id: UUID
    note: Annotated[str, Meta(max_length=1000)] = ""
    is_above_capacity: bool = False
    """They have no room left this week; offer it all the same."""
    asked_on: date | None = None
    """The working day for which they are asked. None: they choose."""


class Declined(Sent, frozen=True):
    """Why not: the corporation reads it before it asks somebody else."""

    reason: Annotated[str, Meta(max_length=500, pattern=r"\S")]


class WorkOrderFacts(Wire, frozen=True):
    """An order as the corporation sees it, beside the repair."""

    id: UUID
    contractor: str
    trade: str
    state: WorkOrderState
    offered_by: str
    offered_at: datetime
    answer_by: datetime
    answered_at: datetime | None
    answered_by: str | None
    decline_reason: str
    asked_on: date | None
    """The day for which they were asked."""
    is_late: bool
    """Not answered within a working day."""


class OfferedWork(Wire, frozen=True):
    """An order as the contractor sees it before it answers: what and about where, not who. The
    tenant's own words come with the yes: they may name her, her telephone or her illness."""

    id: UUID
    corporation: str
    corporation_phone: str
    number: str
    title: str
    place: str
    """The room; empty where that says nothing."""
    priority: Priority
    trade: str
    postcode_area: str
    town: str
    reported_at: datetime
    offered_at: datetime
    answer_by: datetime
    note: str
    asked_on: date | None
    """The day for which we are asked; none: we choose."""
    call_out_cents: int
    hourly_cents: int
