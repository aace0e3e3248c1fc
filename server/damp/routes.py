"""The steps of damp and mould, over HTTP."""

from uuid import UUID

from litestar import Router, post

from server.actors import Coordinator
from server.case_files.schemas import RequestDetail
from server.case_files.whole_file import request_detail
from server.damp import keeping
from server.damp.schemas import DampStepTakenBack, NotedDampStep
from storage.objects import ObjectStore


@post(
    "/repair-requests/{request_id:uuid}/damp-steps",
    summary="Note a step of damp or mould",
    status_code=200,
)
async def note_damp_step(
    request_id: UUID,
    data: NotedDampStep,
    corporation: Coordinator,
    language: str,
    objects: ObjectStore,
) -> RequestDetail:
    """The next one, with its day; the tenant is sent the words of a written result."""
    await keeping.note(corporation, request_id, data)
    return await request_detail(corporation, request_id, language, objects)


@post(
    "/repair-requests/{request_id:uuid}/damp-steps/take-back",
    summary="Take a step of damp or mould back",
    status_code=200,
)
async def take_damp_step_back(
    request_id: UUID,
    data: DampStepTakenBack,
    corporation: Coordinator,
    language: str,
    objects: ObjectStore,
) -> RequestDetail:
    """The last one, which was noted by mistake; with the reason."""
    await keeping.take_back(corporation, request_id, data.step, data.reason)
    return await request_detail(corporation, request_id, language, objects)


router = Router(path="/", route_handlers=[note_damp_step, take_damp_step_back], tags=["Damp"])
