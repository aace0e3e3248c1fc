"""Whose repair request is it?"""

from uuid import UUID

from server.actors import Coordinator
from server.database import few
from server.errors import NotFound
from server.repair_requests.tables import RepairRequest


async def request_to_plan(actor: Coordinator, request_id: UUID) -> RepairRequest:
    """The request when it belongs to the coordinator's organisation, else 404.

    Locks it until the transaction ends, so that two coordinators cannot plan it twice.
    """
    await RepairRequest.raw(
        "UPDATE repair_request SET state = state WHERE id = {} AND organisation = {}",
        request_id,
        actor.organisation_id,
    )
    request = await RepairRequest.objects().get(
        (RepairRequest.id == request_id) & (RepairRequest.organisation == actor.organisation_id)
    )
    if request is None:
        raise NotFound
    return request


async def organisation_of(request_id: UUID) -> UUID | None:
    """Whose it is; nobody's when there is no such request."""
    found = await few(
        lambda organisation: organisation,
        "SELECT organisation FROM repair_request WHERE id = {}",
        request_id,
    )
    return found[0] if found else None
