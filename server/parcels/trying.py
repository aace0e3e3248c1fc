"""What the tenant says of her parcel: it came, it works, it does not fit, it does not work.

Sent twice, each says it once.
"""

from uuid import UUID

from server.actors import Tenant
from server.database import transaction
from server.parcels.access import own_parcel
from server.parcels.asking import parcels_of, send_for
from server.parcels.moving import UNSENT, move
from server.parcels.schemas import NewParcel
from server.parcels.tables import Parcel, ParcelState
from server.repair_requests import self_help
from server.repair_requests.moving import lock
from server.repair_requests.tables import RepairRequest, RequestState


async def arrived(tenant: Tenant, parcel_id: UUID) -> None:
    """She has it."""
    async with transaction():
        parcel, request = await own_parcel(tenant, parcel_id)
        if parcel.state != ParcelState.RECEIVED:
            await move(parcel, request, "received", tenant)


async def succeed(tenant: Tenant) -> None:
    """It works again: with the part that she has, when she has one. Then also after her time was
    over, as long as nobody else has the repair."""
    async with transaction():
        request = await lock(tenant.request_id)
        parcel = await _received(request)
        if parcel is None:
            await self_help.succeed(tenant)
            return
        await _use(parcel, request, tenant, has_helped=True)
        await self_help.set_out(tenant)
        await self_help.succeed(tenant)


async def step_back(tenant: Tenant) -> None:
    """It does not work, with the part in its place or without one: we come, and she has her old
    place."""
    async with transaction():
        request = await lock(tenant.request_id)
        parcel = await _received(request)
        if parcel:
            await _use(parcel, request, tenant, has_helped=False)
        await self_help.step_back(tenant)


async def does_not_fit(tenant: Tenant, parcel_id: UUID, other: NewParcel | None) -> None:
    """She asks for another variant; without one we come, in her old place."""
    async with transaction():
        parcel, request = await own_parcel(tenant, parcel_id)
        if parcel.state == ParcelState.DID_NOT_FIT:
            return
        await move(parcel, request, "did_not_fit", tenant)
        if other:
            await send_for(tenant, request, other, replaces=parcel.id)
        else:
            await self_help.step_back(tenant)


async def cancel_unsent(request_id: UUID) -> None:
    """What is still with us stays here once she does not repair it herself any more, however that
    came. Twice changes nothing."""
    async with transaction():
        request = await lock(request_id)
        if request.state == RequestState.SELF_HELP:
            return
        for parcel in await parcels_of(request.id):
            if parcel.state in UNSENT:
                await move(parcel, request, "cancelled", None)


async def _use(parcel: Parcel, request: RepairRequest, tenant: Tenant, *, has_helped: bool) -> None:
    parcel.has_helped = has_helped
    await move(parcel, request, "used", tenant, {"hasHelped": has_helped})


async def _received(request: RepairRequest) -> Parcel | None:
    parcels = await parcels_of(request.id)
    return next((each for each in parcels if each.state == ParcelState.RECEIVED), None)
