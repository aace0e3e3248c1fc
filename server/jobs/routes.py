"""Giving a repair to a technician."""

from uuid import UUID

from litestar import Router, post

from server.actors import Coordinator
from server.case_files.job_details import job_detail
from server.case_files.schemas import JobDetail
from server.jobs.schemas import NewJob, OtherTechnician
from server.planning import passing_on
from server.previsits.scheduling import give_job_and_plan
from signalling.broker import Broker
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


@post("/jobs/{job_id:uuid}/technician", summary="Give a job to somebody else", status_code=200)
async def pass_on(
    job_id: UUID,
    data: OtherTechnician,
    coordinator: Coordinator,
    language: str,
    objects: ObjectStore,
    broker: Broker,
) -> JobDetail:
    """With its call and its photos. Not while the technician is inside."""
    before = await passing_on.pass_on(coordinator, job_id, data.technician_id)
    await broker.review_person(str(before))
    return await job_detail(coordinator, job_id, language, objects)


router = Router(path="/", route_handlers=[give, pass_on], tags=["Jobs"])
