"""What planning takes in and tells."""

from datetime import date, datetime
from typing import Annotated, Literal
from uuid import UUID

from msgspec import Meta

from server.appointments.schemas import AppointmentFacts
from server.case_chat.office_hours import ClockTime, Day
from server.contractors.trades import TradeName
from server.planning.tables import AwayBecause
from server.wire import Moment, Sent, Wire


class Block(Sent, frozen=True):
    """A part of the day, at the homes."""

    begins: ClockTime
    ends: ClockTime


class DivisionOfDays(Sent, frozen=True):
    """How an organisation divides its days, and what it counts for a visit."""

    blocks: Annotated[list[Block], Meta(min_length=1, max_length=12)]
    visit_minutes: Annotated[int, Meta(ge=5, le=480)]
    """As long as no pre-visit told how long it takes."""
    travel_minutes: Annotated[int, Meta(ge=0, le=120)]
    move_hours: Annotated[int, Meta(ge=0, le=40)]
    """Working hours before a visit, until which the tenant moves it herself."""
    illness_days: Annotated[int, Meta(ge=1, le=28)] = 7
    """Where somebody is ill and she asked to come later: from so many days after that."""


class NewAppointment(Sent, frozen=True):
    """Plan a visit. `instead_of` is the appointment that the screen showed, if there was one: when
    another holds by now, nothing changes."""

    id: UUID
    begins_at: Moment
    ends_at: Moment
    instead_of: UUID | None = None


class CalledOff(Sent, frozen=True):
    """Nobody comes then."""

    appointment_id: UUID
    """The one that the screen showed."""
    because: Literal["technician_away", "parts_missing", "emergency", "tenant_asked", "other"]


class FreeBlock(Wire, frozen=True):
    """Somebody may come then."""

    begins_at: datetime
    ends_at: datetime


class JobBlocks(Wire, frozen=True):
    """What the desk may plan for a job."""

    appointment: AppointmentFacts | None
    minutes: int
    """For which it is counted, without travelling."""
    free: list[FreeBlock]


Standing = Literal["choose", "move", "too_late", "moved_often", "nothing"]
"""As of a call: whether she chooses, may move what she has, or has to phone."""


class OwnVisit(Wire, frozen=True):
    """When somebody comes to her, and which blocks are free."""

    number: str
    standing: Standing
    job_id: UUID | None
    appointment: AppointmentFacts | None
    technician_name: str
    sequence: int
    """How often it changed: a calendar that has it already needs a higher number."""
    free: list[FreeBlock]


class ChosenWorkingTime(Sent, frozen=True):
    """What a technician does and when. No trades: every one. No week: when the office is open."""

    trades: Annotated[list[str], Meta(max_length=40)]
    week: Annotated[list[Day], Meta(max_length=7)] | None = None


class NewAbsence(Sent, frozen=True):
    """Days on which he does not come, both included. `from_clock`: of the first day only from then
    on; `until_clock`: of the last only until then."""

    id: UUID
    from_on: date
    until_on: date
    because: AwayBecause
    from_clock: ClockTime | None = None
    until_clock: ClockTime | None = None


class AbsenceFacts(Wire, frozen=True):
    """Days on which somebody does not come."""

    id: UUID
    from_on: date
    until_on: date
    because: AwayBecause
    from_clock: str | None
    until_clock: str | None
    visits: int
    """Planned in that time: they need another moment, or somebody else."""


class PlannedPerson(Wire, frozen=True):
    """A technician, as far as planning goes."""

    id: UUID
    name: str
    trades: list[str]
    week: list[Day] | None
    absences: list[AbsenceFacts]


class Planning(Wire, frozen=True):
    """How visits are planned here."""

    division: DivisionOfDays
    office_week: list[Day]
    trades: list[TradeName]
    people: list[PlannedPerson]


class FeedStanding(Wire, frozen=True):
    """The technician's calendar feed."""

    created_at: datetime | None
    """None: there is none."""
    read_at: datetime | None


class NewFeed(Wire, frozen=True):
    """Its address, shown this once."""

    url: str
