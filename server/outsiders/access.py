"""Which job was this outsider let in to, and what for?"""

from uuid import UUID

from server.actors import Coordinator, Outsider
from server.database import one
from server.errors import NotFound
from server.jobs.access import job_itself, lock_job_itself
from server.jobs.errors import JobIsClosed
from server.jobs.tables import OVER, Job
from server.outsiders.tables import May, OutsiderLink


async def link_of(actor: Coordinator, job: Job, link_id: UUID) -> OutsiderLink:
    """A link into this job; one into another is not there."""
    found = await one(OutsiderLink, "id = {} AND job = {}", link_id, job.id)
    if found is None or job.organisation != actor.organisation_id:
        raise NotFound
    return found


async def job_of(outsider: Outsider) -> Job:
    """The one job."""
    return await job_itself(outsider.job_id)


async def job_to_look_at(outsider: Outsider) -> Job:
    """The same, for whoever may view."""
    if outsider.may != May.VIEW:
        raise NotFound
    return await job_of(outsider)


async def job_to_add_to(outsider: Outsider) -> Job:
    """The same, locked, for whoever may add; refused when it is over."""
    if outsider.may != May.ADD:
        raise NotFound
    job = await lock_job_itself(outsider.job_id)
    if job.state in OVER:
        raise JobIsClosed(job=str(job.id))
    return job
