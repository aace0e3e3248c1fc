"""Move-outs over HTTP: the desk arranges them, an inspector reports."""

from uuid import UUID

from litestar import Router, get, post

from server.actors import Coordinator, Technician
from server.case_files.job_details import job_detail
from server.case_files.schemas import JobDetail
from server.errors import NotFound
from server.move_outs import answering, inspecting, starting
from server.move_outs.access import case_to_read
from server.move_outs.reading import list_move_outs, move_out_of
from server.move_outs.schemas import (
    Closing,
    MoveOutFacts,
    MoveOutList,
    NewFinalInspection,
    NewMoveOut,
    NewPreInspection,
    PlannedInspection,
    RevisedWorks,
)
from storage.objects import ObjectStore


@get("/move-outs", summary="Which homes are handed over")
async def read_list(corporation: Coordinator) -> MoveOutList:
    """The last day that comes first, first."""
    return await list_move_outs(corporation)


@post("/move-outs", summary="A tenant leaves")
async def start(data: NewMoveOut, corporation: Coordinator, language: str) -> MoveOutFacts:
    """She gets a link, by which she follows it as she would a repair."""
    await starting.start(corporation, data)
    return await _facts(corporation, data.id, language)


@get("/move-outs/{move_out_id:uuid}", summary="One home that is handed over")
async def read_one(move_out_id: UUID, corporation: Coordinator, language: str) -> MoveOutFacts:
    """Rooms, what is to be done, for whose account, and where it stands."""
    return await _facts(corporation, move_out_id, language)


@post(
    "/move-outs/{move_out_id:uuid}/pre-inspection",
    summary="Give the pre-inspection to somebody",
    status_code=200,
)
async def plan_pre_inspection(
    move_out_id: UUID, data: PlannedInspection, corporation: Coordinator, language: str
) -> MoveOutFacts:
    """It becomes a job, whose call or visit is planned as any."""
    await starting.plan_pre_inspection(corporation, move_out_id, data)
    return await _facts(corporation, move_out_id, language)


@post(
    "/move-outs/{move_out_id:uuid}/final-inspection",
    summary="Give the final inspection to somebody",
    status_code=200,
)
async def plan_final_inspection(
    move_out_id: UUID, data: PlannedInspection, corporation: Coordinator, language: str
) -> MoveOutFacts:
    """Another job of the same case, once the pre-inspection is done."""
    await starting.plan_final_inspection(corporation, move_out_id, data)
    return await _facts(corporation, move_out_id, language)


@post(
    "/move-outs/{move_out_id:uuid}/works",
    summary="Change what is to be done",
    status_code=200,
)
async def revise(
    move_out_id: UUID, data: RevisedWorks, corporation: Coordinator, language: str
) -> MoveOutFacts:
    """She is asked again whether she agrees."""
    await inspecting.revise_works(corporation, move_out_id, data)
    return await _facts(corporation, move_out_id, language)


@post("/move-outs/{move_out_id:uuid}/close", summary="Nothing is left to do", status_code=200)
async def close(
    move_out_id: UUID, data: Closing, corporation: Coordinator, language: str
) -> MoveOutFacts:
    """She reads how it ended, and her case is closed."""
    await answering.close(corporation, move_out_id, data.words)
    return await _facts(corporation, move_out_id, language)


@post("/jobs/{job_id:uuid}/pre-inspection", summary="Report a pre-inspection", status_code=200)
async def report_pre_inspection(
    job_id: UUID,
    data: NewPreInspection,
    technician: Technician,
    language: str,
    objects: ObjectStore,
) -> JobDetail:
    """How each room was found, what is to be done and who pays; signed, or for her to answer."""
    await inspecting.report_pre_inspection(technician, job_id, data)
    return await job_detail(technician, job_id, language, objects)


@post("/jobs/{job_id:uuid}/final-inspection", summary="Report a final inspection", status_code=200)
async def report_final_inspection(
    job_id: UUID,
    data: NewFinalInspection,
    technician: Technician,
    language: str,
    objects: ObjectStore,
) -> JobDetail:
    """What became of everything that was agreed."""
    await inspecting.report_final_inspection(technician, job_id, data)
    return await job_detail(technician, job_id, language, objects)


async def _facts(actor: Coordinator, move_out_id: UUID, language: str) -> MoveOutFacts:
    await case_to_read(actor, move_out_id)
    facts = await move_out_of(move_out_id, language)
    if facts is None:
        raise NotFound
    return facts


router = Router(
    path="/",
    route_handlers=[
        *(read_list, start, read_one, plan_pre_inspection, plan_final_inspection, revise, close),
        *(report_pre_inspection, report_final_inspection),
    ],
    tags=["Move-outs"],
)
