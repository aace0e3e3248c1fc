"""The tenant tries it herself: she keeps her place, and may step back at any time."""

from datetime import timedelta
from uuid import UUID

from server.actors import Coordinator, Tenant
from server.clock import now
from server.database import select, transaction
from server.repair_requests.access import request_to_plan
from server.repair_requests.errors import NoSelfHelp
from server.repair_requests.faults import find
from server.repair_requests.moving import lock, move
from server.repair_requests.tables import RequestState

SILENCE_ENDS_AFTER = timedelta(days=5)
"""Then we come: a tenant who does not tell has not succeeded, as far as we know."""
POST_TAKES_AT_MOST = timedelta(days=14)

_WAITS_FOR_A_PART = (
    "EXISTS (SELECT 1 FROM parcel p WHERE p.request = r.id"
    " AND (p.state IN ('requested', 'approved', 'ready')"
    " OR p.state IN ('sent', 'at_pickup') AND p.sent_at > {}"
    " OR p.state IN ('received', 'refused') AND p.state_since > {}))"
)
"""It is our turn, the part is on its way, or she has not had it for so long."""


async def set_out(tenant: Tenant) -> None:
    """She tries it. Twice changes nothing."""
    async with transaction():
        request = await lock(tenant.request_id)
        if request.state == RequestState.SELF_HELP:
            return
        if not may_be_tried(request.fault):
            raise NoSelfHelp(fault=request.fault)
        await move(request, "tried", tenant)


def may_be_tried(code: str) -> bool:
    """Whether somebody without training may."""
    fault = find(code)
    return fault is not None and fault.who_and_how.self_fix in ("yes", "check")


async def succeed(tenant: Tenant) -> None:
    """It works again. Twice changes nothing."""
    async with transaction():
        request = await lock(tenant.request_id)
        if request.state != RequestState.SOLVED_BY_TENANT:
            await move(request, "solved", tenant)


async def step_back(tenant: Tenant) -> None:
    """It does not work, or she would rather have us come. Twice changes nothing."""
    async with transaction():
        request = await lock(tenant.request_id)
        if request.state != RequestState.REPORTED:
            await move(request, "not_solved", tenant)


async def take_over(actor: Coordinator, request_id: UUID) -> None:
    """She phoned that it does not work. Twice changes nothing."""
    async with transaction():
        request = await request_to_plan(actor, request_id)
        if request.state != RequestState.REPORTED:
            await move(request, "not_solved", actor)


async def end_silence() -> None:
    """Nothing was heard for days; while a part is on its way, that says nothing."""
    silent_since = now() - SILENCE_ENDS_AFTER
    for request_id in await select(
        lambda found: found,
        "SELECT r.id FROM repair_request r WHERE r.state = 'self_help' AND r.state_since <= {}"  # noqa: S608 - fixed text
        f" AND NOT {_WAITS_FOR_A_PART}",
        *(silent_since, now() - POST_TAKES_AT_MOST, silent_since),
    ):
        async with transaction():
            request = await lock(request_id)
            if request.state == RequestState.SELF_HELP:
                await move(request, "not_solved", None)
