"""Whose job is it?"""

from datetime import datetime, timedelta
from uuid import UUID

from server.actors import Actor, Coordinator, Technician, Tenant
from server.contractors.access import has_accepted
from server.database import change, one
from server.errors import NotFound
from server.jobs.errors import JobIsClosed
from server.jobs.tables import Job, JobState


async def job_itself(job_id: UUID) -> Job:
    """The job for the server itself, whoever asks."""
    job = await one(Job, "id = {}", job_id)
    if job is None:
        raise NotFound
    return job


async def lock_job_itself(job_id: UUID) -> Job:
    """The same, locked until the transaction ends."""
    await change("UPDATE job SET state = state WHERE id = {}", job_id)
    return await job_itself(job_id)


async def job_to_see(actor: Actor, job_id: UUID) -> Job:
    """The job when this actor may see it, else 404."""
    return await _if_visible(actor, await job_itself(job_id))


async def lock_job(actor: Actor, job_id: UUID) -> Job:
    """The job, locked until the transaction ends: what is sent twice at once comes one by one."""
    return await _if_visible(actor, await lock_job_itself(job_id))


async def job_to_work_on(actor: Actor, job_id: UUID) -> Job:
    """The same; refused when it is done or cancelled."""
    job = await lock_job(actor, job_id)
    if job.state in (JobState.DONE, JobState.CANCELLED):
        raise JobIsClosed(job=str(job.id))
    return job


async def job_as_of(
    actor: Actor, job_id: UUID, moment: datetime, clock_is_ahead: timedelta = timedelta()
) -> Job:
    """The same for what happened at this moment, by a clock so far ahead of ours: refused when the
    job was over by then. What happened before is told whenever a phone has a network again."""
    job = await lock_job(actor, job_id)
    # Our own time is moved to that clock: any moment that it can name may be compared.
    if job.closed_at and moment > job.closed_at + clock_is_ahead:
        raise JobIsClosed(job=str(job.id))
    return job


def jobs_of(actor: Coordinator) -> str:
    """Condition on `job j`, with one place for the actor's organisation."""
    return "j.contractor = {}" if actor.is_contractor else "j.organisation = {}"


async def _if_visible(actor: Actor, job: Job) -> Job:
    if not await _is_visible(actor, job):
        raise NotFound
    return job


async def _is_visible(actor: Actor, job: Job) -> bool:
    match actor:
        case Coordinator(is_contractor=True):
            is_theirs = job.contractor == actor.organisation_id
            return is_theirs and await has_accepted(actor.organisation_id, job.request)
        case Coordinator():
            return job.organisation == actor.organisation_id
        case Technician():
            return job.assigned_to == actor.person_id
        case Tenant():
            return job.request == actor.request_id
