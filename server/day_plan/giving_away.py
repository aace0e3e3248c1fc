"""A job that nobody comes for yet goes to a contractor, for a day of the board."""

from server.actors import Coordinator
from server.contractors.schemas import NewWorkOrder
from server.contractors.service import offer_work
from server.contractors.tables import WorkOrder
from server.database import few, one, transaction
from server.day_plan.errors import JobHasVisit, NoteNeeded
from server.day_plan.schemas import GivenAway
from server.jobs.access import lock_job
from server.jobs.service import take_back
from server.jobs.tables import OVER, Job, JobState
from server.planning.access import job_to_look_at
from server.planning.errors import JobMovedOn
from server.previsits.tables import WAITING
from server.repair_requests.access import request_to_plan
from server.repair_requests.errors import AlreadyGiven
from server.repair_requests.faults import OTHER
from server.repair_requests.tables import RepairRequest


async def give_away(actor: Coordinator, given: GivenAway) -> None:
    """Whoever has the job comes no more, and the contractor is offered the repair: both, or
    nothing. Twice is once."""
    async with transaction():
        seen = await job_to_look_at(actor, given.job_id)
        # The repair first, as everybody locks them.
        request = await request_to_plan(actor, seen.request)
        if not await one(WorkOrder, "id = {}", given.order_id):
            await _take_from_technician(actor, request, await lock_job(actor, given.job_id))
        order = NewWorkOrder(given.order_id, given.contract_id, asked_on=given.day)
        await offer_work(actor, request.id, order)


async def _take_from_technician(actor: Coordinator, request: RepairRequest, job: Job) -> None:
    if job.state != JobState.GIVEN:
        raise JobMovedOn(state=job.state)
    if request.fault == OTHER:
        raise NoteNeeded
    if await _is_anything_agreed(job):
        raise JobHasVisit
    if await _has_another_job(job):
        raise AlreadyGiven(number=request.number)
    await take_back(actor, job)


async def _is_anything_agreed(job: Job) -> bool:
    return bool(
        await few(
            lambda found: found,
            "SELECT 1 FROM appointment WHERE job = {} AND state = 'planned'"
            " UNION SELECT 1 FROM previsit WHERE job = {} AND state IN ({}, {})"
            " UNION SELECT 1 FROM approach WHERE id = {} AND called_off_at IS NULL",
            *(job.id, job.id, *WAITING, job.id),
        )
    )


async def _has_another_job(job: Job) -> bool:
    """A follow-on, say: what our people go on with is not a contractor's."""
    return await Job.exists().where(
        (Job.request == job.request) & (Job.id != job.id) & Job.state.not_in(list(OVER))
    )
