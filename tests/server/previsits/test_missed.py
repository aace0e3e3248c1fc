"""A call that did not come about is written down and said, and nobody is blamed."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from httpx import AsyncClient

from server.clock import HOME, clock_at
from server.previsits.missed import note_missed
from tests.support import given

JOIN = "/api/case/previsit/join"


def next_monday() -> datetime:
    """Ten in the morning, when the real clock has not come yet."""
    today = datetime.now(HOME)
    monday = today + timedelta(days=7 - today.weekday())
    return monday.replace(hour=10, minute=0, second=0, microsecond=0)


MONDAY = next_monday()


@pytest.fixture
async def repair(rosa: AsyncClient) -> given.Repair:
    return await given.repair(rosa)


@pytest.fixture
async def call(vera: AsyncClient, repair: given.Repair) -> str:
    """Planned for Monday."""
    return await given.previsit(vera, await given.job(vera, repair), MONDAY.isoformat())


async def noted(vera: AsyncClient, repair: given.Repair) -> list[dict[str, Any]]:
    """What the desk's timeline says of it."""
    found = (await vera.get(f"/api/repair-requests/{repair.id}")).json()["timeline"]
    return [each["detail"] for each in found if each["event"] == "previsit.missed"]


async def test_nobody_came_so_she_reads_it_and_chooses_again(
    rosa: AsyncClient, vera: AsyncClient, repair: given.Repair, call: str
) -> None:
    with clock_at(MONDAY + timedelta(minutes=59)):
        await note_missed()
        assert await noted(vera, repair) == []
    with clock_at(MONDAY + timedelta(minutes=61)):
        await note_missed()
        await note_missed()
        assert await noted(vera, repair) == [{"absent": "both", "isAskedAgain": True}]
        case = (await rosa.get("/api/case")).json()
        assert case["next"]["key"] == "previsit_missed"
        assert "choose_moment" in case["can"]
        page = (await rosa.get("/r")).text
        assert "Het online kijken ging niet door" in page
        assert "Dat is niemands schuld" in page
        assert 'href="/r/moment"' in page
        free = (await rosa.get("/api/case/previsit/moments")).json()["free"]
        await rosa.put("/api/case/previsit/moment", json={"at": free[0]})
        assert (await rosa.get("/api/case")).json()["next"]["key"] == "previsit_planned"


async def test_she_waited_and_nobody_came(
    rosa: AsyncClient, vera: AsyncClient, repair: given.Repair, call: str
) -> None:
    with clock_at(MONDAY):
        await rosa.post(JOIN)
    with clock_at(MONDAY + timedelta(hours=2)):
        await note_missed()
        assert (await noted(vera, repair))[0]["absent"] == "technician"
        assert "Dat lag niet aan u" in (await rosa.get("/r")).text


async def test_he_waited_and_she_did_not_come(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient, repair: given.Repair, call: str
) -> None:
    with clock_at(MONDAY):
        await tom.post(f"/api/previsits/{call}/open")
    with clock_at(MONDAY + timedelta(minutes=6)):
        ended = (await tom.post(f"/api/previsits/{call}/end")).json()
        assert (ended["previsit"]["state"], ended["previsit"]["absent"]) == ("missed", "tenant")
        assert await noted(vera, repair) == [{"absent": "tenant", "isAskedAgain": True}]
        assert "Zoiets kan iedereen gebeuren" in (await rosa.get("/r")).text


async def by_phone(tom: AsyncClient, call: str) -> None:
    await tom.post(f"/api/previsits/{call}/rung", json={"rung": "phone"})


@pytest.mark.parametrize("minutes", [1, 9])
async def test_who_hangs_up_at_once_or_phoned_her_did_not_wait_for_nothing(
    vera: AsyncClient, tom: AsyncClient, repair: given.Repair, call: str, minutes: int
) -> None:
    with clock_at(MONDAY):
        await tom.post(f"/api/previsits/{call}/open")
    with clock_at(MONDAY + timedelta(minutes=minutes)):
        if minutes > 5:
            await by_phone(tom, call)
        ended = (await tom.post(f"/api/previsits/{call}/end")).json()
        assert ended["previsit"]["state"] == "held"
        assert await noted(vera, repair) == []


async def test_after_three_times_somebody_comes_without_a_call(
    rosa: AsyncClient, vera: AsyncClient, repair: given.Repair, call: str
) -> None:
    at = MONDAY
    for asked_again in (True, True, False):
        with clock_at(at + timedelta(hours=2)):
            await note_missed()
            assert (await noted(vera, repair))[-1]["isAskedAgain"] == asked_again
            if asked_again:
                free = (await rosa.get("/api/case/previsit/moments")).json()["free"]
                await rosa.put("/api/case/previsit/moment", json={"at": free[0]})
                at = datetime.fromisoformat(free[0])
                continue
            case = (await rosa.get("/api/case")).json()
            assert "choose_moment" not in case["can"]
            assert "zonder eerst online te kijken" in (await rosa.get("/r")).text


async def test_a_call_that_is_held_after_all_takes_the_question_back(
    rosa: AsyncClient, tom: AsyncClient, call: str
) -> None:
    with clock_at(MONDAY + timedelta(hours=2)):
        await note_missed()
        assert (await tom.post(f"/api/previsits/{call}/open")).status_code == 200
        case = (await rosa.get("/api/case")).json()
        assert (case["next"]["key"], "choose_moment" in case["can"]) == ("previsit_open", False)
        assert (await rosa.post(JOIN)).status_code == 200


async def test_a_missed_call_is_not_opened_beside_the_next_one(
    rosa: AsyncClient, tom: AsyncClient, call: str
) -> None:
    with clock_at(MONDAY + timedelta(hours=2)):
        await note_missed()
        free = (await rosa.get("/api/case/previsit/moments")).json()["free"]
        await rosa.put("/api/case/previsit/moment", json={"at": free[0]})
        refused = await tom.post(f"/api/previsits/{call}/open")
        assert (refused.status_code, refused.json()["type"]) == (409, "/problems/no-previsit-now")


async def test_whoever_helps_her_is_not_told_who_it_was(
    rosa: AsyncClient, henk: AsyncClient, vera: AsyncClient, repair: given.Repair, call: str
) -> None:
    await given.helper_signed_in(henk, await given.helper(vera, repair))
    with clock_at(MONDAY + timedelta(hours=2)):
        await note_missed()
        page = (await henk.get("/r")).text
        assert "Het online kijken ging niet door" in page
        assert "Er was niemand in het gesprek" not in page
