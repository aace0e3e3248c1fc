"""The whole case file for the desk, with everything that happened."""

from datetime import datetime
from uuid import UUID

import msgspec

from server.actors import Coordinator
from server.case_files.job_details import jobs_for_desk
from server.case_files.schemas import RequestDetail, TimelineEntry
from server.case_files.work_list import row_of
from server.contractors.service import orders_of
from server.damp.reading import damp_of
from server.database import select
from server.errors import NotFound
from server.evidence.reading import photos_for_staff
from server.guides.guide import address_for
from server.move_outs.reading import move_out_of
from server.parcels.reading import parcels_in_file
from server.repair_requests.faults import FAULTS, MOVE_OUT
from server.repair_requests.questions import AboutFault, AboutHome, Reporter
from server.repair_requests.tables import Priority, RepairRequest, RequestState
from server.triage.asking import questions_of
from server.triage.possible import desk_moves
from server.triage.schemas import DeskMove
from storage.objects import ObjectStore

_HAPPENED = "SELECT seq, at, event, actor_name, payload FROM journal WHERE request_id = {}"


async def request_detail(
    actor: Coordinator, request_id: UUID, language: str, objects: ObjectStore
) -> RequestDetail:
    """One repair, when it is the coordinator's to see."""
    row = await row_of(actor, request_id, language, objects)
    request = await RepairRequest.objects().get(RepairRequest.id == request_id)
    if row is None or request is None:
        raise NotFound
    photos = await photos_for_staff([request_id], objects)
    return RequestDetail(
        **msgspec.structs.asdict(row),
        phone=request.phone,
        email=request.email,
        reporter=Reporter(name=request.reporter_name, phone=request.reporter_phone)
        if request.reporter_name and not actor.is_contractor
        else None,
        access_notes=request.access_notes,
        about_fault=msgspec.json.decode(request.about_fault, type=AboutFault),
        about_home=msgspec.json.decode(request.about_home, type=AboutHome),
        preferred_moments=msgspec.json.decode(request.preferred_moments),
        language=request.language,
        trade=FAULTS[request.fault].trade,
        guide=address_for(request.fault),
        photos=photos[request_id],
        jobs=await jobs_for_desk(actor, request_id, language, objects),
        timeline=await _timeline_for(actor, request_id),
        orders=await orders_of(actor, request_id, language),
        questions=[] if actor.is_contractor else await questions_of(request_id),
        can=[] if actor.is_contractor else _desk_moves(request),
        parcels=await parcels_in_file(actor, request_id, language),
        move_out=None if actor.is_contractor else await move_out_of(request_id, language),
        damp=None if actor.is_contractor else await damp_of(request),
    )


def _desk_moves(request: RepairRequest) -> list[DeskMove]:
    moves = desk_moves(RequestState(request.state), Priority(request.priority), request.closed_at)
    # How a home was handed over is not taken up again.
    return [move for move in moves if request.fault != MOVE_OUT or move != "reopen"]


async def timeline(request_id: UUID) -> list[TimelineEntry]:
    """What happened to this repair, oldest first."""
    return await select(
        _entry,
        f"{_HAPPENED} ORDER BY seq",
        request_id,
    )


async def _timeline_for(actor: Coordinator, request_id: UUID) -> list[TimelineEntry]:
    """A contractor reads what is about its own work: not who else was asked, nor who may look."""
    if not actor.is_contractor:
        return await timeline(request_id)
    return await select(
        _entry,
        f"{_HAPPENED} AND (event LIKE 'photo.%'"  # noqa: S608 - fixed text
        " OR event IN ('request.reported', 'request.cancelled', 'request.done', 'request.reopened',"
        " 'request.closed')"
        " OR job_id IN (SELECT id FROM job WHERE contractor = {} AND request = {})"
        " AND event NOT LIKE 'outsider.%'"
        " OR subject_id IN (SELECT id FROM work_order WHERE contractor = {} AND request = {}))"
        " ORDER BY seq",
        request_id,
        *(actor.organisation_id, request_id) * 2,
    )


def _entry(
    seq: int, at: datetime, event: str, actor_name: str | None, payload: str | None
) -> TimelineEntry:
    return TimelineEntry(seq, at, event, actor_name, msgspec.json.decode(payload or "{}"))
