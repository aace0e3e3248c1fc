"""A manager keeps a case whole, with a reason and a day to look at it again."""

from datetime import timedelta

from httpx import AsyncClient

from server.clock import clock_at, now
from tests.support import given


def a_hold(**changed: str) -> dict[str, str]:
    return {
        "id": given.fresh_id(),
        "reason": "Schade bij de buren",
        "reviewOn": (now() + timedelta(days=30)).date().isoformat(),
        **changed,
    }


def hold_of(repair: given.Repair) -> str:
    return f"/api/repair-requests/{repair.id}/hold"


async def holds(vera: AsyncClient, repair: given.Repair) -> list[dict]:
    answer = await vera.get(f"/api/repair-requests/{repair.id}/privacy")
    return answer.json()["holds"]


async def test_the_desk_is_told_who_why_and_until_when(
    rosa: AsyncClient, vera: AsyncClient, ingrid: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    hold = a_hold()
    assert (await ingrid.post(hold_of(repair), json=hold)).status_code == 201
    (told,) = await holds(vera, repair)
    assert (told["reason"], told["heldBy"]) == ("Schade bij de buren", "Ingrid Bos")
    assert (told["reviewOn"], told["isReviewDue"]) == (hold["reviewOn"], False)
    (listed,) = (await ingrid.get("/api/privacy/holds")).json()
    assert listed["number"] == repair.number


async def test_sent_twice_it_is_one_and_a_second_one_is_refused(
    rosa: AsyncClient, vera: AsyncClient, ingrid: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    hold = a_hold()
    for _ in range(2):
        assert (await ingrid.post(hold_of(repair), json=hold)).status_code == 201
    refused = await ingrid.post(hold_of(repair), json=a_hold())
    assert refused.json()["type"] == "/problems/already-on-hold"
    assert len(await holds(vera, repair)) == 1


async def test_released_it_stays_in_the_file_and_may_be_set_again(
    rosa: AsyncClient, vera: AsyncClient, ingrid: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    await ingrid.post(hold_of(repair), json=a_hold())
    for _ in range(2):
        assert (await ingrid.post(f"{hold_of(repair)}/release")).status_code == 204
    (told,) = await holds(vera, repair)
    assert told["releasedBy"] == "Ingrid Bos"
    assert (await ingrid.get("/api/privacy/holds")).json() == []
    assert (await ingrid.post(hold_of(repair), json=a_hold())).status_code == 201


async def test_the_day_to_look_again_is_in_the_future_and_is_told_when_it_came(
    rosa: AsyncClient, vera: AsyncClient, ingrid: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    late = await ingrid.post(hold_of(repair), json=a_hold(reviewOn="2020-01-01"))
    assert late.json()["errors"][0]["pointer"] == "/reviewOn"
    hold = a_hold(reviewOn=(now() + timedelta(days=5)).date().isoformat())
    await ingrid.post(hold_of(repair), json=hold)
    with clock_at(now() + timedelta(days=6)):
        (told,) = await holds(vera, repair)
    assert told["isReviewDue"]
