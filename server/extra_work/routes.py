"""Extra work over HTTP."""

from uuid import UUID

from litestar import Router, post

from server.actors import Coordinator, Staff
from server.case_files.job_details import job_detail
from server.case_files.schemas import JobDetail
from server.extra_work import service
from server.extra_work.schemas import NewExtraWork, Refused
from storage.objects import ObjectStore


@post("/jobs/{job_id:uuid}/extra-work", summary="Ask for extra work")
async def ask_for_extra_work(
    job_id: UUID, data: NewExtraWork, staff: Staff, language: str, objects: ObjectStore
) -> JobDetail:
    """By the contractor who has the job. Within the first limit of the contract it is approved at
    once; many small pieces count as one."""
    await service.ask(staff, job_id, data)
    return await job_detail(staff, job_id, language, objects)


@post("/extra-work/{extra_id:uuid}/approve", summary="Approve extra work", status_code=200)
async def approve_extra_work(
    extra_id: UUID, coordinator: Coordinator, language: str, objects: ObjectStore
) -> JobDetail:
    """By the corporation; above a coordinator's limit by a manager."""
    job_id = await service.approve(coordinator, extra_id)
    return await job_detail(coordinator, job_id, language, objects)


@post("/extra-work/{extra_id:uuid}/refuse", summary="Refuse extra work", status_code=200)
async def refuse_extra_work(
    extra_id: UUID, data: Refused, coordinator: Coordinator, language: str, objects: ObjectStore
) -> JobDetail:
    """With the reason, which the contractor reads."""
    job_id = await service.refuse(coordinator, extra_id, data.reason)
    return await job_detail(coordinator, job_id, language, objects)


router = Router(
    path="/",
    route_handlers=[ask_for_extra_work, approve_extra_work, refuse_extra_work],
    tags=["Extra work"],
)
