"""Which job was this outsider let in to, and what for?"""

from datetime import datetime
from uuid import UUID

from server.actors import Coordinator, Outsider
from server.database import one
from server.errors import NotFound
from server.jobs.access import job_itself, lock_job_itself
from server.jobs.errors import JobIsClosed
from server.jobs.tables import OVER, Job
from server.outsiders.errors import AnswerFirst
from server.outsiders.tables import Answer, May, OutsiderLink


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
    """The same, locked, for whoever may add; refused when it is over, or not accepted yet."""
    if outsider.may != May.ADD:
        raise NotFound
    if outsider.must_answer:
        raise AnswerFirst
    return await _open_job_of(outsider)


async def job_to_answer(outsider: Outsider) -> tuple[Job, OutsiderLink]:
    """The job that she was asked to do, and her link. Locked, so that no photo comes in between;
    refused when it is over."""
    job = await _open_job_of(outsider)
    link = await one(OutsiderLink, "id = {}", outsider.link_id)
    if link is None or not link.answer_by or link.revoked_at:
        raise NotFound
    return job, link


async def _open_job_of(outsider: Outsider) -> Job:
    job = await lock_job_itself(outsider.job_id)
    if job.state in OVER:
        raise JobIsClosed(job=str(job.id))
    return job


def is_over(link: OutsiderLink, at: datetime) -> bool:
    """Whoever carries it is not let in."""
    return bool(link.revoked_at) or link.answer == Answer.DECLINED or link.expires_at <= at
