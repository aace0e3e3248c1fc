"""A person puts one repair before another, having seen what that does to the others."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from math import ceil
from typing import NamedTuple
from uuid import UUID

from server.actors import Coordinator
from server.backlog.errors import PlaceRefused
from server.backlog.order import Narrowed, page_of
from server.backlog.pins import pins_in_force
from server.backlog.schemas import HurtCase, MovePreview, NewMove
from server.backlog.tables import QueuePin
from server.clock import HOME, now
from server.database import change, few, insert, one, select, transaction
from server.errors import NotFound
from server.journal.service import About, append
from server.repair_requests.access import request_to_plan
from server.repair_requests.faults import title_of
from server.repair_requests.tables import Lane, RepairRequest
from server.urgency.clocks import day_of
from server.working_days import working_days_after

LOOKS_AHEAD = 2_000
"""Places that are looked at: whoever stands further back feels a place less in months."""

_MEASURED_DAYS, _WORKING_DAYS = timedelta(days=28), 20
_MOST_TOLD = 5


class _Due(NamedTuple):
    id: UUID
    number: str
    fault: str
    room: str
    due_at: datetime


async def preview(actor: Coordinator, request_id: UUID, before: str, language: str) -> MovePreview:
    """Who comes later, and who would pass the deadline because of it."""
    moved, other = await _both(actor, request_id, before)
    order, ended = await page_of(actor.organisation_id, Narrowed(), None, LOOKS_AHEAD)
    if other.id not in order:
        raise PlaceRefused(errors=[_before("That repair itself comes much later.")])
    place = order.index(other.id)
    until = order.index(moved.id) if moved.id in order else len(order)
    if until < place:
        raise PlaceRefused(errors=[_before("It comes before that one already.")])
    displaced = order[place:until]
    is_more = ended is not None and moved.id not in order
    passes = await _who_passes(actor.organisation_id, displaced, place, language)
    return MovePreview(len(displaced), is_more, passes)


async def put_before(actor: Coordinator, request_id: UUID, wanted: NewMove) -> None:
    """Twice is once. A new place takes that of an earlier one."""
    async with transaction():
        earlier = await one(QueuePin, "id = {}", wanted.id)
        if earlier and earlier.request != request_id:
            raise NotFound  # knowing an id must not open another's
        moved, other = await _both(actor, request_id, wanted.before)
        if earlier:
            return
        await _end(moved)
        await insert(
            QueuePin(
                id=wanted.id,
                organisation=actor.organisation_id,
                request=moved.id,
                before=other.id,
                reason=wanted.reason.strip(),
                pinned_by=actor.name,
                pinned_at=now(),
                until=_end_of(wanted.until),
                reopenings=moved.reopenings,
            )
        )
        told = {"before": other.number, "reason": wanted.reason.strip()}
        await append("request.put_ahead", _about(moved), actor, told)


async def let_back(actor: Coordinator, request_id: UUID) -> None:
    """It stands in its own place again. Twice changes nothing."""
    async with transaction():
        request = await request_to_plan(actor, request_id)
        if await _end(request):
            await append("request.put_back", _about(request), actor)


async def _end(request: RepairRequest) -> bool:
    ended = await change(
        "UPDATE queue_pin SET over_at = {} WHERE request = {} AND over_at IS NULL RETURNING id",
        now(),
        request.id,
    )
    return bool(ended)


def _about(request: RepairRequest) -> About:
    return About(request.organisation, request.id, subject_id=request.id)


def _end_of(day: date | None) -> datetime | None:
    if day is None:
        return None
    if day < day_of(now()):
        detail = "That day is over."
        raise PlaceRefused(errors=[{"pointer": "/until", "detail": detail}])
    return datetime.combine(day + timedelta(days=1), time(), HOME)


async def _both(
    actor: Coordinator, request_id: UUID, before: str
) -> tuple[RepairRequest, RepairRequest]:
    """The repair to move, locked where a transaction runs, and the one before which it goes."""
    async with transaction():
        moved = await request_to_plan(actor, request_id)
    other = await one(
        RepairRequest,
        "number = {} AND organisation = {}",
        before.strip(),
        actor.organisation_id,
    )
    if other is None or other.id == moved.id or not (moved.lane and other.lane):
        raise PlaceRefused(errors=[_before("No other open repair of ours has this number.")])
    if other.lane == Lane.URGENT and moved.lane != Lane.URGENT:
        raise PlaceRefused(errors=[_before("Nothing goes before an emergency.")])
    if await _stands_before(actor.organisation_id, other.id, moved.id):
        raise PlaceRefused(errors=[_before("That one was put before this one.")])
    return moved, other


async def _stands_before(organisation_id: UUID, first: UUID, second: UUID) -> bool:
    """By what people did: each before the next, any number of steps."""
    goes_before = {pin.request: pin.before for pin in await pins_in_force(organisation_id)}
    while first in goes_before:
        first = goes_before[first]
        if first == second:
            return True
    return False


def _before(detail: str) -> dict[str, str]:
    return {"pointer": "/before", "detail": detail}


async def _who_passes(
    organisation_id: UUID, displaced: Sequence[UUID], place: int, language: str
) -> list[HurtCase]:
    """Whoever would have been in time, and comes too late one place further."""
    if not displaced:
        return []
    a_day = await _done_a_day(organisation_id)
    places = ", ".join(["{}"] * len(displaced))
    due = await select(
        _Due,
        "SELECT id, number, fault, room, due_at FROM repair_request"  # noqa: S608 - places only
        f" WHERE id IN ({places}) AND due_at > {{}} ORDER BY due_at",
        *displaced,
        now(),
    )
    at = {request_id: place + 1 + index for index, request_id in enumerate(displaced)}
    found: list[HurtCase] = []
    for each in due:
        before, after = (_expected(number, a_day) for number in (at[each.id], at[each.id] + 1))
        if before <= day_of(each.due_at) < after:
            title = title_of(each.fault, each.room, language)
            found.append(HurtCase(each.id, each.number, title, each.due_at, after))
    return found[:_MOST_TOLD]


def _expected(place: int, a_day: float) -> date:
    """When it is the turn of this place, at the speed of the last weeks."""
    return working_days_after(day_of(now()), ceil(place / a_day))


async def _done_a_day(organisation_id: UUID) -> float:
    counted = await few(
        int,
        "SELECT count(*) FROM repair_request WHERE organisation = {} AND closed_at > {}",
        organisation_id,
        now() - _MEASURED_DAYS,
    )
    return max(counted[0], 1) / _WORKING_DAYS
