"""Where an open repair waits its turn: `lane`, `pace` and `rank`, which hold for as long as nothing
but time goes by. Whatever changes what they are made of writes them along, in its transaction."""

from datetime import datetime
from typing import Any
from uuid import UUID

from server.clock import now
from server.database import change, one
from server.repair_requests.tables import Lane, RepairRequest, RequestState
from server.urgency.clocks import day_number, deadline, is_urgent
from server.urgency.score import Waiting, line_of
from server.urgency.tables import UrgencySettings

TENANT_ASKED = "tenant_asked"
"""Whoever let her wait herself did not make us late: those days weigh no more than others."""

COLUMNS = ("lane", "pace", "rank", "due_at", "need_count", "failed_visits", "postponed_days")


async def settings_of(organisation_id: UUID) -> UrgencySettings:
    """The targets of a corporation; the defaults where it chose none."""
    return await one(UrgencySettings, "id = {}", organisation_id) or UrgencySettings(
        id=organisation_id, changed_at=now()
    )


async def settle(request: RepairRequest) -> None:
    """Put a locked request where it belongs now, and write that down."""
    await place(request)
    columns = ", ".join(f"{column} = {{}}" for column in COLUMNS)
    await change(
        f"UPDATE repair_request SET {columns} WHERE id = {{}}",  # noqa: S608 - names of our own
        *as_columns(request),
        request.id,
    )


def as_columns(request: RepairRequest) -> list[Any]:
    return [getattr(request, column) for column in COLUMNS]


async def place(request: RepairRequest) -> None:
    """Put it where it belongs now; the caller writes it down."""
    settings = await settings_of(request.organisation)
    request.due_at = deadline(
        request.reported_at, request.priority, request.fault, settings, request.damp_steps
    )
    request.lane = _lane(request)
    if request.lane == Lane.BACKLOG:
        line = line_of(_waiting(request, request.due_at))
        request.pace, request.rank = line.pace, -line.base
    else:
        request.pace, request.rank = 0.0, request.due_at.timestamp()


def is_postponed_by_us(request: RepairRequest) -> bool:
    """It waits now, and not because she asked for that."""
    is_postponed = request.state == RequestState.POSTPONED
    return is_postponed and request.postponed_because != TENANT_ASKED


def days_postponed_now(request: RepairRequest) -> int:
    """Working days for which it has waited since it was last postponed, by us."""
    if not is_postponed_by_us(request):
        return 0
    return day_number(now()) - _postponed_on(request)


def _lane(request: RepairRequest) -> Lane | None:
    if request.closed_at:
        return None
    if is_urgent(request.priority):
        return Lane.URGENT
    was_postponed = request.postponed_days > 0 or request.state == RequestState.POSTPONED
    return Lane.BACKLOG if was_postponed or request.due_at < now() else Lane.PROMISE


def _waiting(request: RepairRequest, due_at: datetime) -> Waiting:
    reported_on = day_number(request.reported_at)
    return Waiting(
        reported_on=reported_on,
        target_days=day_number(due_at) - reported_on,
        postponed_days=request.postponed_days,
        postponed_since=_postponed_on(request) if is_postponed_by_us(request) else None,
        needs=request.need_count,
        failed_visits=request.failed_visits,
        reopenings=request.reopenings,
    )


def _postponed_on(request: RepairRequest) -> int:
    return day_number(request.state_since or request.reported_at)
