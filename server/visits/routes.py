"""The technician at the door: arrive and leave."""

from uuid import UUID

from litestar import Router, post

from server.actors import Technician
from server.case_files.job_details import job_detail
from server.case_files.schemas import JobDetail
from server.visits import service
from server.visits.schemas import Arrival, Departure
from storage.objects import ObjectStore


@post("/jobs/{job_id:uuid}/visits", summary="Arrive")
async def arrive(
    job_id: UUID, data: Arrival, technician: Technician, language: str, objects: ObjectStore
) -> JobDetail:
    """From here the minutes inside count, by the phone's clock."""
    await service.arrive(technician, job_id, data)
    return await job_detail(technician, job_id, language, objects)


@post("/visits/{visit_id:uuid}/leave", summary="Leave", status_code=200)
async def leave(
    visit_id: UUID, data: Departure, technician: Technician, language: str, objects: ObjectStore
) -> JobDetail:
    """Counts the photos taken, sent or not, so that a slow upload never keeps anybody."""
    job_id = await service.leave(technician, visit_id, data)
    return await job_detail(technician, job_id, language, objects)


router = Router(path="/", route_handlers=[arrive, leave], tags=["Visits"])
