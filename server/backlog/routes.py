"""The order at the desk: putting one repair before another, and the targets of it all."""

from typing import Annotated
from uuid import UUID

from litestar import Router, get, post, put
from litestar.params import QueryParameter

from server.actors import Coordinator
from server.backlog import arranging, targets
from server.backlog.schemas import MovePreview, NewMove, Targets
from server.case_files.schemas import RequestDetail
from server.case_files.whole_file import request_detail
from storage.objects import ObjectStore

_OF = "/repair-requests/{request_id:uuid}/move"


@get(_OF, summary="What putting it before another does")
async def preview_move(
    request_id: UUID,
    before: Annotated[str, QueryParameter(min_length=4, max_length=16)],
    corporation: Coordinator,
    language: str,
) -> MovePreview:
    """How many come one place later, and which of them would pass their deadline."""
    return await arranging.preview(corporation, request_id, before, language)


@post(_OF, summary="Put it before another", status_code=200)
async def move(
    request_id: UUID, data: NewMove, corporation: Coordinator, language: str, objects: ObjectStore
) -> RequestDetail:
    """With a reason. It holds until the day, until one of the two is over, or until it is ended."""
    await arranging.put_before(corporation, request_id, data)
    return await request_detail(corporation, request_id, language, objects)


@post(f"{_OF}/end", summary="Let it stand in its own place", status_code=200)
async def let_back(
    request_id: UUID, corporation: Coordinator, language: str, objects: ObjectStore
) -> RequestDetail:
    """The end of having been put before another."""
    await arranging.let_back(corporation, request_id)
    return await request_detail(corporation, request_id, language, objects)


@get("/targets", summary="Within which time repairs have to be done")
async def read_targets(corporation: Coordinator) -> Targets:
    """Those of the corporation, or the usual ones."""
    return await targets.targets_of(corporation)


@put("/targets", summary="Choose within which time repairs have to be done")
async def choose_targets(data: Targets, manager: Coordinator) -> Targets:
    """By a manager. Open repairs follow within minutes."""
    await targets.choose_targets(manager, data)
    return await targets.targets_of(manager)


router = Router(
    path="/",
    route_handlers=[preview_move, move, let_back, read_targets, choose_targets],
    tags=["Backlog"],
)
