"""The tenant's page: what happens now, when, by whom and how long; what was done before."""

from datetime import datetime
from typing import Literal

from server.accounts.schemas import OrganisationFacts
from server.accounts.tables import Organisation
from server.actors import Tenant
from server.case_files.job_details import jobs_of_request
from server.case_files.schemas import (
    Case,
    CasePrevisit,
    DwellingFacts,
    JobFacts,
    NextStep,
    Step,
    TimelineEntry,
)
from server.case_files.whole_file import timeline
from server.dwellings.tables import Dwelling
from server.errors import NotFound
from server.evidence.reading import photos_for_tenant
from server.jobs.tables import JobState
from server.previsits.ladder import answered, wanted_photos
from server.previsits.tables import PrevisitState
from server.repair_requests.faults import title_of
from server.repair_requests.tables import RepairRequest, RequestState
from storage.objects import ObjectStore


async def case_for(actor: Tenant, language: str, objects: ObjectStore) -> Case:
    """The one case this tenant follows."""
    request = await RepairRequest.objects().get(RepairRequest.id == actor.request_id)
    dwelling = request and await Dwelling.objects().get(Dwelling.id == request.dwelling)
    organisation = request and await Organisation.objects().get(
        Organisation.id == request.organisation
    )
    if request is None or dwelling is None or organisation is None:
        raise NotFound
    jobs = await jobs_of_request(request.id, language, objects)
    job = jobs[-1] if jobs else None
    happened = await timeline(request.id)
    return Case(
        id=request.id,
        number=request.number,
        state=RequestState(request.state),
        title=title_of(request.fault, request.room, language),
        description=request.description,
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
        next=_next_step(request, job),
        cancelled_because=_cancelled_because(happened),
        previsit=await _previsit(job),
        photos=await photos_for_tenant(request.id, objects),
        minutes_in_home=job.minutes_in_home if job else None,
    )


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
    return CasePrevisit(call.id, call.state, call.planned_at, job.technician.name, len(wanted))


def _next_step(request: RepairRequest, job: JobFacts | None) -> NextStep:
    if request.state in (RequestState.CLOSED, RequestState.CANCELLED):
        key = "closed" if request.state == RequestState.CLOSED else "cancelled"
        minutes = job.minutes_in_home if job else None
        return NextStep(key, request.closed_at, None, minutes)
    if job is None:
        return NextStep("reported", None, None, None)
    who, call = job.technician.name, job.previsit
    if job.state == JobState.IN_PROGRESS:
        arrived_at = job.visit.arrived_at if job.visit else None
        return NextStep("technician_inside", arrived_at, who, job.minutes_promised)
    if job.state in (JobState.IN_REVIEW, JobState.SENT_BACK):
        return NextStep("in_review", None, None, job.minutes_in_home)
    if call and call.state == PrevisitState.OPEN:
        return NextStep("previsit_open", call.planned_at, who, None)
    if call and call.state == PrevisitState.PLANNED:
        return NextStep("previsit_planned", call.planned_at, who, None)
    if job.state == JobState.PREPARED:
        return NextStep("prepared", job.planned_visit_at, who, job.minutes_promised)
    return NextStep("given", job.planned_visit_at, who, None)


Key = Literal["reported", "seen", "previsit", "visit", "closed"]

_REACHED: dict[Key, set[str]] = {
    "seen": {"job.given"},
    "previsit": {"previsit.ended", "previsit.outcome_noted"},
    "visit": {"visit.left"},
    "closed": {"request.closed", "request.cancelled"},
}


def _cancelled_because(happened: list[TimelineEntry]) -> str | None:
    return next(
        (str(entry.detail["reason"]) for entry in happened if entry.event == "request.cancelled"),
        None,
    )


def _steps(
    request: RepairRequest, job: JobFacts | None, happened: list[TimelineEntry]
) -> list[Step]:
    """The road of the repair; what has been passed stands with its moment and who did it."""
    steps = [Step("reported", "done", request.reported_at, request.tenant_name)]
    for key, events in _REACHED.items():
        entry = next((entry for entry in happened if entry.event in events), None)
        if entry:
            steps.append(Step(key, "done", entry.at, entry.actor_name))
        elif _belongs(key, job):
            steps.append(Step(key, "todo", *_expected(key, job)))
    first = next((index for index, step in enumerate(steps) if step.state == "todo"), None)
    if first is not None:
        waiting = steps[first]
        steps[first] = Step(waiting.key, "now", waiting.at, waiting.who)
    return steps


def _belongs(key: Key, job: JobFacts | None) -> bool:
    """No empty promise: a video call is a step once it is planned, and not after it was skipped."""
    if key != "previsit":
        return True
    if job is None or job.previsit is None:
        return False
    return job.visit is None and job.previsit.state in (PrevisitState.PLANNED, PrevisitState.OPEN)


def _expected(key: Key, job: JobFacts | None) -> tuple[datetime | None, str | None]:
    if job is None:
        return None, None
    if key == "previsit" and job.previsit:
        return job.previsit.planned_at, job.technician.name
    if key == "visit":
        return job.planned_visit_at, job.technician.name
    return None, None
