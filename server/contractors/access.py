"""Whose repair is it, and who was it given to? A contractor sees what it accepted, and no more."""

from uuid import UUID

from server.actors import Coordinator
from server.contractors.tables import Contract, WorkOrder, WorkOrderState
from server.database import change, few, one
from server.errors import NotFound
from server.repair_requests.tables import RepairRequest

_ACCEPTED = (
    "SELECT w.request FROM work_order w JOIN contract c ON c.id = w.contract"
    " JOIN repair_request q ON q.id = w.request WHERE w.contractor = {} AND w.state = 'accepted'"
    " AND (c.ended_at IS NULL OR q.closed_at IS NULL)"
)
"""What a firm may see: what it accepted; once the contract has ended only what is not finished."""


def requests_of(actor: Coordinator) -> str:
    """Condition on `repair_request r`, with one place for the actor's organisation."""
    return f"r.id IN ({_ACCEPTED})" if actor.is_contractor else "r.organisation = {}"


async def request_to_give(actor: Coordinator, request_id: UUID) -> RepairRequest:
    """The request when it is the actor's to give to a technician, else 404; locked until the
    transaction ends, so that nobody gives it twice."""
    await change("UPDATE repair_request SET state = state WHERE id = {}", request_id)
    request = await one(RepairRequest, "id = {}", request_id)
    if request is None or not await is_theirs(actor, request):
        raise NotFound
    return request


async def is_theirs(actor: Coordinator, request: RepairRequest) -> bool:
    """Their own tenants' repair, or one that their firm accepted."""
    if actor.is_contractor:
        return await has_accepted(actor.organisation_id, request.id)
    return request.organisation == actor.organisation_id


async def has_accepted(contractor: UUID, request_id: UUID) -> bool:
    """Whether this firm may see that repair."""
    found = await few(
        lambda request: request, f"{_ACCEPTED} AND w.request = {{}}", contractor, request_id
    )
    return bool(found)


async def contract_of(actor: Coordinator, contract_id: UUID) -> Contract:
    """A contract of the actor's own corporation; locked until the transaction ends."""
    await change("UPDATE contract SET ended_at = ended_at WHERE id = {}", contract_id)
    contract = await one(Contract, "id = {}", contract_id)
    if contract is None or contract.corporation != actor.organisation_id:
        raise NotFound
    return contract


async def order_to_answer(actor: Coordinator, order_id: UUID) -> WorkOrder:
    """An order that was offered to the actor's firm; locked until the transaction ends."""
    order = await lock_order(order_id)
    if order.contractor != actor.organisation_id or order.state == WorkOrderState.WITHDRAWN:
        raise NotFound
    return order


async def order_to_withdraw(actor: Coordinator, order_id: UUID) -> WorkOrder:
    """An order that the actor's corporation offered; locked until the transaction ends."""
    order = await lock_order(order_id)
    request = await one(RepairRequest, "id = {}", order.request)
    if request is None or request.organisation != actor.organisation_id:
        raise NotFound
    return order


async def lock_order(order_id: UUID) -> WorkOrder:
    """The order for the server itself, until the transaction ends."""
    order = await _order(order_id)
    # The repair first, as everybody locks them, so that nobody waits for each other.
    await change("UPDATE repair_request SET state = state WHERE id = {}", order.request)
    await change("UPDATE work_order SET state = state WHERE id = {}", order_id)
    return await _order(order_id)


async def _order(order_id: UUID) -> WorkOrder:
    order = await one(WorkOrder, "id = {}", order_id)
    if order is None:
        raise NotFound
    return order
