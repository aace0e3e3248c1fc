"""Whose parcel is it? Either way its repair is locked until the transaction ends."""

from uuid import UUID

from server.actors import Coordinator, Tenant
from server.database import one
from server.errors import NotFound
from server.parcels.tables import Parcel
from server.repair_requests.access import request_to_plan
from server.repair_requests.moving import lock
from server.repair_requests.tables import RepairRequest


async def parcel_to_decide(actor: Coordinator, parcel_id: UUID) -> tuple[Parcel, RepairRequest]:
    """A parcel of the coordinator's own organisation, with its repair, else 404."""
    found = await one(Parcel, "id = {}", parcel_id)
    if found is None:
        raise NotFound
    request = await request_to_plan(actor, found.request)
    # Again: it may have moved before the lock.
    return await _of(request, parcel_id), request


async def own_parcel(tenant: Tenant, parcel_id: UUID) -> tuple[Parcel, RepairRequest]:
    """A parcel for the tenant's own repair, else 404."""
    request = await lock(tenant.request_id)
    return await _of(request, parcel_id), request


async def _of(request: RepairRequest, parcel_id: UUID) -> Parcel:
    parcel = await one(Parcel, "id = {} AND request = {}", parcel_id, request.id)
    if parcel is None:
        raise NotFound
    return parcel
