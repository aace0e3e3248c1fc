"""From which state a parcel goes to which. Who may do it, each function says for itself.

Stock goes along in the same transaction: what is put ready leaves its place, and what is cancelled
after that or comes back is there again. A new variant after one that did not fit is a new parcel.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from server.actors import Author
from server.clock import now
from server.database import change
from server.journal.service import About, append
from server.parcels import stock
from server.parcels.errors import ParcelMoved
from server.parcels.tables import WAREHOUSE, Parcel, ParcelState, Way
from server.repair_requests.tables import RepairRequest

_S = ParcelState

UNSENT = frozenset({_S.REQUESTED, _S.APPROVED, _S.READY, _S.AT_PICKUP})
"""Still with us: may be cancelled."""
ON_ITS_WAY = UNSENT | {_S.SENT, _S.RECEIVED}
"""Of these a repair has one at most."""
CAME_TO_NOTHING = frozenset({_S.REFUSED, _S.CANCELLED})


@dataclass(frozen=True)
class Move:
    """From any of these states, of parcels that go this way; with None, of all."""

    sources: frozenset[ParcelState]
    to: ParcelState
    way: Way | None = None


MOVES: Mapping[str, Move] = {
    "approved": Move(frozenset({_S.REQUESTED}), _S.APPROVED),
    "refused": Move(frozenset({_S.REQUESTED}), _S.REFUSED),
    "ready": Move(frozenset({_S.APPROVED}), _S.READY),
    "sent": Move(frozenset({_S.READY}), _S.SENT, Way.POST),
    "at_pickup": Move(frozenset({_S.READY}), _S.AT_PICKUP, Way.PICKUP),
    "received": Move(frozenset({_S.SENT, _S.AT_PICKUP}), _S.RECEIVED),
    "used": Move(frozenset({_S.RECEIVED}), _S.USED),
    "did_not_fit": Move(frozenset({_S.RECEIVED}), _S.DID_NOT_FIT),
    "returned": Move(frozenset({_S.SENT, _S.AT_PICKUP, _S.RECEIVED, _S.DID_NOT_FIT}), _S.RETURNED),
    "cancelled": Move(UNSENT, _S.CANCELLED),
}
"""By what the journal calls it: `parcel.approved`."""


async def move(
    parcel: Parcel,
    request: RepairRequest,
    name: str,
    actor: Author | None,
    payload: Mapping[str, Any] | None = None,
) -> None:
    """Move a parcel whose repair is locked, and write down that it was.

    Raises ParcelMoved from a state where this makes no sense, and OutOfStock when it should be
    put ready and there is none.
    """
    rule, state = MOVES[name], ParcelState(parcel.state)
    if state not in rule.sources or rule.way not in (None, parcel.way):
        raise ParcelMoved(state=state, possible=sorted(possible_from(state, Way(parcel.way))))
    await _move_stock(parcel, request, rule.to)
    parcel.state, parcel.state_since = rule.to, now()
    if rule.to in (_S.SENT, _S.AT_PICKUP):
        parcel.sent_at = parcel.state_since
    await _keep(parcel)
    told = {"part": parcel.part, "variant": parcel.variant, **(payload or {})}
    await append(f"parcel.{name}", about(parcel, request), actor, told)


def about(parcel: Parcel, request: RepairRequest) -> About:
    return About(request.organisation, request.id, subject_id=parcel.id)


def possible_from(state: ParcelState, way: Way) -> set[str]:
    """The moves that make sense from here, for a parcel that goes this way."""
    return {
        name for name, rule in MOVES.items() if state in rule.sources and rule.way in (None, way)
    }


async def _move_stock(parcel: Parcel, request: RepairRequest, to: ParcelState) -> None:
    if to == _S.READY:
        await stock.take(request.organisation, parcel.part, parcel.variant, WAREHOUSE, 1)
        parcel.taken_from = WAREHOUSE
    elif to in (_S.CANCELLED, _S.RETURNED) and parcel.taken_from:
        place, parcel.taken_from = parcel.taken_from, ""
        await stock.put(request.organisation, parcel.part, parcel.variant, place, 1)


async def _keep(parcel: Parcel) -> None:
    await change(
        "UPDATE parcel SET state = {}, state_since = {}, sent_at = {}, taken_from = {},"
        " reason = {}, decided_by = {}, tracking_number = {}, tracking_url = {}, has_helped = {}"
        " WHERE id = {}",
        parcel.state,
        parcel.state_since,
        parcel.sent_at,
        parcel.taken_from,
        parcel.reason,
        parcel.decided_by,
        parcel.tracking_number,
        parcel.tracking_url,
        parcel.has_helped,
        parcel.id,
    )
