"""Giving a repair to a technician."""

from uuid import UUID

from litestar import Router, post

from server.actors import Coordinator
from server.case_files.job_details import job_detail
from server.case_files.schemas import JobDetail
from server.jobs.schemas import NewJob
from server.previsits.scheduling import give_job_and_plan
from storage.objects import ObjectStore


@post("/repair-requests/{request_id:uuid}/jobs", summary="Give a repair to a technician")
async def give(
    request_id: UUID,
    data: NewJob,
    coordinator: Coordinator,
    language: str,
    objects: ObjectStore,
) -> JobDetail:
    """With `previsitId` and `previsitAt` the video call is planned in the same step."""
    await give_job_and_plan(coordinator, request_id, data)
    return await job_detail(coordinator, data.id, language, objects)


router = Router(path="/", route_handlers=[give], tags=["Jobs"])
