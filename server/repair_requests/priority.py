"""Raising and lowering how soon a repair has to be done. A person may do both, with a reason; a
need at home that makes the fault worse raises it, once; waiting never lowers it."""

from typing import Any, Literal
from uuid import UUID

from server.actors import Author, Coordinator
from server.database import change as write
from server.database import transaction
from server.journal.service import About, append
from server.repair_requests import moving, place
from server.repair_requests.access import request_to_plan
from server.repair_requests.errors import NoStepFurther, PriorityChanged, RequestIsClosed
from server.repair_requests.faults import find
from server.repair_requests.tables import Priority, RepairRequest, RequestState
from server.urgency.clocks import is_urgent

_ONE_STEP_UP = {Priority.P4: Priority.P3, Priority.P3: Priority.P2, Priority.P2: Priority.P1}
"""Nobody but a person says that there is danger."""
_ONE_STEP = {"sooner": _ONE_STEP_UP, "later": {to: what for what, to in _ONE_STEP_UP.items()}}

Direction = Literal["sooner", "later"]


async def change_priority(
    actor: Coordinator, request_id: UUID, priority: Priority, reason: str
) -> None:
    """A person finds it more or less urgent. Twice changes nothing."""
    async with transaction():
        request = await request_to_plan(actor, request_id)
        if request.closed_at:
            raise RequestIsClosed(number=request.number)
        if request.priority != priority:
            await _change(request, priority, actor, {"reason": reason.strip()})


async def step(
    actor: Coordinator, request_id: UUID, shown: Priority, direction: Direction, reason: str
) -> None:
    """One step from what she was shown; twice is one step. Raises PriorityChanged where it is
    another one by now, and NoStepFurther at either end."""
    target = _ONE_STEP[direction].get(shown)
    if target is None:
        raise NoStepFurther(priority=shown)
    async with transaction():
        request = await request_to_plan(actor, request_id)
        if request.priority not in (shown, target):
            raise PriorityChanged(priority=request.priority)
        await change_priority(actor, request_id, target, reason)


async def note_needs(request: RepairRequest, count: int, actor: Author | None) -> None:
    """So many needs make a locked request worse. The first raises it, and only once: one step,
    unless the fault says how far. Taking a need back lowers nothing, and nobody reads which it
    is."""
    request.need_count = count
    higher = _raised(request)
    is_new = count > 0 and not request.is_raised_for_need and not request.closed_at
    if is_new and higher:
        await write(
            "UPDATE repair_request SET is_raised_for_need = {} WHERE id = {}", True, request.id
        )
        await _change(request, higher, actor, {"because": "need"})
    else:
        await place.settle(request)


def _raised(request: RepairRequest) -> Priority | None:
    fault = find(request.fault)
    if fault and fault.worsened:
        worsened = Priority(fault.worsened)
        return worsened if worsened < request.priority else None
    return _ONE_STEP_UP.get(Priority(request.priority))


async def _change(
    request: RepairRequest, priority: Priority, actor: Author | None, why: dict[str, Any]
) -> None:
    before = request.priority
    request.priority = priority
    await write("UPDATE repair_request SET priority = {} WHERE id = {}", priority, request.id)
    await place.settle(request)
    about = About(request.organisation, request.id, subject_id=request.id)
    told = {"from": before, "to": priority, **why}
    await append("request.priority_changed", about, actor, told)
    if is_urgent(priority) and request.state == RequestState.POSTPONED:
        await moving.move(request, "resumed", None)  # what is urgent never waits for a date
