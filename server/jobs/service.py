"""Giving a repair to a technician, finishing it, or calling it off."""

from uuid import UUID

from server.accounts.tables import Person, Role
from server.actors import Actor, Coordinator, Tenant
from server.appointments import keeping
from server.appointments.tables import Because
from server.clock import now
from server.contractors.access import request_to_give
from server.contractors.service import withdraw_unanswered
from server.database import few, transaction
from server.errors import NotAllowed, NotFound
from server.jobs.access import job_to_work_on
from server.jobs.errors import SomebodyIsInside, TechnicianUnknown
from server.jobs.schemas import NewJob
from server.jobs.tables import Job, JobState
from server.journal.service import About, append
from server.repair_requests import moving
from server.repair_requests.access import request_to_plan
from server.repair_requests.errors import AlreadyGiven, RequestIsClosed, SomebodyIsComing
from server.repair_requests.moving import MOVES, OVER
from server.repair_requests.tables import RepairRequest, RequestState


async def give_job(actor: Coordinator, request_id: UUID, given: NewJob) -> Job:
    """Give the repair to a technician. Giving the same job twice gives the same job."""
    async with transaction():
        request = await request_to_give(actor, request_id)
        earlier = await Job.objects().get(Job.id == given.id)
        if earlier and earlier.request != request_id:
            raise NotFound  # knowing an id must not open somebody else's job
        if earlier:
            return earlier
        if request.state in OVER:
            raise RequestIsClosed(number=request.number)
        if await _is_given(actor, request):
            raise AlreadyGiven(number=request.number)
        technician = await _technician(actor, given.technician_id)
        job = Job(
            id=given.id,
            organisation=request.organisation,
            contractor=actor.organisation_id if actor.is_contractor else None,
            request=request_id,
            assigned_to=technician.id,
            note=given.note.strip(),
            given_at=now(),
        )
        await Job.insert(job)
        if request.state != RequestState.UNDERWAY:
            await moving.put(request, "given")
        await append("job.given", about(job), actor, {"technician": technician.name})
    return job


async def pass_on(actor: Coordinator, job_id: UUID, technician_id: UUID) -> UUID:
    """Somebody else does it from now on: who had it is ill, or works here no more. Who had it. What
    was done stays in that name. Twice changes nothing."""
    async with transaction():
        job = await job_to_work_on(actor, job_id)
        if (job.contractor is not None) != actor.is_contractor:
            raise NotAllowed("Whoever has the work passes it on.")
        technician = await _technician(actor, technician_id)
        before = job.assigned_to
        if before == technician.id:
            return before
        if job.state == JobState.IN_PROGRESS and not await _has_left(before):
            raise SomebodyIsInside(job=str(job_id))
        await Job.update({Job.assigned_to: technician.id}).where(Job.id == job.id)
        await append("job.passed_on", about(job), actor, {"to": technician.name})
    return before


async def take_back(actor: Coordinator, job: Job) -> None:
    """Nobody of ours comes for it: the repair, which the caller locked with the job, may be given
    to somebody else. Only before anybody looked at it or agreed on a time."""
    await Job.update({Job.state: JobState.CANCELLED, Job.closed_at: now()}).where(Job.id == job.id)
    await moving.put(await moving.lock(job.request), "given_back")
    await append("job.taken_back", about(job), actor)


async def _has_left(person_id: UUID) -> bool:
    """Nothing comes from that phone any more, not even that somebody left the home."""
    return await Person.exists().where(
        (Person.id == person_id) & Person.deactivated_at.is_not_null()
    )


async def _is_given(actor: Coordinator, request: RepairRequest) -> bool:
    """What a contractor accepted is under way for the corporation, and new for the contractor."""
    if not actor.is_contractor:
        return request.state == RequestState.UNDERWAY
    return await Job.exists().where(
        (Job.request == request.id) & (Job.contractor == actor.organisation_id)
    )


async def _technician(actor: Coordinator, person_id: UUID) -> Person:
    person = await Person.objects().get(
        (Person.id == person_id)
        & (Person.organisation == actor.organisation_id)
        & (Person.role == Role.TECHNICIAN)
        & Person.deactivated_at.is_null()
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
    """The work is done and proven: close the job, and the repair with its last one."""
    await Job.update({Job.state: JobState.DONE, Job.closed_at: now()}).where(Job.id == job.id)
    await keeping.call_off(job.id, Because.JOB_OVER, actor)
    await append("job.done", about(job), actor, {"minutesInHome": minutes_in_home})
    await finish_repair(job, actor, minutes_in_home)


async def finish_repair(job: Job, actor: Actor | None, minutes_in_home: int | None = None) -> None:
    """The repair is done when none of its jobs is open, and nobody proposed to come again. A home
    that is handed over is done when the desk says so."""
    request = await moving.lock(job.request)
    if request.state not in MOVES["done"].sources or await _is_anything_open(job.request):
        return
    told = {} if minutes_in_home is None else {"minutesInHome": minutes_in_home}
    await moving.move(request, "done", actor, told)


async def _is_anything_open(request_id: UUID) -> bool:
    # Follow-ons and move-outs are features of their own, which stand on this one.
    return bool(
        await few(
            lambda found: found,
            "SELECT id FROM job WHERE request = {} AND state NOT IN ('done', 'cancelled')"
            " UNION SELECT f.id FROM follow_on f JOIN job j ON j.id = f.job"
            " WHERE j.request = {} AND f.state = 'proposed'"
            " UNION SELECT id FROM move_out WHERE id = {} AND state <> 'closed'",
            *(request_id, request_id, request_id),
        )
    )


async def give_again(
    actor: Coordinator, after: Job, job_id: UUID, technician_id: UUID, note: str
) -> None:
    """One more job on a repair that somebody has been at. The same id twice is refused: it is
    somebody's job already."""
    request = await moving.lock(after.request)
    if request.state in OVER:
        raise RequestIsClosed(number=request.number)
    if await Job.exists().where(Job.id == job_id):
        raise AlreadyGiven(number=request.number)
    technician = await _technician(actor, technician_id)
    job = Job(
        id=job_id,
        organisation=after.organisation,
        contractor=after.contractor,
        request=after.request,
        assigned_to=technician.id,
        note=note.strip(),
        given_at=now(),
    )
    await Job.insert(job)
    if request.state != RequestState.UNDERWAY:
        await moving.put(request, "given")
    await append("job.given", about(job), actor, {"technician": technician.name})


async def cancel_repair(actor: Coordinator, request_id: UUID, reason: str) -> None:
    """Stop here, with every open job of it; the tenant reads why. Twice changes nothing."""
    async with transaction():
        await _cancel(await request_to_plan(actor, request_id), actor, reason)


async def cancel_as_tenant(tenant: Tenant, reason: str) -> None:
    """She needs nobody any more. Not once somebody has been inside: then she phones."""
    async with transaction():
        request = await moving.lock(tenant.request_id)
        if await Job.exists().where((Job.request == request.id) & Job.state.is_in(BEEN_INSIDE)):
            raise SomebodyIsComing
        await _cancel(request, tenant, reason)


BEEN_INSIDE = [JobState.IN_PROGRESS, JobState.IN_REVIEW, JobState.SENT_BACK]
"""The work has begun: no page calls it off any more."""


async def _cancel(request: RepairRequest, actor: Coordinator | Tenant, reason: str) -> None:
    if request.state == RequestState.CANCELLED:
        return
    if request.state in OVER:
        raise RequestIsClosed(number=request.number)
    await Job.update({Job.state: JobState.CANCELLED, Job.closed_at: now()}).where(
        (Job.request == request.id) & (Job.state != JobState.DONE)
    )
    await keeping.call_off_all(request.id, actor)
    await withdraw_unanswered(actor, request)
    await moving.move(request, "cancelled", actor, {"reason": reason.strip()})
