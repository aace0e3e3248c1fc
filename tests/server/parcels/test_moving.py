"""The states of a parcel: every move of the sector's table, allowed and refused."""

from uuid import UUID

import pytest
from httpx import AsyncClient

from server.database import change, few, one, transaction
from server.parcels import stock
from server.parcels.errors import OutOfStock, ParcelMoved
from server.parcels.moving import MOVES, UNSENT, move
from server.parcels.tables import WAREHOUSE, Parcel, ParcelState, Way
from server.repair_requests.moving import lock
from tests.support import given
from tests.support.cast import DE_LINDE

S = ParcelState
MAKES_SENSE = {
    ("approved", S.REQUESTED): S.APPROVED,
    ("refused", S.REQUESTED): S.REFUSED,
    ("ready", S.APPROVED): S.READY,
    ("sent", S.READY): S.SENT,
    ("at_pickup", S.READY): S.AT_PICKUP,
    ("received", S.SENT): S.RECEIVED,
    ("received", S.AT_PICKUP): S.RECEIVED,
    ("used", S.RECEIVED): S.USED,
    ("did_not_fit", S.RECEIVED): S.DID_NOT_FIT,
    ("returned", S.SENT): S.RETURNED,
    ("returned", S.AT_PICKUP): S.RETURNED,
    ("returned", S.RECEIVED): S.RETURNED,
    ("returned", S.DID_NOT_FIT): S.RETURNED,
    ("cancelled", S.REQUESTED): S.CANCELLED,
    ("cancelled", S.APPROVED): S.CANCELLED,
    ("cancelled", S.READY): S.CANCELLED,
    ("cancelled", S.AT_PICKUP): S.CANCELLED,
}
GOES_ONE_WAY_ONLY = {"sent": Way.POST, "at_pickup": Way.PICKUP}
IN_HAND = {S.READY, S.SENT, S.AT_PICKUP, S.RECEIVED, S.DID_NOT_FIT}
"""Out of stock, and may come back."""


@pytest.mark.parametrize("way", Way)
async def test_every_move_goes_where_it_should_and_from_nowhere_else(
    rosa: AsyncClient, way: Way
) -> None:
    repair = await given.repair(rosa)
    asked = {"id": given.fresh_id(), "part": "tap-washer", "variant": "1/2", "way": way}
    assert (await rosa.post("/r/parcel", data=asked)).status_code == 303
    for name in MOVES:
        for state in S:
            expected = MAKES_SENSE.get((name, state))
            if GOES_ONE_WAY_ONLY.get(name, way) != way:
                expected = None
            async with transaction():
                await stands(asked["id"], state)
                request = await lock(UUID(repair.id))
                parcel = await one(Parcel, "id = {}", UUID(asked["id"]))
                assert parcel
                if expected is None:
                    with pytest.raises(ParcelMoved):
                        await move(parcel, request, name, None)
                    continue
                await move(parcel, request, name, None)
                after = await one(Parcel, "id = {}", parcel.id)
                assert after
            assert (name, state, after.state) == (name, state, expected)
            assert (after.sent_at is not None) == (name in GOES_ONE_WAY_ONLY), (name, state)
            assert await in_stock() == left_over(name, state), (name, state)


def left_over(name: str, state: ParcelState) -> int:
    """Of the one that lay there: packing takes it, and what comes back or stays is a second."""
    if name == "ready":
        return 0
    return 2 if name in ("returned", "cancelled") and state in IN_HAND else 1


async def stands(parcel: str, state: ParcelState) -> None:
    await change("DELETE FROM part_stock")
    await stock.put(DE_LINDE.id, "tap-washer", "1/2", WAREHOUSE, 1)
    await change(
        "UPDATE parcel SET state = {}, taken_from = {}, sent_at = NULL WHERE id = {}",
        *(state.value, WAREHOUSE if state in IN_HAND else "", UUID(parcel)),
    )


async def in_stock() -> int:
    (amount,) = await few(int, "SELECT amount FROM part_stock WHERE place = {}", WAREHOUSE)
    return amount


async def test_without_stock_nothing_is_put_ready(rosa: AsyncClient) -> None:
    repair = await given.repair(rosa)
    asked = {"id": given.fresh_id(), "part": "tap-washer", "variant": "1/2", "way": "post"}
    await rosa.post("/r/parcel", data=asked)
    async with transaction():
        await stands(asked["id"], S.APPROVED)
        await change("UPDATE part_stock SET amount = 0")
        request = await lock(UUID(repair.id))
        parcel = await one(Parcel, "id = {}", UUID(asked["id"]))
        assert parcel
        with pytest.raises(OutOfStock):
            await move(parcel, request, "ready", None)
    assert await in_stock() == 0


def test_what_may_be_cancelled_has_not_left() -> None:
    assert {state for name, state in MAKES_SENSE if name == "cancelled"} == UNSENT
