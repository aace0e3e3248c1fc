"""A repair from the first word to the last photo, as the three audiences read it."""

from datetime import datetime
from typing import Any, Literal
from uuid import UUID

from msgspec import field

from server.accounts.schemas import OrganisationFacts
from server.appointments.schemas import AppointmentFacts
from server.backlog.schemas import PinFacts
from server.contractors.schemas import WorkOrderFacts
from server.contractors.tables import WorkOrderState
from server.damp.schemas import CaseDamp, DampFacts
from server.evidence.schemas import EarlierPhoto, Photo, Position
from server.evidence.slots import JobSlot, Slot
from server.extra_work.schemas import ExtraWorkFacts
from server.follow_ons.schemas import FollowOnFacts
from server.jobs.tables import JobState
from server.move_outs.schemas import MoveOutFacts
from server.needs.schemas import JobNeed
from server.parcels.schemas import OwnParcel, ParcelFacts, PartOffer
from server.previsits.schemas import CallReport, MomentAsked, PrevisitFacts
from server.previsits.tables import PrevisitState, Rung, Side
from server.recordings.schemas import RecordingFacts
from server.repair_requests.questions import AboutFault, AboutHome, Reporter
from server.repair_requests.tables import Lane, Priority, RequestState
from server.triage.schemas import AskedQuestion, DeskMove, OpenQuestion
from server.visit_levels.schemas import LevelNow
from server.visit_protocol.schemas import ProtocolFacts
from server.visits.schemas import ApproachFacts, NoAccessFacts, UsedPartFacts, VisitFacts
from server.wire import Wire


class DwellingFacts(Wire, frozen=True):
    """A home and where it stands."""

    id: UUID
    street: str
    house_number: str
    postcode: str
    town: str
    neighbourhood: str


class JobHolder(Wire, frozen=True):
    """The technician who has a job."""

    id: UUID
    name: str
    has_left: bool
    """Works here no more: an open job has to be passed on."""


class TenantContact(Wire, frozen=True):
    """Whom the technician meets."""

    name: str
    phone: str


class RowPrevisit(Wire, frozen=True):
    """The video call, in a row of the work list."""

    id: UUID
    state: PrevisitState
    planned_at: datetime


class RowJob(Wire, frozen=True):
    """The newest job, in a row of the work list."""

    id: UUID
    state: JobState
    technician: JobHolder
    previsit: RowPrevisit | None
    moment_asked: MomentAsked | None


class RowOrder(Wire, frozen=True):
    """The newest order about a repair, in the work list."""

    contractor: str
    state: WorkOrderState
    answer_by: datetime
    is_late: bool


class PlaceFacts(Wire, frozen=True):
    """Why an open repair comes when it comes."""

    lane: Lane
    due_at: datetime
    """By the target of its priority; of damp and mould, for its next step."""
    days_late: int
    """Working days since then."""
    legal_by: datetime
    """Six weeks after the report: then the tenant may go to the rent tribunal."""
    postponed_days: int
    """Working days that we postponed it, so far."""
    is_worse_for_need: bool
    failed_visits: int
    reopenings: int
    pin: PinFacts | None
    """A person put it before another."""


class RequestRow(Wire, frozen=True):
    """One line of the desk's work list."""

    id: UUID
    number: str
    state: RequestState
    fault: str
    title: str
    description: str
    priority: Priority
    reported_at: datetime
    closed_at: datetime | None
    tenant_name: str
    dwelling: DwellingFacts
    photo_count: int
    thumbnail_url: str | None
    job: RowJob | None
    corporation: str | None
    """Whose tenant it is: told to contractors."""
    order: RowOrder | None
    """Told to the corporation."""
    photos_to_review: int
    photos_on_phone: int
    minutes_promised: int | None
    minutes_in_home: int | None
    link_wanted: bool
    """She lost her link, and waits for a call or a text."""
    unanswered_link: str | None
    """Who was asked by a link to do it, and did not answer in time. Told to the corporation."""
    postponed_until: datetime | None
    reopenings: int
    visits_failed_by_tenant: int
    """Nobody was at home, or let him in."""
    visits_failed_by_us: int
    """Interrupted for what we did not bring, know or plan."""
    no_access_needs: Literal["call", "decision"] | None
    """What the office has to do before anybody comes again. Told to the corporation."""
    place: PlaceFacts | None
    """As long as it is open; told to the corporation."""


class Counts(Wire, frozen=True):
    """The numbers above the work list."""

    reported: int
    """Our turn, and nobody has it yet: new, to be judged, or reopened."""
    underway: int
    waiting: int
    """For the tenant, or for a day."""
    review: int
    closed: int
    previsits_today: int
    unanswered: int
    """A contractor was asked, by an order or by a link, and did not answer within a working
    day."""
    left_behind: int
    """Open, and given to a technician of this organisation who works here no more."""
    to_call: int
    """Nobody opened twice or more: the office calls, or a manager decides."""
    offered: int
    """Waiting for the answer of this organisation, when it is a contractor."""


class RequestList(Wire, frozen=True):
    """A page of the work list; `next_cursor` asks for the one after it."""

    items: list[RequestRow]
    next_cursor: str | None
    counts: Counts


class OutcomeFacts(Wire, frozen=True):
    """What the pre-visit told."""

    fault: str
    finding: str
    parts: list[str]
    tools: list[str]
    minutes_promised: int
    access_notes: str
    noted_at: datetime
    stopcock: str
    fuse_box: str
    parking: str
    pets: str


class JobPrevisit(PrevisitFacts, frozen=True):
    """The video call with what it told."""

    outcome: OutcomeFacts | None
    absent: Side | None
    """Who did not come, of a call that was missed."""
    missed_so_often: bool
    """Nobody is asked again: somebody comes without a call."""


class JobFacts(Wire, frozen=True):
    """Everything about a job but its photos."""

    id: UUID
    request_id: UUID
    number: str
    state: JobState
    fault: str
    title: str
    description: str
    reported_at: datetime
    tenant: TenantContact
    dwelling: DwellingFacts
    access_notes: str
    about_fault: AboutFault
    about_home: AboutHome
    needs: list[JobNeed]
    technician: JobHolder
    contractor: str | None
    """Who does it, when not the corporation's own people."""
    note: str
    appointment: AppointmentFacts | None
    """The visit that is planned."""
    level: LevelNow | None
    """Whether visits there are made with more care on its day, or for emergencies only."""
    agreed: ProtocolFacts | None
    """What the tenant agreed to for the visit."""
    closed_at: datetime | None
    previsit: JobPrevisit | None
    moment_asked: MomentAsked | None
    outcome: OutcomeFacts | None
    calls: list[CallReport]
    recordings: list[RecordingFacts]
    visit: VisitFacts | None
    approach: ApproachFacts | None
    no_access: list[NoAccessFacts]
    """Each time that nobody opened, oldest first."""
    parts_used: list[UsedPartFacts]
    follow_ons: list[FollowOnFacts]
    move_out: MoveOutFacts | None
    """What is agreed about a home that is handed over; none of a repair."""
    """Proposed after a visit, oldest first."""
    slots: list[JobSlot]
    suggested_parts: list[str]
    guide: str | None
    """Where the steps stand that the tenant can do herself, for a fault that has them."""
    guide_steps: list[str]
    """What they say, for where there is no network."""
    extra_work: list[ExtraWorkFacts]
    minutes_promised: int | None
    minutes_in_home: int | None


class JobDetail(JobFacts, frozen=True):
    """Everything the technician needs, also without network: with the photos of this job, and
    those of the repair that are of no job."""

    photos: list[Photo]


class JobList(Wire, frozen=True):
    """The technician's open jobs and what he finished today, by the next moment."""

    jobs: list[JobDetail]


class TimelineEntry(Wire, frozen=True):
    """One thing that happened, from the journal."""

    seq: int
    at: datetime
    event: str
    actor_name: str | None
    detail: dict[str, Any]


class RequestDetail(RequestRow, frozen=True):
    """The whole case file. Its photos stand here once, and not with each job."""

    phone: str
    email: str | None
    reporter: Reporter | None
    """Who reported for the tenant."""
    access_notes: str
    about_fault: AboutFault
    about_home: AboutHome
    preferred_moments: list[str]
    language: str
    trade: str
    """That the fault needs: VERA's ONDERHOUDSPECIALISME."""
    guide: str | None
    """Where the steps stand that the tenant can do herself, for a fault that has them."""
    photos: list[Photo]
    jobs: list[JobFacts]
    orders: list[WorkOrderFacts]
    """To whom it was offered, oldest first; a contractor reads its own."""
    timeline: list[TimelineEntry]
    questions: list[AskedQuestion]
    """What the tenant was asked, oldest first."""
    can: list[DeskMove]
    """What the corporation may decide about it now."""
    parcels: list[ParcelFacts]
    """Parts that the tenant asked for, oldest first."""
    move_out: MoveOutFacts | None
    """Of a home that is handed over; a contractor reads none."""
    damp: DampFacts | None
    """The steps of damp and mould; none of another repair, and none for a contractor."""


class ReviewJob(Wire, frozen=True):
    """What the reviewer wants to know of the job beside the photo."""

    id: UUID
    request_id: UUID
    number: str
    title: str
    technician_name: str
    address: str
    minutes_promised: int | None
    minutes_in_home: int | None
    arrived_at: datetime | None
    left_at: datetime | None


class ReviewItem(Wire, frozen=True):
    """A photo to judge, with the one it should be compared with, and those it seems to repeat."""

    photo: Photo
    before: Photo | None
    resembles: list[EarlierPhoto]
    slot: Slot | None
    position: Position | None
    tags: list[str]
    job: ReviewJob


class OnPhone(Wire, frozen=True):
    """Photos that were counted at the door and have not arrived."""

    technician_name: str
    count: int


class LaneCounts(Wire, frozen=True):
    """All that wait, and those that wait longer than ten minutes while the van is still there."""

    waiting: int
    late: int


class NamedChoice(Wire, frozen=True):
    """Something to filter by."""

    key: str
    name: str


class LaneChoices(Wire, frozen=True):
    """What the lane can be filtered by."""

    technicians: list[NamedChoice]
    slots: list[NamedChoice]
    tags: list[str]


class ReviewLane(Wire, frozen=True):
    """A page of what is to be judged: first where the van is still in the street, oldest first."""

    items: list[ReviewItem]
    next_cursor: str | None
    counts: LaneCounts
    choices: LaneChoices
    on_phones: list[OnPhone]


class Step(Wire, frozen=True):
    """One step of the repair, as the tenant sees it."""

    key: Literal["reported", "seen", "previsit", "visit", "closed"]
    state: Literal["done", "now", "todo"]
    at: datetime | None
    who: str | None
    until: datetime | None = None
    """Of a visit that is planned: the end of its block."""


StepKey = Literal[
    "reported",
    "to_judge",
    "asked",
    "self_help",
    "solved_by_tenant",
    "postponed",
    "reopened",
    "done",
    "not_ours",
    "duplicate",
    "known_cause",
    "offered",
    "accepted",
    "seeking",
    "given",
    "visit_planned",
    "moment_asked",
    "previsit_missed",
    "previsit_planned",
    "previsit_open",
    "prepared",
    "on_the_way",
    "at_door",
    "called_off",
    "no_access",
    "not_shown",
    "interrupted",
    "temporary",
    "follow_on",
    "move_out_asked",
    "move_out_given",
    "move_out_visit",
    "move_out_report",
    "move_out_inspected",
    "move_out_agreed",
    "move_out_disputed",
    "move_out_checked",
    "move_out_closed",
    "technician_inside",
    "in_review",
    "closed",
    "cancelled",
]


class NextStep(Wire, frozen=True):
    """What happens now, when, by whom and how long."""

    key: StepKey
    at: datetime | None
    who: str | None
    minutes: int | None
    until: datetime | None = None
    """Of a visit that is planned: the end of its block."""


class CasePrevisit(Wire, frozen=True):
    """The video call, as the tenant sees it."""

    id: UUID
    state: PrevisitState
    planned_at: datetime
    technician_name: str
    photos_wanted: int
    absent: Side | None
    """Who did not come, of a call that was missed."""
    missed_so_often: bool
    """She is not asked again: somebody comes without a call."""


class WantedPhotoFacts(Wire, frozen=True):
    """A photo that is asked for, and how far it is.

    `slot` explains the spot, with an example; `minimum` of it are asked for, `maximum` may come.
    """

    id: UUID
    words: str
    slot: Slot | None
    minimum: int
    maximum: int
    count: int
    state: Literal["wanted", "coming", "here", "skipped"]
    photo_id: UUID | None
    thumbnail_url: str | None
    screen_url: str | None


class PhotoSuggestion(Wire, frozen=True):
    """What the technician may want to ask for, in his own language."""

    words: str
    slot: str


class Ladder(Wire, frozen=True):
    """How the two look together now, who came when, and what is asked for."""

    rung: Rung
    rung_since: datetime | None
    state: PrevisitState
    planned_at: datetime
    opened_at: datetime | None
    tenant_joined_at: datetime | None
    technician_name: str
    phone: str
    photos: list[WantedPhotoFacts]
    suggestions: list[PhotoSuggestion]


TenantMove = Literal[
    "answer",
    "try",
    "solved",
    "not_solved",
    "confirm",
    "reopen",
    "dispute",
    "dispute_payer",
    "choose_moment",
    "move_moment",
    "call_off_visit",
    "choose_visit",
    "move_visit",
    "phone_about_moment",
    "phone_about_visit",
    "cancel",
]


class Refusal(Wire, frozen=True):
    """Why it is not ours to repair."""

    because: str
    explanation: str
    group: str


class VisitAhead(Wire, frozen=True):
    """Who comes, for the text that she agrees to; and what she agreed to."""

    technician_name: str
    firm: str
    minutes_promised: int | None
    may_wait: bool
    """Whether it can be put off because somebody at home is ill."""
    is_careful: bool
    """More care than usual is taken."""
    agreed: ProtocolFacts | None


class Case(Wire, frozen=True):
    """The tenant's page: always the next step and its date."""

    id: UUID
    number: str
    state: RequestState
    title: str
    description: str
    reported_at: datetime
    organisation: OrganisationFacts
    tenant_name: str
    dwelling: DwellingFacts
    steps: list[Step]
    next: NextStep
    guide: str | None
    """Where she finds what she may do herself. None once somebody was inside or it is over."""
    cancelled_because: str | None
    """In the words of whoever did."""
    previsit: CasePrevisit | None
    photos: list[Photo]
    minutes_in_home: int | None
    fault: str
    known_cause: str = ""
    """What the desk told the whole street."""
    is_cancelled_by_tenant: bool = False
    question: OpenQuestion | None = None
    refusal: Refusal | None = None
    postponed_because: str | None = None
    can: list[TenantMove] = field(default_factory=list[TenantMove])
    """What she may do about it now."""
    parcel: OwnParcel | None = None
    """The newest part that she asked for."""
    part_offers: list[PartOffer] = field(default_factory=list[PartOffer])
    """Parts that she may ask for now."""
    appointment: AppointmentFacts | None = None
    """The visit that is planned."""
    visit_ahead: VisitAhead | None = None
    """Until somebody has been inside."""
    interrupted_because: str = ""
    """Why the last visit ended too soon: a code."""
    move_out: MoveOutFacts | None = None
    """What is agreed about her home, which she hands over."""
    damp: CaseDamp | None = None
    """How far we are with damp or mould; none of another repair."""
