"""The video call before the visit: plan, open, join, end, and what it told."""

from uuid import UUID

from litestar import Router, get, post, put

from server.actors import Coordinator, Staff, Technician, Tenant
from server.case_files.job_details import job_detail
from server.case_files.ladder_view import ladder_for_tenant, ladder_of
from server.case_files.schemas import JobDetail, Ladder
from server.previsits import call_lines, choices, ladder, outcome, scheduling, worth
from server.previsits.schemas import (
    CallTicket,
    ChosenRung,
    NewMomentChoice,
    NewPrevisit,
    NotedOutcome,
    PrevisitAdvice,
    SaidLine,
    WantedPhotos,
)
from signalling.admission import SignedTokens
from storage.objects import ObjectStore


@post("/jobs/{job_id:uuid}/previsits", summary="Plan a video call")
async def plan_previsit(
    job_id: UUID, data: NewPrevisit, coordinator: Coordinator, language: str, objects: ObjectStore
) -> JobDetail:
    """A new plan takes the place of one that was not held yet."""
    await scheduling.plan_previsit(coordinator, job_id, data)
    return await job_detail(coordinator, job_id, language, objects)


@get("/repair-requests/{request_id:uuid}/previsit-advice", summary="Is a video call worth it?")
async def previsit_advice(request_id: UUID, coordinator: Coordinator) -> PrevisitAdvice:
    """Learned from what calls about the same fault told before."""
    return await worth.advice_for(coordinator, request_id)


@post("/jobs/{job_id:uuid}/moment-choices", summary="Let the tenant choose when we call")
async def ask_for_moment(
    job_id: UUID,
    data: NewMomentChoice,
    coordinator: Coordinator,
    language: str,
    objects: ObjectStore,
) -> JobDetail:
    """She is told, and reminded after two working days. Takes the place of a call not held yet."""
    await choices.ask_for_moment(coordinator, job_id, data.id)
    return await job_detail(coordinator, job_id, language, objects)


@post("/previsits/{previsit_id:uuid}/open", summary="Open the call", status_code=200)
async def open_previsit(
    previsit_id: UUID, technician: Technician, tokens: SignedTokens
) -> CallTicket:
    """The ticket lets the technician into the room at signalling."""
    return await scheduling.open_previsit(technician, previsit_id, tokens)


@post("/case/previsit/join", summary="Join the call", status_code=200)
async def join_previsit(tenant: Tenant, tokens: SignedTokens) -> CallTicket:
    """The tenant may come half an hour early and wait in the room."""
    return await scheduling.join_previsit(tenant, tokens)


@post("/previsits/{previsit_id:uuid}/end", summary="End the call", status_code=200)
async def end_previsit(
    previsit_id: UUID, technician: Technician, language: str, objects: ObjectStore
) -> JobDetail:
    """The call has been held; ending it twice changes nothing."""
    job_id = await scheduling.end_previsit(technician, previsit_id)
    return await job_detail(technician, job_id, language, objects)


@put("/previsits/{previsit_id:uuid}/outcome", summary="Note what the call told")
async def note_outcome(
    previsit_id: UUID,
    data: NotedOutcome,
    technician: Technician,
    language: str,
    objects: ObjectStore,
) -> JobDetail:
    """Fault, parts and the minutes promised to the tenant; the newest note wins."""
    job_id = await outcome.note_outcome(technician, previsit_id, data)
    return await job_detail(technician, job_id, language, objects)


@get("/previsits/{previsit_id:uuid}/ladder", summary="How the two look together")
async def read_ladder(
    previsit_id: UUID, staff: Staff, language: str, objects: ObjectStore
) -> Ladder:
    """The rung both stand on, and the photos that are asked for."""
    return await ladder_of(staff, previsit_id, language, objects)


@get("/previsits/{previsit_id:uuid}/chat", summary="What was written in the call")
async def read_chat(previsit_id: UUID, staff: Staff) -> list[SaidLine]:
    """For who comes back into the call, or reads it afterwards."""
    return await call_lines.lines_for_staff(staff, previsit_id)


@get("/case/previsit/chat", summary="What was written in the call, as tenant")
async def read_own_chat(tenant: Tenant) -> list[SaidLine]:
    """For who comes back into the call."""
    return await call_lines.lines_for_tenant(tenant)


@post("/previsits/{previsit_id:uuid}/rung", summary="Step down or up", status_code=200)
async def choose_rung(
    previsit_id: UUID, data: ChosenRung, technician: Technician, language: str, objects: ObjectStore
) -> Ladder:
    """Takes both to another rung; pre-visit and outcome stay the same."""
    await ladder.choose_rung(technician, previsit_id, data)
    return await ladder_of(technician, previsit_id, language, objects)


@put("/previsits/{previsit_id:uuid}/wanted-photos", summary="Ask for photos")
async def ask_for_photos(
    previsit_id: UUID,
    data: WantedPhotos,
    technician: Technician,
    language: str,
    objects: ObjectStore,
) -> Ladder:
    """The tenant makes them one by one, when it suits her."""
    await ladder.ask_for_photos(technician, previsit_id, data.photos)
    return await ladder_of(technician, previsit_id, language, objects)


@get("/case/previsit/ladder", summary="How we look together")
async def read_own_ladder(tenant: Tenant, tenant_language: str, objects: ObjectStore) -> Ladder:
    """The rung both stand on, and the photos that the technician asks for."""
    return await ladder_for_tenant(tenant, tenant_language, objects)


@post("/case/previsit/rung", summary="Step down or up, as tenant", status_code=200)
async def choose_own_rung(
    data: ChosenRung, tenant: Tenant, tenant_language: str, objects: ObjectStore
) -> Ladder:
    """Never refused because the technician is not there."""
    await ladder.choose_rung_as_tenant(tenant, data)
    return await ladder_for_tenant(tenant, tenant_language, objects)


@post(
    "/case/previsit/wanted-photos/{wanted_id:uuid}/skip",
    summary="Skip a wanted photo",
    status_code=200,
)
async def skip_photo(
    wanted_id: UUID, tenant: Tenant, tenant_language: str, objects: ObjectStore
) -> Ladder:
    """She may still make it afterwards."""
    await ladder.skip_photo(tenant, wanted_id)
    return await ladder_for_tenant(tenant, tenant_language, objects)


router = Router(
    path="/",
    route_handlers=[
        plan_previsit,
        previsit_advice,
        ask_for_moment,
        open_previsit,
        join_previsit,
        end_previsit,
        note_outcome,
        read_ladder,
        read_chat,
        choose_rung,
        ask_for_photos,
        read_own_ladder,
        read_own_chat,
        choose_own_rung,
        skip_photo,
    ],
    tags=["Pre-visits"],
)
