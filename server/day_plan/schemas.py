"""The planning board, and a day that is suggested."""

from datetime import date, datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from server.appointments.tables import AppointmentState
from server.contractors.trades import TradeName
from server.jobs.tables import JobState
from server.planning.schemas import FreeBlock
from server.planning.tables import AwayBecause
from server.repair_requests.tables import Priority
from server.wire import Moment, Sent, Wire


class BoardJob(Wire, frozen=True):
    """What somebody has to come for."""

    job_id: UUID
    request_id: UUID
    number: str
    title: str
    street: str
    house_number: str
    postcode: str
    priority: Priority
    reported_at: datetime
    due_at: datetime | None
    """Until when its repair has to be done."""
    state: JobState
    minutes: int
    """For which it is counted, without travelling."""
    trade: str
    technician_id: UUID


class BoardVisit(Wire, frozen=True):
    """When somebody comes for it, or came."""

    appointment_id: UUID
    begins_at: datetime
    ends_at: datetime
    state: AppointmentState
    job: BoardJob


class BoardCall(Wire, frozen=True):
    """A video call: wherever he is then."""

    job_id: UUID
    request_id: UUID
    number: str
    title: str
    planned_at: datetime


class BoardDay(Wire, frozen=True):
    """One technician's day."""

    day: date
    works: FreeBlock | None
    """From when until when; none: he does not work on this day."""
    away: AwayBecause | None
    """Why he does not come at all."""
    away_in: list[FreeBlock]
    """The parts of the day in which he is away."""
    visits: list[BoardVisit]
    """By their block, and within it along the shortest way."""
    calls: list[BoardCall]
    travel_minutes: int
    """From visit to visit, in that order."""


class BoardPerson(Wire, frozen=True):
    id: UUID
    name: str
    trades: list[str]
    """None: every trade."""
    days: list[BoardDay]


class ContractorDay(Wire, frozen=True):
    """What a contractor has on one day."""

    day: date
    given: int
    """Jobs for which it agreed on a visit then, or was asked for then and agreed on none yet."""
    may_be_asked: bool
    """It is a working day that is not over."""


class BoardContractor(Wire, frozen=True):
    """A firm with a contract that is in force."""

    contract_id: UUID
    name: str
    trades: list[TradeName]
    takes: int | None
    """How many jobs on one working day; none: nobody set a limit."""
    days: list[ContractorDay]


class Board(Wire, frozen=True):
    """Who goes where on some days, and what nobody comes for yet."""

    days: list[date]
    blocks: list[list[FreeBlock]]
    """The parts of each day."""
    people: list[BoardPerson]
    contractors: list[BoardContractor]
    """Of a corporation, by name."""
    unplanned: list[BoardJob]
    """The oldest first, at most a hundred."""
    unplanned_count: int


class SuggestedStop(Wire, frozen=True):
    """One visit in a suggested day."""

    job: BoardJob
    technician_id: UUID
    block: FreeBlock
    """What the tenant is told."""
    begins_at: datetime
    travel_minutes: int
    appointment_id: UUID | None
    """What is agreed already, and stays."""


class SuggestedDay(Wire, frozen=True):
    """Visits in the order of each technician's day; what does not fit."""

    day: date
    stops: list[SuggestedStop]
    left: list[BoardJob]
    travel_minutes: int


class WantedDay(Sent, frozen=True):
    day: date


class PlacedVisit(Sent, frozen=True):
    """Somebody comes then. `instead_of` is what the board showed, if anything."""

    appointment_id: UUID
    """Made by whoever places it, so that sending twice is harmless."""
    job_id: UUID
    technician_id: UUID
    begins_at: Moment
    ends_at: Moment
    instead_of: UUID | None = None


class PlacedVisits(Sent, frozen=True):
    """Visits that are put on the board."""

    visits: Annotated[list[PlacedVisit], Meta(min_length=1, max_length=300)]
    are_suggested: bool = False
    """The day was planned whole: that a block has room for them needs no counting again."""


class GivenAway(Sent, frozen=True):
    """A contractor does this job instead of whoever has it, and is asked for that day."""

    order_id: UUID
    """Made by whoever gives it, so that sending twice is harmless."""
    job_id: UUID
    contract_id: UUID
    day: date


class PlacedAnswer(Wire, frozen=True):
    """What became of one of them."""

    job_id: UUID
    problem: str | None
    """Why it was not planned: the last part of a problem's type. None: it is planned."""
    allowed: list[FreeBlock]
    """When he could come instead, where that is why."""
