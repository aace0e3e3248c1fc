"""Work that is left, over HTTP."""

from uuid import UUID

from litestar import Router, post

from server.actors import Coordinator, Technician
from server.case_files.job_details import job_detail
from server.case_files.schemas import JobDetail
from server.follow_ons import service
from server.follow_ons.schemas import GivenFollowOn, NewFollowOn, RefusedFollowOn
from storage.objects import ObjectStore


@post("/jobs/{job_id:uuid}/follow-ons", summary="Propose a follow-on job")
async def propose_follow_on(
    job_id: UUID, data: NewFollowOn, technician: Technician, language: str, objects: ObjectStore
) -> JobDetail:
    """What is left to do after this visit."""
    await service.propose(technician, job_id, data)
    return await job_detail(technician, job_id, language, objects)


@post("/follow-ons/{follow_on_id:uuid}/give", summary="Give a follow-on out", status_code=200)
async def give_follow_on(
    follow_on_id: UUID,
    data: GivenFollowOn,
    coordinator: Coordinator,
    language: str,
    objects: ObjectStore,
) -> JobDetail:
    """It becomes a job of the same repair."""
    job_id = await service.give(coordinator, follow_on_id, data)
    return await job_detail(coordinator, job_id, language, objects)


@post("/follow-ons/{follow_on_id:uuid}/refuse", summary="Refuse a follow-on", status_code=200)
async def refuse_follow_on(
    follow_on_id: UUID,
    data: RefusedFollowOn,
    coordinator: Coordinator,
    language: str,
    objects: ObjectStore,
) -> JobDetail:
    """With the reason. Not the last one of what was repaired temporarily."""
    job_id = await service.refuse(coordinator, follow_on_id, data.reason)
    return await job_detail(coordinator, job_id, language, objects)


router = Router(
    path="/",
    route_handlers=[propose_follow_on, give_follow_on, refuse_follow_on],
    tags=["Follow-on jobs"],
)
