"""Giving a repair to a technician, finishing it, or calling it off."""

from uuid import UUID

from server.accounts.tables import Person, Role
from server.actors import Actor, Coordinator
from server.clock import now
from server.database import transaction
from server.errors import NotFound
from server.jobs.errors import AlreadyGiven, TechnicianUnknown
from server.jobs.schemas import NewJob
from server.jobs.tables import Job, JobState
from server.journal.service import About, append
from server.repair_requests.access import request_to_plan
from server.repair_requests.errors import RequestIsClosed
from server.repair_requests.tables import RepairRequest, RequestState


async def give_job(actor: Coordinator, request_id: UUID, given: NewJob) -> Job:
    """Give the repair to a technician. Giving the same job twice gives the same job."""
    async with transaction():
        request = await request_to_plan(actor, request_id)
        earlier = await Job.objects().get(Job.id == given.id)
        if earlier and earlier.request != request_id:
            raise NotFound  # knowing an id must not open somebody else's job
        if earlier:
            return earlier
        if request.state in (RequestState.CLOSED, RequestState.CANCELLED):
            raise RequestIsClosed(number=request.number)
        if request.state == RequestState.UNDERWAY:
            raise AlreadyGiven(number=request.number)
        technician = await _technician(actor, given.technician_id)
        job = Job(
            id=given.id,
            organisation=actor.organisation_id,
            request=request_id,
            assigned_to=technician.id,
            note=given.note.strip(),
            given_at=now(),
        )
        await Job.insert(job)
        await RepairRequest.update({RepairRequest.state: RequestState.UNDERWAY}).where(
            RepairRequest.id == request_id
        )
        await append("job.given", about(job), actor, {"technician": technician.name})
    return job


async def _technician(actor: Coordinator, person_id: UUID) -> Person:
    person = await Person.objects().get(
        (Person.id == person_id)
        & (Person.organisation == actor.organisation_id)
        & (Person.role == Role.TECHNICIAN)
    )
    if person is None:
        raise TechnicianUnknown(
            errors=[{"pointer": "/technicianId", "detail": "No technician of ours has this id."}]
        )
    return person


def about(job: Job, subject_id: UUID | None = None) -> About:
    """What a journal entry about this job is about."""
    return About(job.organisation, job.request, job.id, subject_id or job.id)


async def move(job: Job, state: JobState) -> None:
    """The job is now in this state; the caller writes down why."""
    job.state = state
    await Job.update({Job.state: state}).where(Job.id == job.id)


async def finish(job: Job, actor: Actor | None, minutes_in_home: int) -> None:
    """The work is done and proven: close the job, and the repair with it."""
    await Job.update({Job.state: JobState.DONE, Job.closed_at: now()}).where(Job.id == job.id)
    await append("job.done", about(job), actor, {"minutesInHome": minutes_in_home})
    await RepairRequest.update(
        {RepairRequest.state: RequestState.CLOSED, RepairRequest.closed_at: now()}
    ).where(RepairRequest.id == job.request)
    await append(
        "request.closed", about(job, job.request), actor, {"minutesInHome": minutes_in_home}
    )


async def cancel_repair(actor: Coordinator, request_id: UUID, reason: str) -> None:
    """Stop here, with every open job of it; the tenant reads why. Twice changes nothing."""
    async with transaction():
        request = await request_to_plan(actor, request_id)
        if request.state == RequestState.CANCELLED:
            return
        if request.state == RequestState.CLOSED:
            raise RequestIsClosed(number=request.number)
        await Job.update({Job.state: JobState.CANCELLED, Job.closed_at: now()}).where(
            (Job.request == request_id) & (Job.state != JobState.DONE)
        )
        await RepairRequest.update(
            {RepairRequest.state: RequestState.CANCELLED, RepairRequest.closed_at: now()}
        ).where(RepairRequest.id == request_id)
        what = About(actor.organisation_id, request_id, subject_id=request_id)
        await append("request.cancelled", what, actor, {"reason": reason.strip()})
