"""Who may ask for extra work, and who decides it."""

from uuid import UUID

from server.actors import Coordinator, Staff
from server.database import one
from server.errors import NotAllowed, NotFound
from server.extra_work.errors import NoExtraWork
from server.extra_work.tables import ExtraWork
from server.jobs.access import lock_job
from server.jobs.tables import Job


async def job_to_ask_for(actor: Staff, job_id: UUID) -> Job:
    """A job that the contractor of whoever asks was given, locked until the transaction ends."""
    job = await lock_job(actor, job_id)
    if job.contractor is None or job.contractor != actor.organisation_id:
        raise NoExtraWork
    return job


async def to_decide(actor: Coordinator, extra_id: UUID) -> tuple[ExtraWork, Job]:
    """By the corporation. Both are locked until the transaction ends: the limit is of the whole
    job."""
    found = await one(ExtraWork, "id = {}", extra_id)
    if found is None:
        raise NotFound
    job = await lock_job(actor, found.job)
    if actor.is_contractor:
        raise NotAllowed("The corporation decides this.")
    extra = await one(ExtraWork, "id = {}", extra_id)
    if extra is None:
        raise NotFound
    return extra, job
