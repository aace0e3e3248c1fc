"""The technician on his way, at the door and inside; and the office, when nobody opened."""

from uuid import UUID

from litestar import Router, post

from server.actors import Coordinator, Technician
from server.case_files.job_details import job_detail
from server.case_files.schemas import JobDetail
from server.visits import approaching, no_access, service
from server.visits.schemas import (
    Arrival,
    AtDoor,
    Departure,
    FollowUp,
    NewNoAccess,
    SetOut,
    TurnedBack,
)
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


@post("/jobs/{job_id:uuid}/on-my-way", summary="I am on my way", status_code=200)
async def set_out(
    job_id: UUID, data: SetOut, technician: Technician, language: str, objects: ObjectStore
) -> JobDetail:
    """The tenant is told when to expect him. No place is asked or kept."""
    await approaching.set_out(technician, job_id, data)
    return await job_detail(technician, job_id, language, objects)


@post("/jobs/{job_id:uuid}/on-my-way/take-back", summary="I do not come after all", status_code=200)
async def turn_back(
    job_id: UUID, data: TurnedBack, technician: Technician, language: str, objects: ObjectStore
) -> JobDetail:
    """She is told that too."""
    await approaching.turn_back(technician, job_id, data)
    return await job_detail(technician, job_id, language, objects)


@post("/jobs/{job_id:uuid}/at-door", summary="I am at the door", status_code=200)
async def stand_at_door(
    job_id: UUID, data: AtDoor, technician: Technician, language: str, objects: ObjectStore
) -> JobDetail:
    """From here the waiting counts, for when nobody opens."""
    await approaching.stand_at_door(technician, job_id, data)
    return await job_detail(technician, job_id, language, objects)


@post("/jobs/{job_id:uuid}/no-access", summary="Nobody opens")
async def note_no_access(
    job_id: UUID, data: NewNoAccess, technician: Technician, language: str, objects: ObjectStore
) -> JobDetail:
    """Takes two attempts, ten minutes and a photo of the door, or a reason why there is none."""
    await no_access.note_no_access(technician, job_id, data)
    return await job_detail(technician, job_id, language, objects)


@post("/no-access/{no_access_id:uuid}/follow-up", summary="Called her", status_code=200)
async def follow_up_no_access(
    no_access_id: UUID,
    data: FollowUp,
    coordinator: Coordinator,
    language: str,
    objects: ObjectStore,
) -> JobDetail:
    """What the office did after nobody opened; after the third time a manager decides."""
    job_id = await no_access.follow_up(coordinator, no_access_id, data)
    return await job_detail(coordinator, job_id, language, objects)


router = Router(
    path="/",
    route_handlers=[
        *(set_out, turn_back, stand_at_door, arrive, leave),
        *(note_no_access, follow_up_no_access),
    ],
    tags=["Visits"],
)
