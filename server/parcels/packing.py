"""What the desk does with parcels. What was done already changes nothing."""

from uuid import UUID

from server.actors import Coordinator
from server.database import transaction
from server.parcels import tracking
from server.parcels.access import parcel_to_decide
from server.parcels.errors import ParcelNotWanted
from server.parcels.moving import MOVES, move
from server.parcels.schemas import Shipment
from server.repair_requests.tables import RequestState

_ONLY_WHILE_SHE_TRIES = frozenset({"approved", "ready", "sent", "at_pickup"})


async def approve(actor: Coordinator, parcel_id: UUID) -> None:
    """Above the amount, or without stock."""
    await _move(actor, parcel_id, "approved")


async def refuse(actor: Coordinator, parcel_id: UUID, reason: str) -> None:
    """Not this part; she reads why, and may go on without it or let us come."""
    await _move(actor, parcel_id, "refused", reason=reason.strip())


async def put_ready(actor: Coordinator, parcel_id: UUID) -> None:
    """It is packed, and out of stock. Raises OutOfStock."""
    await _move(actor, parcel_id, "ready")


async def send(actor: Coordinator, parcel_id: UUID, shipment: Shipment) -> None:
    """It went to the post. Raises TrackingRefused."""
    url = tracking.checked(shipment.tracking_url)
    await _move(actor, parcel_id, "sent", number=shipment.tracking_number.strip(), url=url)


async def lay_at_pickup(actor: Coordinator, parcel_id: UUID) -> None:
    """It lies at the office; she may come."""
    await _move(actor, parcel_id, "at_pickup")


async def hand_over(actor: Coordinator, parcel_id: UUID) -> None:
    """She came for it, or said on the phone that she has it."""
    await _move(actor, parcel_id, "received")


async def take_back(actor: Coordinator, parcel_id: UUID) -> None:
    """It came back: in stock again."""
    await _move(actor, parcel_id, "returned")


async def cancel(actor: Coordinator, parcel_id: UUID) -> None:
    """It is not sent after all."""
    await _move(actor, parcel_id, "cancelled")


async def _move(
    actor: Coordinator,
    parcel_id: UUID,
    name: str,
    *,
    reason: str = "",
    number: str = "",
    url: str = "",
) -> None:
    async with transaction():
        parcel, request = await parcel_to_decide(actor, parcel_id)
        if parcel.state == MOVES[name].to:
            return
        if name in _ONLY_WHILE_SHE_TRIES and request.state != RequestState.SELF_HELP:
            raise ParcelNotWanted
        if name in ("approved", "refused"):
            parcel.decided_by, parcel.reason = actor.name, reason
        if name == "sent":
            parcel.tracking_number, parcel.tracking_url = number, url
        await move(parcel, request, name, actor, {"reason": reason} if reason else None)
