"""Holding a case, and releasing it, over HTTP."""

from uuid import UUID

from litestar import Router, post

from server.actors import Coordinator
from server.legal_holds import service
from server.legal_holds.schemas import HoldFacts, NewHold


@post("/repair-requests/{request_id:uuid}/hold", summary="Keep a case whole")
async def hold(request_id: UUID, data: NewHold, manager: Coordinator) -> HoldFacts:
    """Nothing of it is erased until the hold is released, also not on request."""
    return await service.hold(manager, request_id, data)


@post(
    "/repair-requests/{request_id:uuid}/hold/release",
    summary="Let go of a case",
    status_code=204,
)
async def release(request_id: UUID, manager: Coordinator) -> None:
    """What was due meanwhile is erased soon after."""
    await service.release(manager, request_id)


router = Router(path="/", route_handlers=[hold, release], tags=["Privacy"])
