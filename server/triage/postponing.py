"""A repair may wait only until a date, for a reason that the tenant reads."""

from datetime import datetime, time, timedelta
from uuid import UUID

from server.actors import Coordinator
from server.clock import HOME, now
from server.database import select, transaction
from server.repair_requests.access import request_to_plan
from server.repair_requests.moving import lock, move
from server.repair_requests.tables import Priority, RequestState
from server.triage.errors import DateRefused, TooUrgentToPostpone
from server.triage.schemas import Postponement

LONGEST = timedelta(days=30)
_BEGINS_AT = time(8)


async def postpone(actor: Coordinator, request_id: UUID, asked: Postponement) -> None:
    """Let it wait until that morning, when it comes back by itself. A new date or
    reason replaces the old."""
    async with transaction():
        request = await request_to_plan(actor, request_id)
        if request.priority in (Priority.P0, Priority.P1):
            raise TooUrgentToPostpone(priority=request.priority)
        until = morning_of(asked)
        if request.state == RequestState.POSTPONED:
            if (request.postponed_until, request.postponed_because) == (until, asked.because):
                return
            await move(request, "resumed", actor)
        request.postponed_until, request.postponed_because = until, asked.because
        told = {"because": asked.because, "until": asked.until.isoformat()}
        await move(request, "postponed", actor, told)


def morning_of(asked: Postponement) -> datetime:
    """When it comes back. Raises DateRefused for a day that is not possible."""
    today = now().astimezone(HOME).date()
    if not today < asked.until <= today + LONGEST:
        detail = "It must be after today, and within 30 days."
        raise DateRefused(errors=[{"pointer": "/until", "detail": detail}])
    return datetime.combine(asked.until, _BEGINS_AT, HOME)


async def resume(actor: Coordinator, request_id: UUID) -> None:
    """It goes on now. Twice changes nothing."""
    async with transaction():
        request = await request_to_plan(actor, request_id)
        if request.state == RequestState.POSTPONED:
            await move(request, "resumed", actor)


async def resume_due() -> None:
    """The date has come."""
    for request_id in await select(
        lambda found: found,
        "SELECT id FROM repair_request WHERE state = 'postponed' AND postponed_until <= {}",
        now(),
    ):
        async with transaction():
            request = await lock(request_id)
            is_due = request.postponed_until and request.postponed_until <= now()
            if request.state == RequestState.POSTPONED and is_due:
                await move(request, "resumed", None)
