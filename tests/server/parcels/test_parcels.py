"""A tenant gets a part by post or at the office, and keeps her place in the queue."""

import asyncio
import re
from collections.abc import Awaitable, Callable
from datetime import timedelta
from typing import Any

import pytest
from httpx import AsyncClient

from server.actors import Coordinator
from server.clock import clock_at, now
from server.journal.verify import first_break
from server.parcels import avoided_visits
from server.parcels.tracking import TrackingRefused, checked
from server.repair_requests import self_help
from server.sentences import sentences
from tests.support import given
from tests.support.cast import DE_LINDE, HENK, TOM, VERA

AT_THE_DESK = Coordinator(VERA.id, DE_LINDE.id, VERA.name, "nl")
WASHER = {"part": "tap-washer", "variant": "1/2"}


@pytest.fixture
async def stocked(vera: AsyncClient) -> AsyncClient:
    """Vera, with three washers and three hoses in the warehouse."""
    for part in (WASHER, {"part": "shower-hose", "variant": "150"}):
        await counted(vera, 3, **part)
    return vera


async def counted(vera: AsyncClient, amount: int, **part: str) -> None:
    facts = {**part, "place": "warehouse", "amount": amount, "reason": "Geteld"}
    answer = await vera.post("/api/part-stock/correct", json=facts)
    assert answer.status_code == 200, answer.text


async def asks(tenant: AsyncClient, **changed: str) -> str:
    form = {"id": given.fresh_id(), **WASHER, "way": "post", **changed}
    answer = await tenant.post("/r/parcel", data=form)
    assert answer.status_code == 303, answer.text
    return form["id"]


async def does(desk: AsyncClient, parcel: str, what: str, **facts: Any) -> Any:
    answer = await desk.post(f"/api/parcels/{parcel}/{what}", json=facts)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def sent(rosa: AsyncClient, vera: AsyncClient, **changed: str) -> str:
    parcel = await asks(rosa, **changed)
    await does(vera, parcel, "ready")
    await does(vera, parcel, "send")
    return parcel


async def says(tenant: AsyncClient, parcel: str, what: str, **form: str) -> None:
    answer = await tenant.post(f"/r/parcel/{parcel}/{what}", data=form)
    assert answer.status_code == 303, answer.text


async def file_of(vera: AsyncClient, repair: given.Repair) -> Any:
    return (await vera.get(f"/api/repair-requests/{repair.id}")).json()


async def states(vera: AsyncClient, repair: given.Repair) -> list[str]:
    return [each["state"] for each in (await file_of(vera, repair))["parcels"]]


def standing(vera: AsyncClient, repair: given.Repair, *wanted: str) -> Callable[[], Awaitable[Any]]:
    async def told() -> bool:
        return await states(vera, repair) == list(wanted)

    return told


async def washers(vera: AsyncClient, place: str = "warehouse") -> int:
    lines = (await vera.get("/api/part-stock")).json()["lines"]
    (line,) = [each for each in lines if (each["part"], each["variant"]) == tuple(WASHER.values())]
    return sum(each["amount"] for each in line["amounts"] if each["place"] == place)


async def test_a_part_by_post_from_asking_to_it_works_again(
    rosa: AsyncClient, stocked: AsyncClient
) -> None:
    vera, repair = stocked, await given.repair(rosa)
    before = await file_of(vera, repair)
    parcel = await asks(rosa)
    assert (await file_of(vera, repair))["state"] == "self_help"
    assert await states(vera, repair) == ["approved"]
    assert await washers(vera) == 3
    await does(vera, parcel, "ready")
    assert await washers(vera) == 2
    tracking = {"trackingNumber": "3STEST123", "trackingUrl": "https://post.example.nl/t/3STEST123"}
    await does(vera, parcel, "send", **tracking)
    shown = await does(vera, parcel, "send", **tracking)
    assert (shown["street"], shown["tenantName"]) != ("", "")
    page = (await rosa.get("/r/guide")).text
    for words in ("Uw onderdeel is onderweg", "3STEST123", f'href="{tracking["trackingUrl"]}"'):
        assert words in page
    assert "Uw onderdeel is onderweg" in (await rosa.get("/r")).text
    for _ in range(2):
        await says(rosa, parcel, "arrived")
    assert "U hebt het onderdeel" in (await rosa.get("/r/guide")).text
    assert (await rosa.post("/r/say/solved")).status_code == 303
    file = await file_of(vera, repair)
    assert (file["state"], file["reportedAt"]) == ("solved_by_tenant", before["reportedAt"])
    (told,) = file["parcels"]
    assert (told["state"], told["hasHelped"]) == ("used", True)
    happened = [each["event"] for each in file["timeline"]]
    assert [each for each in happened if each.startswith("parcel.")] == [
        f"parcel.{each}" for each in ("requested", "approved", "ready", "sent", "received", "used")
    ]
    assert await first_break(DE_LINDE.id) is None


async def test_asked_twice_it_is_one_and_a_second_one_waits_for_the_first(
    rosa: AsyncClient, stocked: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    parcel = await asks(rosa)
    assert await asks(rosa, id=parcel) == parcel
    other = await rosa.post("/r/parcel", data={"id": given.fresh_id(), **WASHER, "way": "post"})
    assert other.status_code == 409
    assert await states(stocked, repair) == ["approved"]


@pytest.mark.parametrize(
    "wrong",
    [
        {"part": "shower-hose", "variant": "150"},  # of another fault
        {"variant": ""},
        {"variant": "9/9"},
        {"part": "nothing"},
        {"part": "x" * 99},
        {"part": "\u202e", "variant": "\x00"},  # nothing of it can be read
        {"way": "by pigeon"},
    ],
)
async def test_what_is_not_offered_is_not_sent_and_said_on_her_page(
    rosa: AsyncClient, stocked: AsyncClient, wrong: dict[str, str]
) -> None:
    repair = await given.repair(rosa)
    form = {"id": given.fresh_id(), **WASHER, "way": "post", **wrong}
    page = await rosa.post("/r/parcel", data=form)
    assert page.status_code == 409
    assert "Kies eerst welke u nodig hebt." in page.text
    assert 'name="page" value="/r/guide"' in page.text  # where another language leads back to
    file = await file_of(stocked, repair)
    assert (file["state"], file["parcels"]) == ("reported", [])


async def test_what_does_not_fit_a_letterbox_is_picked_up(
    rosa: AsyncClient, stocked: AsyncClient
) -> None:
    repair = await given.repair(rosa, fault="DOU1")
    await counted(stocked, 2, part="shower-head", variant="")
    head = {"part": "shower-head", "variant": ""}
    by_post = await rosa.post("/r/parcel", data={"id": given.fresh_id(), **head, "way": "post"})
    assert by_post.status_code == 409
    guide = (await rosa.get("/r/guide")).text
    on_button = '<span class="unseen">: '
    assert f"Ik haal dit onderdeel op{on_button}Handdouche" in guide
    assert f"Stuur mij dit onderdeel{on_button}Doucheslang" in guide
    parcel = await asks(rosa, **head, way="pickup")
    assert await states(stocked, repair) == ["approved"]
    await does(stocked, parcel, "ready")
    assert (await stocked.post(f"/api/parcels/{parcel}/send", json={})).status_code == 409
    await does(stocked, parcel, "pickup")
    assert "U kunt uw onderdeel ophalen" in (await rosa.get("/r/guide")).text
    await does(stocked, parcel, "hand-over")
    assert await states(stocked, repair) == ["received"]


async def test_the_desk_decides_above_the_amount_and_without_stock(
    rosa: AsyncClient, henk: AsyncClient, stocked: AsyncClient
) -> None:
    expensive = await given.repair(rosa, fault="TOI3", language="pl")
    await counted(stocked, 5, part="toilet-seat", variant="")
    seat = await asks(rosa, part="toilet-seat", variant="", way="pickup")
    assert await states(stocked, expensive) == ["requested"]
    await does(stocked, seat, "refuse", reason="Dat doen wij liever zelf")
    page = (await rosa.get("/r/guide")).text
    assert 'lang="nl" dir="auto">Dat doen wij liever zelf' in page
    assert sentences("pl")("page.inDutch") in page
    late = await stocked.post(f"/api/parcels/{seat}/approve")
    assert (late.status_code, late.json()["type"]) == (409, "/problems/parcel-moved")

    missing = await given.repair(henk, HENK)
    other = await asks(henk, variant="3/4")
    assert await states(stocked, missing) == ["requested"]
    await does(stocked, other, "approve")
    none = await stocked.post(f"/api/parcels/{other}/ready")
    assert (none.status_code, none.json()["type"]) == (409, "/problems/out-of-stock")


async def test_what_is_promised_is_not_promised_twice(
    rosa: AsyncClient, henk: AsyncClient, vera: AsyncClient
) -> None:
    await counted(vera, 1, **WASHER)
    first, second = await given.repair(rosa), await given.repair(henk, HENK)
    one, other = await asks(rosa), await asks(henk)
    assert (await states(vera, first), await states(vera, second)) == (["approved"], ["requested"])
    await does(vera, other, "approve")
    answers = await asyncio.gather(
        *(vera.post(f"/api/parcels/{each}/ready") for each in (one, other))
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert await washers(vera) == 0


async def test_what_does_not_fit_is_followed_by_another_once(
    rosa: AsyncClient, stocked: AsyncClient
) -> None:
    vera, repair = stocked, await given.repair(rosa)
    first = await sent(rosa, vera)
    await says(rosa, first, "arrived")
    await counted(vera, 3, part="tap-washer", variant="3/8")
    other = {"id": given.fresh_id(), "part": "tap-washer", "variant": "3/8", "way": "post"}
    nothing = await rosa.post(f"/r/parcel/{first}/does-not-fit", data={"variant": ""})
    assert nothing.status_code == 409
    for _ in range(2):
        await says(rosa, first, "does-not-fit", **other)
    assert await states(vera, repair) == ["did_not_fit", "approved"]
    assert (await file_of(vera, repair))["state"] == "self_help"
    await does(vera, first, "take-back")
    assert await washers(vera) == 3
    await does(vera, other["id"], "ready")
    await does(vera, other["id"], "send")
    await says(rosa, other["id"], "arrived")
    third = await rosa.post(
        f"/r/parcel/{other['id']}/does-not-fit", data={**other, "id": given.fresh_id()}
    )
    assert third.status_code == 409
    assert await states(vera, repair) == ["returned", "received"]
    await says(rosa, other["id"], "does-not-fit", variant="come")
    file = await file_of(vera, repair)
    assert (file["state"], await states(vera, repair)) == ("reported", ["returned", "did_not_fit"])


async def test_what_does_not_work_brings_us_in_her_old_place(
    rosa: AsyncClient, stocked: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    before = await file_of(stocked, repair)
    parcel = await sent(rosa, stocked)
    await says(rosa, parcel, "arrived")
    assert (await rosa.post("/r/say/not-solved")).status_code == 303
    file = await file_of(stocked, repair)
    assert (file["state"], file["reportedAt"]) == ("reported", before["reportedAt"])
    assert [(p["state"], p["hasHelped"]) for p in file["parcels"]] == [("used", False)]


async def test_stepping_out_keeps_here_what_was_not_sent(
    rosa: AsyncClient, henk: AsyncClient, stocked: AsyncClient
) -> None:
    vera, repair = stocked, await given.repair(rosa)
    parcel = await asks(rosa)
    await does(vera, parcel, "ready")
    await rosa.post("/r/say/not-solved")
    await given.until(standing(vera, repair, "cancelled"))
    assert await washers(vera) == 3

    given_away = await given.repair(henk, HENK)
    other = await asks(henk)
    await given.job(vera, given_away)
    await given.until(standing(vera, given_away, "cancelled"))
    refused = await vera.post(f"/api/parcels/{other}/ready")
    assert refused.status_code == 409


async def test_what_was_sent_already_goes_on_when_she_steps_out(
    rosa: AsyncClient, stocked: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    parcel = await sent(rosa, stocked)
    await rosa.post("/r/say/not-solved")
    assert (await file_of(stocked, repair))["state"] == "reported"
    await says(rosa, parcel, "arrived")
    assert (await rosa.get("/api/case")).json()["can"][0] == "solved"
    assert (await rosa.post("/r/say/solved")).status_code == 303
    assert (await file_of(stocked, repair))["state"] == "solved_by_tenant"


async def test_a_parcel_on_its_way_says_nothing_of_her_silence(
    rosa: AsyncClient, stocked: AsyncClient
) -> None:
    repair = await given.repair(rosa)

    async def state_after(**later: float) -> str:
        with clock_at(now() + timedelta(**later)):
            await self_help.end_silence()
        return (await file_of(stocked, repair))["state"]

    parcel = await asks(rosa)
    assert await state_after(days=40) == "self_help"  # it is our turn
    await does(stocked, parcel, "ready")
    await does(stocked, parcel, "send")
    assert await state_after(days=13, hours=23) == "self_help"
    with clock_at(now() + timedelta(days=10)):
        await says(rosa, parcel, "arrived")
    assert await state_after(days=14, hours=23) == "self_help"
    assert await state_after(days=15, minutes=1) == "reported"


async def test_a_parcel_that_is_lost_does_not_keep_us_away(
    rosa: AsyncClient, stocked: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    await sent(rosa, stocked)
    with clock_at(now() + timedelta(days=14, minutes=1)):
        await self_help.end_silence()
    assert (await file_of(stocked, repair))["state"] == "reported"


async def test_stock_is_carried_to_a_van_and_never_below_nothing(
    stocked: AsyncClient, tom: AsyncClient, fatima: AsyncClient
) -> None:
    move = {**WASHER, "source": "warehouse", "target": str(TOM.id), "amount": 2}
    answers = await asyncio.gather(
        *(stocked.post("/api/part-stock/move", json=move) for _ in range(2))
    )
    assert sorted(answer.status_code for answer in answers) == [200, 409]
    assert (await washers(stocked), await washers(stocked, str(TOM.id))) == (1, 2)
    (line,) = (await tom.get("/api/van-stock")).json()["lines"]
    assert line["amount"] == 2
    assert (await fatima.get("/api/van-stock")).json() == {"lines": []}
    for wrong in ({"target": "garage"}, {"target": "warehouse"}, {"target": str(HENK.home.id)}):
        refused = await stocked.post("/api/part-stock/move", json={**move, **wrong})
        assert (refused.status_code, refused.json()["type"]) == (422, "/problems/place-unknown")
    assert (await stocked.get("/api/parcels")).json()["low"] > 0


async def test_a_parcel_of_somebody_else_is_not_there(
    rosa: AsyncClient, henk: AsyncClient, stocked: AsyncClient, otto: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    await given.repair(henk, HENK)
    parcel = await sent(rosa, stocked)
    assert (await henk.post(f"/r/parcel/{parcel}/arrived")).status_code == 409
    taken = {"id": parcel, **WASHER, "way": "post"}
    assert (await henk.post("/r/parcel", data=taken)).status_code == 409
    for what in ("approve", "ready", "pickup", "hand-over", "take-back", "cancel"):
        assert (await otto.post(f"/api/parcels/{parcel}/{what}")).status_code == 404
    assert (await otto.get("/api/parcels")).json()["items"] == []
    assert await states(stocked, repair) == ["sent"]


@pytest.mark.parametrize(
    "url",
    [
        "http://post.nl/1",
        "javascript:alert(1)",
        "https://post.nl@elsewhere.nl/",
        "https://localhost/1",
        "https://127.0.0.1/1",
        "https://post.nl/a b",
        'https://post.nl/"onclick=',
        "https://[",
    ],
)
def test_only_a_plain_link_to_a_named_site_is_followed(url: str) -> None:
    with pytest.raises(TrackingRefused):
        checked(url)


async def test_her_page_explains_which_one_to_choose(
    rosa: AsyncClient, stocked: AsyncClient
) -> None:
    await given.repair(rosa)
    page = (await rosa.get("/r/guide")).text
    assert "Meet het oude leertje" in page
    assert page.count('name="variant" value="1/2"') == 1
    assert len(set(re.findall(r'name="id" value="([0-9a-f-]{36})"', page))) == 1


async def test_a_visit_is_avoided_when_it_stays_solved_for_thirty_days(
    rosa: AsyncClient, henk: AsyncClient, stocked: AsyncClient
) -> None:
    async def figures(**later: float) -> tuple[int, int, int]:
        with clock_at(now() + timedelta(**later)):
            told = await avoided_visits.figures(AT_THE_DESK, 365)
        return told.set_out, told.avoided, told.waiting

    await given.repair(rosa)
    await says(rosa, await sent(rosa, stocked), "arrived")
    await rosa.post("/r/say/solved")
    await given.repair(henk, HENK)
    await henk.post("/r/say/try")
    await henk.post("/r/say/solved")
    assert await figures(days=29) == (2, 0, 2)
    assert await figures(days=31) == (2, 2, 0)
    await henk.post("/r/say/reopen", data={"words": "Hij druppelt weer"})
    assert await figures(days=31) == (2, 1, 0)
    assert await figures(days=400) == (0, 0, 0)
    shown = (await stocked.get("/api/insight/self-help")).json()
    assert (shown["waiting"], shown["partsSent"], shown["costCents"]) == (1, 1, 150)
