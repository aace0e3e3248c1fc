"""The tenant's page: what happens now, when, by whom and how long; what was done before. And what
of it is for who helps her."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any, Literal
from uuid import UUID

import msgspec

from server.accounts.schemas import OrganisationFacts
from server.accounts.tables import Organisation
from server.actors import CaseVisitor, Tenant
from server.appointments.keeping import last_of
from server.appointments.tables import Because
from server.case_files.job_details import jobs_of_request
from server.case_files.schemas import (
    Case,
    CasePrevisit,
    DwellingFacts,
    JobFacts,
    NextStep,
    Refusal,
    Step,
    StepKey,
    TenantMove,
    TimelineEntry,
    VisitAhead,
)
from server.case_files.who_is_asked import firm_asked, outsider_asked
from server.case_files.whole_file import timeline
from server.damp.reading import damp_of_case
from server.database import select
from server.dwellings.tables import Dwelling
from server.errors import NotFound
from server.evidence.reading import photos_for_helper, photos_for_tenant
from server.guides.guide import address_for
from server.incidents.service import known_cause
from server.jobs.service import BEEN_INSIDE
from server.jobs.tables import JobState
from server.moments.choosing import standing_of as standing_of_call
from server.move_outs.reading import move_out_of
from server.move_outs.tables import MoveOutState
from server.parcels.reading import own_parcels
from server.parcels.schemas import OwnParcel
from server.parcels.tables import ParcelState
from server.planning.choosing import standing_of as standing_of_visit
from server.previsits.ladder import answered, wanted_photos
from server.previsits.tables import PrevisitState
from server.repair_requests.faults import FAULTS, MOVE_OUT, title_of
from server.repair_requests.finishing import is_too_late_to_reopen
from server.repair_requests.moving import OPEN, OVER
from server.repair_requests.self_help import may_be_tried
from server.repair_requests.tables import RepairRequest, RequestState
from server.triage.asking import open_question
from server.visit_protocol.agreeing import is_ahead, may_wait
from server.visits.tables import VisitOutcome
from storage.objects import ObjectStore


async def case_for(actor: CaseVisitor, language: str, objects: ObjectStore) -> Case:
    """The one case this tenant follows. Who helps her gets what comes next and her own photos: not
    the tenant's words, nor what was asked of her or why it was called off."""
    # Whatever photos are asked for count as shown.
    if not isinstance(actor, Tenant):
        case = (await _read(actor.request_id, language, objects)).case
        return msgspec.structs.replace(case, photos=await photos_for_helper(actor, objects))
    case = await case_in_words(actor.request_id, language, objects)
    return msgspec.structs.replace(case, photos=await photos_for_tenant(case.id, objects))


async def case_in_words(request_id: UUID, language: str, objects: ObjectStore) -> Case:
    """All of a tenant's case but her photos."""
    read = await _read(request_id, language, objects)
    request, happened = read.request, read.happened
    parcels = await own_parcels(request, language)
    return msgspec.structs.replace(
        read.case,
        description=request.description,
        cancelled_because=_told(happened, "request.cancelled", "reason"),
        is_cancelled_by_tenant=await _is_cancelled_by_tenant(request),
        question=await open_question(request.id),
        refusal=_refusal(happened) if request.state == RequestState.NOT_OURS else None,
        postponed_because=_told(happened, "request.postponed", "because"),
        can=[
            *await _about_moments(request, read.job),
            *_can(request, read.job, parcels.parcel, read.case.known_cause),
        ],
        previsit=await _previsit(read.job),
        parcel=parcels.parcel,
        part_offers=parcels.offers if read.case.guide else [],
        appointment=read.job.appointment if read.job else None,
        visit_ahead=_visit_ahead(read),
        interrupted_because=_interrupted_because(read.job),
        move_out=read.job.move_out if read.job else await move_out_of(request_id, language),
        damp=await damp_of_case(request),
    )


class _Read(msgspec.Struct, frozen=True):
    """What everybody may read of a case who comes by a link, and what the rest is made of."""

    case: Case
    request: RepairRequest
    job: JobFacts | None
    happened: list[TimelineEntry]


def _that_counts(request: RepairRequest, jobs: Sequence[JobFacts]) -> JobFacts | None:
    """The last one; what was taken back from somebody is the tenant's no more."""
    called_off = () if request.state == RequestState.CANCELLED else (JobState.CANCELLED,)
    return next((job for job in reversed(jobs) if job.state not in called_off), None)


async def _read(request_id: UUID, language: str, objects: ObjectStore) -> _Read:
    request = await RepairRequest.objects().get(RepairRequest.id == request_id)
    dwelling = request and await Dwelling.objects().get(Dwelling.id == request.dwelling)
    organisation = request and await Organisation.objects().get(
        Organisation.id == request.organisation
    )
    if request is None or dwelling is None or organisation is None:
        raise NotFound
    jobs = await jobs_of_request(request.id, language, objects)
    job = _that_counts(request, jobs)
    happened = await timeline(request.id)
    cause = await known_cause(request.id)
    case = Case(
        id=request.id,
        number=request.number,
        state=RequestState(request.state),
        title=title_of(request.fault, request.room, language),
        description="",
        reported_at=request.reported_at,
        organisation=OrganisationFacts(organisation.id, organisation.name, organisation.phone),
        tenant_name=request.tenant_name,
        dwelling=DwellingFacts(
            dwelling.id,
            dwelling.street,
            dwelling.house_number,
            dwelling.postcode,
            dwelling.town,
            dwelling.neighbourhood,
        ),
        steps=_steps(request, job, happened),
        next=await _next_step(request, job, cause),
        guide=None if cause else _guide(request, job),
        cancelled_because=None,
        previsit=None,
        photos=[],
        minutes_in_home=job.minutes_in_home if job else None,
        fault=request.fault,
        known_cause=cause,
    )
    return _Read(case, request, job, happened)


async def _previsit(job: JobFacts | None) -> CasePrevisit | None:
    if job is None or job.previsit is None:
        return None
    call = job.previsit
    made = await answered(job.request_id)
    wanted = [
        each
        for each in await wanted_photos(call.id)
        if not each.skipped_at and str(each.id) not in made
    ]
    return CasePrevisit(
        call.id,
        call.state,
        call.planned_at,
        job.technician.name,
        len(wanted),
        call.absent,
        call.missed_so_often,
    )


def _visit_ahead(read: _Read) -> VisitAhead | None:
    job = read.job
    if job is None or not is_ahead(job.state):
        return None
    return VisitAhead(
        job.technician.name,
        job.contractor or read.case.organisation.name,
        job.minutes_promised,
        may_wait(read.request.priority),
        job.level is not None,
        job.agreed,
    )


def _guide(request: RepairRequest, job: JobFacts | None) -> str | None:
    """Until it is over, or somebody has been inside."""
    has_begun = job is not None and job.state in BEEN_INSIDE
    is_hers = RequestState(request.state) in OPEN and not has_begun
    return address_for(request.fault) if is_hers else None


_NOBODY_CAME_TO = ("given", "prepared", "interrupted", "no_access", "called_off")
"""Nothing is planned: why not, is news as long as nothing else is."""


async def _next_step(request: RepairRequest, job: JobFacts | None, cause: str) -> NextStep:
    """Who was asked comes before that a technician has it, and after everything he agreed on."""
    if request.fault == MOVE_OUT and (handing_over := await _step_of_move_out(request, job)):
        return handing_over
    step = _step_by_itself(request, job)
    if cause and request.state == RequestState.REPORTED:
        return NextStep("known_cause", None, None, None)
    if job and step.key in _NOBODY_CAME_TO:
        last = await last_of(request.id)
        is_news = last and (step.at is None or step.at < last.begins_at)
        if last and is_news and last.because == Because.NOT_SHOWN:
            who = job.technician.name
            return NextStep("not_shown", last.begins_at, who, None, last.ends_at)
    if step.key not in ("reported", "given"):
        return step
    asked = await (outsider_asked(job.id) if step.key == "given" and job else firm_asked(request))
    return NextStep(asked.key, None, asked.who, None) if asked else step


async def _step_of_move_out(request: RepairRequest, job: JobFacts | None) -> NextStep | None:
    """None of a repair, and where she stays after all."""
    found = job.move_out if job else await move_out_of(request.id, "nl")
    if found is None or request.state == RequestState.CANCELLED:
        return None
    if found.state == MoveOutState.CLOSED:
        return NextStep("move_out_closed", found.closed_at, None, None)
    is_open = job is not None and job.state not in (JobState.DONE, JobState.CANCELLED)
    if job is None or not is_open or found.state in (MoveOutState.INSPECTED, MoveOutState.CHECKED):
        return NextStep(_STEP_OF[found.state], None, None, None)
    step = _next_of_job(job)
    if step.key == "prepared" and step.at is None:
        return NextStep("move_out_given", None, step.who, None)
    return msgspec.structs.replace(step, key=_OF_INSPECTION.get(step.key, step.key))


_OF_INSPECTION: dict[StepKey, StepKey] = {
    "given": "move_out_given",
    "visit_planned": "move_out_visit",
    "prepared": "move_out_visit",
    "in_review": "move_out_report",
}
"""What is said of a job that repairs nothing."""

_STEP_OF: dict[MoveOutState, StepKey] = {
    MoveOutState.ASKED: "move_out_asked",
    MoveOutState.PLANNED: "move_out_asked",
    MoveOutState.INSPECTED: "move_out_inspected",
    MoveOutState.AGREED: "move_out_agreed",
    MoveOutState.DISPUTED: "move_out_disputed",
    MoveOutState.CHECKED: "move_out_checked",
}


def _step_by_itself(request: RepairRequest, job: JobFacts | None) -> NextStep:
    state = RequestState(request.state)
    if state == RequestState.UNDERWAY:
        return _next_of_job(job) if job else NextStep("reported", None, None, None)
    if state in OVER:
        return NextStep(state.value, request.closed_at, None, job and job.minutes_in_home)
    return NextStep(state.value, request.postponed_until, None, None)


def _next_of_approach(job: JobFacts) -> NextStep | None:
    """Somebody is coming now: nothing else is news."""
    who, coming = job.technician.name, job.approach
    if coming is None or job.state == JobState.IN_PROGRESS:
        return None
    if coming.called_off_at:
        return NextStep("called_off", None, who, None)
    if coming.at_door_at:
        return NextStep("at_door", coming.at_door_at, who, None)
    return NextStep("on_the_way", coming.expected_at, who, None)


def _interrupted_because(job: JobFacts | None) -> str:
    """Of the last visit, unless nobody opened since."""
    if job is None or job.state != JobState.INTERRUPTED or job.visit is None:
        return ""
    last = job.no_access[-1] if job.no_access else None
    left_at = job.visit.left_at
    is_older = last is not None and left_at is not None and last.gave_up_at > left_at
    return "" if is_older else job.visit.reason or ""


def _next_of_interrupted(job: JobFacts) -> NextStep:
    """It waits for somebody to come again."""
    who = job.technician.name
    planned, last = job.appointment, job.no_access[-1] if job.no_access else None
    if planned:
        at, until = planned.begins_at, planned.ends_at
        return NextStep("prepared", at, who, job.minutes_promised, until)
    left_at = job.visit.left_at if job.visit else None
    if _interrupted_because(job):
        return NextStep("interrupted", left_at, who, None)
    if last:
        return NextStep("no_access", last.at_door_at, who, None)
    return NextStep("called_off", None, who, None)


def _next_of_job(job: JobFacts) -> NextStep:
    coming = _next_of_approach(job)
    if coming:
        return coming
    if job.state == JobState.INTERRUPTED:
        return _next_of_interrupted(job)
    return _next_before_visit(job) if is_ahead(job.state) else _next_of_work(job)


def _next_of_work(job: JobFacts) -> NextStep:
    if job.state == JobState.IN_PROGRESS:
        arrived_at = job.visit.arrived_at if job.visit else None
        return NextStep("technician_inside", arrived_at, job.technician.name, job.minutes_promised)
    if job.state == JobState.DONE:
        return NextStep("follow_on", None, None, None)
    if job.visit and job.visit.outcome == VisitOutcome.TEMPORARY:
        return NextStep("temporary", None, None, job.minutes_in_home)
    return NextStep("in_review", None, None, job.minutes_in_home)


def _next_before_visit(job: JobFacts) -> NextStep:
    who, call = job.technician.name, job.previsit
    if call and call.state == PrevisitState.OPEN:
        return NextStep("previsit_open", call.planned_at, who, None)
    if call and call.state == PrevisitState.PLANNED:
        return NextStep("previsit_planned", call.planned_at, who, None)
    if call and call.state == PrevisitState.MISSED and job.state == JobState.GIVEN:
        return NextStep("previsit_missed", call.planned_at, who, None)
    if job.moment_asked:
        return NextStep("moment_asked", None, who, None)
    planned = job.appointment
    at, until = (planned.begins_at, planned.ends_at) if planned else (None, None)
    if job.state == JobState.PREPARED:
        return NextStep("prepared", at, who, job.minutes_promised, until)
    return NextStep("visit_planned" if planned else "given", at, who, None, until)


Key = Literal["reported", "seen", "previsit", "visit", "closed"]

_REACHED: dict[Key, set[str]] = {
    "seen": {"job.given"},
    "previsit": {"previsit.ended", "previsit.outcome_noted"},
    "visit": {"visit.left"},
    "closed": {
        *("request.done", "request.cause_solved", "request.solved"),
        *("request.not_ours", "request.cancelled"),
    },
}


def _last(happened: list[TimelineEntry], event: str) -> dict[str, Any] | None:
    return next((entry.detail for entry in reversed(happened) if entry.event == event), None)


def _told(happened: list[TimelineEntry], event: str, word: str) -> str | None:
    detail = _last(happened, event)
    return None if detail is None else str(detail.get(word, ""))


async def _is_cancelled_by_tenant(request: RepairRequest) -> bool:
    """Her own words need nobody to say in which language they are."""
    if request.state != RequestState.CANCELLED:
        return False
    by = await select(
        str,
        "SELECT actor_kind FROM journal WHERE request_id = {} AND event = 'request.cancelled'"
        " ORDER BY seq DESC LIMIT 1",
        request.id,
    )
    return by == ["tenant"]


def _refusal(happened: list[TimelineEntry]) -> Refusal | None:
    detail = _last(happened, "request.not_ours")
    if not detail:
        return None
    return Refusal(*(str(detail.get(word, "")) for word in ("because", "explanation", "group")))


_MAY: dict[RequestState, tuple[TenantMove, ...]] = {
    RequestState.ASKED: ("answer",),
    RequestState.SELF_HELP: ("solved", "not_solved"),
    RequestState.DONE: ("confirm", "reopen"),
    RequestState.SOLVED_BY_TENANT: ("confirm", "reopen"),
    RequestState.CLOSED: ("reopen",),
    RequestState.NOT_OURS: ("dispute",),
}


def _can(
    request: RepairRequest, job: JobFacts | None, parcel: OwnParcel | None, cause: str
) -> list[TenantMove]:
    state = RequestState(request.state)
    # How a home was handed over is not reported again as not solved.
    can: list[TenantMove] = [
        move
        for move in _MAY.get(state, ())
        if request.fault != MOVE_OUT or move not in ("confirm", "reopen")
    ]
    has_part = parcel is not None and parcel.state == ParcelState.RECEIVED
    if state == RequestState.REPORTED and has_part:  # her days were over, and nobody has it yet
        can.append("solved")
    if is_too_late_to_reopen(request.closed_at) and "reopen" in can:
        can.remove("reopen")
    # What the whole street has, nobody mends at home.
    if state == RequestState.REPORTED and may_be_tried(request.fault) and not cause:
        can.append("try")
    if state == RequestState.REPORTED and FAULTS[request.fault].may_cost_her:
        can.append("dispute_payer")
    if job and job.approach and not job.approach.called_off_at:
        can.append("call_off_visit")
    if state in OPEN and (job is None or job.state not in BEEN_INSIDE):
        can.append("cancel")
    return can


_OF_CALL: dict[str, TenantMove] = {
    "choose": "choose_moment",
    "move": "move_moment",
    **dict.fromkeys(("too_late", "moved_often"), "phone_about_moment"),
}
_OF_VISIT: dict[str, TenantMove] = {
    "choose": "choose_visit",
    "move": "move_visit",
    **dict.fromkeys(("too_late", "moved_often"), "phone_about_visit"),
}


async def _about_moments(request: RepairRequest, job: JobFacts | None) -> list[TenantMove]:
    """Of the call and of the visit: what she may choose or move now."""
    if job is None or job.state in BEEN_INSIDE or RequestState(request.state) not in OPEN:
        return []
    call = _OF_CALL.get(await standing_of_call(job.id))
    visit = _OF_VISIT.get(await standing_of_visit(job.id))
    return [move for move in (call, visit) if move]


def _steps(
    request: RepairRequest, job: JobFacts | None, happened: list[TimelineEntry]
) -> list[Step]:
    """The road of the repair; what has been passed stands with its moment and who did it."""
    steps = [Step("reported", "done", request.reported_at, request.tenant_name)]
    for key, events in _REACHED.items():
        entry = next((entry for entry in reversed(happened) if entry.event in events), None)
        # What was over may have been taken up again.
        if entry and (key != "closed" or request.state in OVER):
            steps.append(Step(key, "done", entry.at, entry.actor_name))
        elif request.state not in OVER and _belongs(key, job):
            steps.append(Step(key, "todo", *_expected(key, job)))
    first = next((index for index, step in enumerate(steps) if step.state == "todo"), None)
    if first is not None:
        waiting = steps[first]
        steps[first] = msgspec.structs.replace(waiting, state="now")
    return steps


def _belongs(key: Key, job: JobFacts | None) -> bool:
    """No empty promise: a video call is a step once it is planned, and not after it was skipped."""
    if key != "previsit":
        return True
    if job is None or job.previsit is None:
        return False
    return job.visit is None and job.previsit.state in (PrevisitState.PLANNED, PrevisitState.OPEN)


_NOT_KNOWN = (None, None, None)


def _expected(
    key: Key, job: JobFacts | None
) -> tuple[datetime | None, str | None, datetime | None]:
    """From when, by whom, until when."""
    if job is None:
        return _NOT_KNOWN
    if key == "previsit" and job.previsit:
        return job.previsit.planned_at, job.technician.name, None
    if key == "visit":
        planned = job.appointment
        block = (planned.begins_at, planned.ends_at) if planned else (None, None)
        return block[0], job.technician.name, block[1]
    return _NOT_KNOWN
