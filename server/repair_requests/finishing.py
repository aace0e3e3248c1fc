"""What follows the work: the tenant says that it is right, or that it is not."""

from datetime import datetime, timedelta
from uuid import UUID

from server.actors import Coordinator, Tenant
from server.clock import now
from server.database import select, transaction
from server.journal.service import About, append
from server.repair_requests.access import request_to_plan
from server.repair_requests.errors import TooLateToReopen
from server.repair_requests.faults import MOVE_OUT
from server.repair_requests.moving import lock, move
from server.repair_requests.tables import RepairRequest, RequestState

MAY_REOPEN_FOR = timedelta(days=30)
"""After the end; later it is a new fault."""
CLOSES_AFTER = timedelta(days=14)
"""Without a word of the tenant."""
CHECKS_BACK_AFTER = timedelta(days=7)
"""That what she repaired herself still works."""


def is_too_late_to_reopen(closed_at: datetime | None) -> bool:
    """It ended so long ago that what is wrong now is a new fault."""
    return closed_at is not None and closed_at + MAY_REOPEN_FOR < now()


async def confirm(tenant: Tenant) -> None:
    """It is right, she says. Twice changes nothing."""
    async with transaction():
        request = await lock(tenant.request_id)
        if request.state != RequestState.CLOSED:
            await move(request, "closed", tenant)


async def reopen_as_tenant(tenant: Tenant, words: str) -> None:
    """It is not right: the same number goes on, and nobody loses a place. Twice changes nothing."""
    async with transaction():
        await _reopen(await lock(tenant.request_id), tenant, words)


async def reopen(actor: Coordinator, request_id: UUID, words: str) -> None:
    """The tenant phoned that it is not right."""
    async with transaction():
        await _reopen(await request_to_plan(actor, request_id), actor, words)


async def _reopen(request: RepairRequest, actor: Tenant | Coordinator, words: str) -> None:
    if request.state == RequestState.REOPENED:
        return
    # A home that was handed over is hers no more.
    if request.fault == MOVE_OUT or is_too_late_to_reopen(request.closed_at):
        raise TooLateToReopen(number=request.number)
    await move(request, "reopened", actor, {"words": words.strip()})


async def close_silent() -> None:
    """Nobody said that anything is wrong."""
    for request_id in await select(
        lambda found: found,
        "SELECT id FROM repair_request WHERE state IN ('done', 'solved_by_tenant')"
        " AND state_since <= {}",
        now() - CLOSES_AFTER,
    ):
        async with transaction():
            request = await lock(request_id)
            if request.state in (RequestState.DONE, RequestState.SOLVED_BY_TENANT):
                await move(request, "closed", None)


async def check_back() -> None:
    """Ask once, a week later, whether what she repaired herself still works."""
    for request_id, organisation_id in await select(
        lambda *found: found,
        "SELECT r.id, r.organisation FROM repair_request r WHERE r.state = 'solved_by_tenant' AND"
        " r.state_since <= {} AND NOT EXISTS (SELECT 1 FROM journal j WHERE j.request_id = r.id"
        "  AND j.event = 'request.checked_back' AND j.at > r.state_since)",
        now() - CHECKS_BACK_AFTER,
    ):
        async with transaction():
            request = await lock(request_id)
            if request.state == RequestState.SOLVED_BY_TENANT:
                about = About(organisation_id, request_id, subject_id=request_id)
                await append("request.checked_back", about)
