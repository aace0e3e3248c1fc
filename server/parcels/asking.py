"""A tenant asks for a part while she repairs it herself; she keeps her place in the queue."""

from uuid import UUID

from server.actors import Tenant
from server.clock import now
from server.database import insert, one, transaction
from server.errors import NotFound
from server.guides.parts import Part, parts_for
from server.journal.service import append
from server.parcels import stock
from server.parcels.errors import ParcelUnderway, PartUnknown, TooManyParcels, WayImpossible
from server.parcels.moving import CAME_TO_NOTHING, ON_ITS_WAY, about, move
from server.parcels.schemas import NewParcel
from server.parcels.tables import Parcel, ParcelState, Way
from server.repair_requests import self_help
from server.repair_requests.moving import lock
from server.repair_requests.tables import RepairRequest

APPROVED_BELOW_CENTS = 1_500
"""Per repair, all its parcels together."""
MOST_PARCELS = 2
"""Per repair, without what was refused or cancelled."""


async def ask(tenant: Tenant, wanted: NewParcel) -> None:
    """Ask for a part, which is setting out to repair it. Sent twice, it is asked once.

    Raises MoveRefused where it is not hers to try, and the refusals of `errors.py`.
    """
    async with transaction():
        request = await lock(tenant.request_id)
        if await was_asked(request, wanted.id):
            return
        await send_for(tenant, request, wanted)


async def was_asked(request: RepairRequest, parcel_id: UUID) -> bool:
    """Whether this repair has such a parcel. Knowing an id must not tell of another repair."""
    earlier = await one(Parcel, "id = {}", parcel_id)
    if earlier and earlier.request != request.id:
        raise NotFound
    return earlier is not None


async def send_for(
    tenant: Tenant, request: RepairRequest, wanted: NewParcel, replaces: UUID | None = None
) -> None:
    """Ask for a part of a locked repair. Within the amount and with stock it is approved at once:
    then nobody has to look."""
    part = _part_of(request, wanted)
    parcels = await parcels_of(request.id)
    if any(each.state in ON_ITS_WAY for each in parcels):
        raise ParcelUnderway
    counted = [each for each in parcels if each.state not in CAME_TO_NOTHING]
    if len(counted) >= MOST_PARCELS:
        raise TooManyParcels
    await self_help.set_out(tenant)
    moment = now()
    parcel = Parcel(
        id=wanted.id,
        request=request.id,
        part=part.id,
        variant=wanted.variant,
        way=wanted.way,
        state=ParcelState.REQUESTED,
        price_cents=part.price_cents,
        replaces=replaces,
        asked_at=moment,
        state_since=moment,
    )
    await insert(parcel)
    told = {"part": part.id, "variant": parcel.variant, "way": str(parcel.way)}
    await append("parcel.requested", about(parcel, request), tenant, told)
    cents = sum(each.price_cents for each in counted) + part.price_cents
    is_little = cents < APPROVED_BELOW_CENTS
    if is_little and await stock.free(request.organisation, part.id, parcel.variant) > 0:
        await move(parcel, request, "approved", None)


def _part_of(request: RepairRequest, wanted: NewParcel) -> Part:
    part = next((each for each in parts_for(request.fault) if each.id == wanted.part), None)
    if part is None or not stock.known_variant(part.id, wanted.variant):
        raise PartUnknown
    if wanted.way not in ways_of(part):
        raise WayImpossible
    return part


def ways_of(part: Part) -> list[Way]:
    """By post what goes through a letterbox: nobody has to stay at home for it."""
    return [Way.POST, Way.PICKUP] if part.fits_letterbox else [Way.PICKUP]


async def parcels_of(request_id: UUID) -> list[Parcel]:
    """All parcels of a repair, oldest first."""
    return await (
        Parcel.objects()
        .where(Parcel.request == request_id)
        .order_by(Parcel.asked_at)
        .order_by(Parcel.id)
    )
