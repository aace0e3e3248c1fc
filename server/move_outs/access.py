"""Whose move-out is it?"""

from datetime import datetime, timedelta
from uuid import UUID

from server.actors import Coordinator, Technician
from server.errors import NotFound
from server.jobs.access import job_as_of
from server.jobs.tables import Job
from server.move_outs.moving import lock
from server.move_outs.tables import MoveOut
from server.repair_requests.access import organisation_of, request_to_plan
from server.repair_requests.tables import RepairRequest

_CLOCKS_DIFFER = timedelta(minutes=5)


async def case_to_read(actor: Coordinator, request_id: UUID) -> None:
    """By the desk of the corporation, else 404."""
    if await organisation_of(request_id) != actor.organisation_id:
        raise NotFound


async def to_arrange(actor: Coordinator, request_id: UUID) -> tuple[RepairRequest, MoveOut]:
    """By the desk of the corporation, locked until the transaction ends."""
    await request_to_plan(actor, request_id)
    return await lock(request_id)


async def to_report(
    actor: Technician, job_id: UUID, moment: datetime
) -> tuple[Job, RepairRequest, MoveOut]:
    """By whoever was given this inspection, locked until the transaction ends."""
    job = await job_as_of(actor, job_id, moment, _CLOCKS_DIFFER)
    request, move_out = await lock(job.request)
    if job_id not in (move_out.pre_inspection, move_out.final_inspection):
        raise NotFound
    return job, request, move_out
