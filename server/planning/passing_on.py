"""Somebody else does a job: its visit stays when he is free then, and is called off else."""

from datetime import timedelta
from uuid import UUID

from server.actors import Actor, Coordinator, Technician
from server.appointments import keeping
from server.appointments.tables import Because
from server.clock import now
from server.database import one, transaction
from server.guests.handing_over import hand_over
from server.guests.schemas import Colleague
from server.jobs import service
from server.jobs.access import job_itself
from server.jobs.tables import Job
from server.planning.agreeing import lock_diary
from server.planning.diary import diary_of, work_of
from server.planning.free import why_not
from server.planning.schemas import FreeBlock
from server.previsits.tables import Previsit

_JUST_BEFORE = timedelta(minutes=1)


async def pass_on(actor: Coordinator, job_id: UUID, technician_id: UUID) -> UUID:
    """As `jobs` does it, with its visit. Who had it."""
    async with transaction():
        before = await service.pass_on(actor, job_id, technician_id)
        await _take_visit_along(await job_itself(job_id), actor)
    return before


async def hand_over_call(actor: Technician, previsit_id: UUID, to: UUID) -> Colleague:
    """As `guests` does it: the job goes along with the call, and so its visit."""
    async with transaction():
        colleague = await hand_over(actor, previsit_id, to)
        previsit = await one(Previsit, "id = {}", previsit_id)
        if previsit:
            await _take_visit_along(await job_itself(previsit.job), actor)
    return colleague


async def _take_visit_along(job: Job, actor: Actor) -> None:
    """Of a job that may be somebody else's since just now."""
    planned = await keeping.planned_of(job.id)
    if planned is None or planned.technician == job.assigned_to:
        return
    await lock_diary(job.assigned_to)
    diary = await diary_of(job.assigned_to, job.id)
    block = FreeBlock(planned.begins_at, planned.ends_at)
    # Who takes over while the block goes on is not too late for it.
    moment = min(now(), planned.begins_at - _JUST_BEFORE)
    if why_not(diary, block, await work_of(job, diary.division), moment):
        await keeping.call_off(job.id, Because.PASSED_ON, actor)
    else:
        await keeping.hand_over(job.id, job.assigned_to)
