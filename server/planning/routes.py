"""Planning visits over HTTP, for the desk; and a technician's calendar feed."""

from uuid import UUID

from litestar import Response, Router, get, post, put

from server.actors import Coordinator, Technician
from server.case_files.job_details import job_detail
from server.case_files.schemas import JobDetail
from server.planning import agreeing, calendar_feed, people
from server.planning.schemas import (
    CalledOff,
    ChosenWorkingTime,
    DivisionOfDays,
    FeedStanding,
    JobBlocks,
    NewAbsence,
    NewAppointment,
    NewFeed,
    Planning,
)
from server.settings import Settings
from storage.objects import ObjectStore


@get("/jobs/{job_id:uuid}/visit-blocks", summary="When can somebody come?")
async def read_blocks(job_id: UUID, coordinator: Coordinator) -> JobBlocks:
    """The free blocks of the technician who has the job."""
    return await agreeing.blocks_for(coordinator, job_id)


@post("/jobs/{job_id:uuid}/appointments", summary="Plan a visit")
async def plan_visit(
    job_id: UUID,
    data: NewAppointment,
    coordinator: Coordinator,
    language: str,
    objects: ObjectStore,
) -> JobDetail:
    """Or move it: `insteadOf` is the appointment that it takes the place of."""
    await agreeing.plan_visit(coordinator, job_id, data)
    return await job_detail(coordinator, job_id, language, objects)


@post("/jobs/{job_id:uuid}/appointments/call-off", summary="Nobody comes then", status_code=200)
async def call_off(
    job_id: UUID, data: CalledOff, coordinator: Coordinator, language: str, objects: ObjectStore
) -> JobDetail:
    """The tenant is told, with the reason."""
    await agreeing.call_off(coordinator, job_id, data)
    return await job_detail(coordinator, job_id, language, objects)


@get("/planning", summary="Who works when, and how days are divided")
async def read_planning(coordinator: Coordinator, language: str) -> Planning:
    """Of the coordinator's own organisation."""
    return await people.planning_of(coordinator, language)


@put("/planning/division", summary="Divide the days")
async def choose_division(
    data: DivisionOfDays, coordinator: Coordinator, language: str
) -> Planning:
    """Blocks, minutes and hours, from now on."""
    await people.choose_division(coordinator, data)
    return await people.planning_of(coordinator, language)


@put("/planning/people/{person_id:uuid}", summary="What somebody does, and when")
async def choose_working_time(
    person_id: UUID, data: ChosenWorkingTime, coordinator: Coordinator, language: str
) -> Planning:
    """His trades and his week."""
    await people.choose_working_time(coordinator, person_id, data)
    return await people.planning_of(coordinator, language)


@post("/planning/people/{person_id:uuid}/absences", summary="Somebody does not come")
async def note_absence(
    person_id: UUID, data: NewAbsence, coordinator: Coordinator, language: str
) -> Planning:
    """Days, and a word: never what somebody has."""
    await people.note_absence(coordinator, person_id, data)
    return await people.planning_of(coordinator, language)


@post(
    "/planning/absences/{absence_id:uuid}/end", summary="Somebody comes after all", status_code=200
)
async def end_absence(absence_id: UUID, coordinator: Coordinator, language: str) -> Planning:
    """As if it had never been noted."""
    await people.end_absence(coordinator, absence_id)
    return await people.planning_of(coordinator, language)


@get("/calendar-feed", summary="My calendar")
async def read_feed(technician: Technician) -> FeedStanding:
    """Whether there is an address at which his own calendar reads his visits."""
    return await calendar_feed.standing(technician)


@post("/calendar-feed", summary="Have my visits in my own calendar")
async def make_feed(technician: Technician, settings: Settings) -> NewFeed:
    """Its address, shown this once; an earlier one is over."""
    return await calendar_feed.make(technician, settings.public_url)


@post("/calendar-feed/end", summary="No more", status_code=200)
async def end_feed(technician: Technician) -> FeedStanding:
    """The address works no more."""
    await calendar_feed.end(technician)
    return await calendar_feed.standing(technician)


@get(
    "/calendar/{secret:str}/vooraf.ics",
    summary="Visits, for a calendar",
    media_type="text/calendar",
)
async def subscribe(secret: str, settings: Settings) -> Response[bytes]:
    """For a calendar that signs in nowhere: whoever has the address reads blocks and numbers."""
    return Response(
        await calendar_feed.read(secret, settings.public_url),
        headers={"cache-control": "private, no-store"},
    )


router = Router(
    path="/",
    route_handlers=[
        read_blocks,
        plan_visit,
        call_off,
        read_planning,
        choose_division,
        choose_working_time,
        note_absence,
        end_absence,
        read_feed,
        make_feed,
        end_feed,
        subscribe,
    ],
    tags=["Planning"],
)
