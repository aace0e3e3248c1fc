"""The whole case file for the desk, with everything that happened."""

from datetime import datetime
from uuid import UUID

import msgspec

from server.actors import Coordinator
from server.case_files.job_details import jobs_of_request
from server.case_files.schemas import RequestDetail, TimelineEntry
from server.case_files.work_list import row_of
from server.database import select
from server.errors import NotFound
from server.evidence.reading import photos_for_staff
from server.repair_requests.tables import RepairRequest
from storage.objects import ObjectStore


async def request_detail(
    actor: Coordinator, request_id: UUID, language: str, objects: ObjectStore
) -> RequestDetail:
    """One repair, when it belongs to the coordinator's organisation."""
    row = await row_of(actor, request_id, language, objects)
    request = await RepairRequest.objects().get(RepairRequest.id == request_id)
    if row is None or request is None:
        raise NotFound
    photos = await photos_for_staff([request_id], objects)
    return RequestDetail(
        **msgspec.structs.asdict(row),
        phone=request.phone,
        email=request.email,
        access_notes=request.access_notes,
        preferred_moments=msgspec.json.decode(request.preferred_moments),
        language=request.language,
        photos=photos[request_id],
        jobs=await jobs_of_request(request_id, language, objects),
        timeline=await timeline(request_id),
    )


async def timeline(request_id: UUID) -> list[TimelineEntry]:
    """What happened to this repair, oldest first."""
    return await select(
        _entry,
        "SELECT seq, at, event, actor_name, payload FROM journal WHERE request_id = {}"
        " ORDER BY seq",
        request_id,
    )


def _entry(
    seq: int, at: datetime, event: str, actor_name: str | None, payload: str | None
) -> TimelineEntry:
    return TimelineEntry(seq, at, event, actor_name, msgspec.json.decode(payload or "{}"))
