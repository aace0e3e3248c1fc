"""Who plans the visits of a job, and for whom."""

from uuid import UUID

from server.accounts.tables import Person, Role
from server.actors import Coordinator
from server.database import one
from server.errors import NotAllowed, NotFound
from server.jobs.access import job_to_see, lock_job
from server.jobs.tables import Job


async def job_to_plan(actor: Coordinator, job_id: UUID) -> Job:
    """A job of the actor's own people, locked until the transaction ends. Whoever has the work
    plans it: the corporation does not plan a contractor's."""
    return _own(actor, await lock_job(actor, job_id))


async def job_to_look_at(actor: Coordinator, job_id: UUID) -> Job:
    """The same, to read only."""
    return _own(actor, await job_to_see(actor, job_id))


def _own(actor: Coordinator, job: Job) -> Job:
    if (job.contractor is not None) != actor.is_contractor:
        raise NotAllowed("Whoever has the work plans its visits.")
    return job


async def technician_of(actor: Coordinator, person_id: UUID) -> Person:
    """A technician of the actor's own organisation who works here."""
    person = await one(
        Person,
        "id = {} AND organisation = {} AND role = {} AND deactivated_at IS NULL",
        person_id,
        actor.organisation_id,
        Role.TECHNICIAN,
    )
    if person is None:
        raise NotFound
    return person
