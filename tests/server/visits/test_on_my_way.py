"""A technician says that he is on his way: she is told when to expect him, and no trail is kept."""

from datetime import timedelta
from typing import Any

import pytest
from httpx import AsyncClient

from server.clock import HOME, clock_at, now
from server.journal.tables import JournalEntry
from server.visits.approaching import LASTS, lapse
from server.visits.tables import Approach
from tests.support import given


@pytest.fixture
async def job(rosa: AsyncClient, vera: AsyncClient) -> str:
    return await given.job(vera, await given.repair(rosa))


def setting_out(minutes: int = 20, **ago: float) -> dict[str, Any]:
    return {"setOutAt": given.moment(**ago), "minutes": minutes}


async def on_my_way(tom: AsyncClient, job: str, **told: Any) -> dict[str, Any]:
    answer = await tom.post(f"/api/jobs/{job}/on-my-way", json=setting_out(**told))
    assert answer.is_success, answer.text
    return answer.json()


async def next_of(rosa: AsyncClient) -> str:
    return (await rosa.get("/api/case")).json()["next"]["key"]


async def written(event: str) -> list[Any]:
    return await JournalEntry.objects().where(JournalEntry.event == event)


async def test_her_page_says_about_when_he_comes(
    rosa: AsyncClient, tom: AsyncClient, job: str
) -> None:
    told = await on_my_way(tom, job, minutes=25)
    expected = told["approach"]["expectedAt"]
    clock = (now() + timedelta(minutes=25)).astimezone(HOME).strftime("%H:%M")
    page = (await rosa.get("/r")).text
    assert f"Tom is onderweg, rond {clock}" in page
    assert (await rosa.get("/api/case")).json()["next"]["at"] == expected


async def test_sent_twice_it_is_told_once_and_the_last_word_counts(
    tom: AsyncClient, job: str
) -> None:
    told = setting_out(20)
    path = f"/api/jobs/{job}/on-my-way"
    first, second = [(await tom.post(path, json=told)).json()["approach"] for _ in range(2)]
    assert first == second
    assert len(await written("visit.set_out")) == 1
    later = (await on_my_way(tom, job, minutes=40))["approach"]
    assert later["expectedAt"] > first["expectedAt"]


@pytest.mark.parametrize("end", ["arrives", "turns back", "nobody opens", "lapses"])
async def test_nothing_is_kept_of_how_he_came(tom: AsyncClient, job: str, end: str) -> None:
    expected = (await on_my_way(tom, job))["approach"]["expectedAt"]
    match end:
        case "arrives":
            await given.arrival(tom, job, minutes_ago=0)
        case "turns back":
            path = f"/api/jobs/{job}/on-my-way/take-back"
            assert (await tom.post(path, json={"turnedBackAt": given.moment()})).is_success
        case "nobody opens":
            await given.no_access(tom, job)
        case _:
            with clock_at(now() + LASTS):
                await lapse()
    assert await Approach.count() == 0
    assert (await tom.get(f"/api/jobs/{job}")).json()["approach"] is None
    lines = await JournalEntry.objects()
    assert not [line for line in lines if expected[:16] in (line.payload or "")]
    (line,) = await written("visit.set_out")
    assert line.payload in (None, "{}")


async def test_after_two_hours_her_page_says_it_no_more(
    rosa: AsyncClient, tom: AsyncClient, job: str
) -> None:
    await on_my_way(tom, job)
    assert await next_of(rosa) == "on_the_way"
    with clock_at(now() + LASTS + timedelta(minutes=1)):
        assert await next_of(rosa) == "given"


async def test_what_is_sent_after_he_should_have_been_there_tells_nobody(
    rosa: AsyncClient, tom: AsyncClient, job: str
) -> None:
    answer = await tom.post(f"/api/jobs/{job}/on-my-way", json=setting_out(20, hours=1))
    assert (answer.status_code, answer.json()["approach"]) == (200, None)
    assert await next_of(rosa) == "given"
    assert await written("visit.set_out") == []


async def test_setting_out_that_comes_after_the_arrival_brings_nobody_back(
    tom: AsyncClient, job: str
) -> None:
    visit = await given.arrival(tom, job, minutes_ago=5)
    answer = await tom.post(f"/api/jobs/{job}/on-my-way", json=setting_out(30, hours=0.2))
    assert (answer.status_code, answer.json()["approach"]) == (200, None)
    await given.departure(tom, visit)


async def test_at_the_door_she_is_told_that_he_rings(
    rosa: AsyncClient, tom: AsyncClient, job: str
) -> None:
    await on_my_way(tom, job)
    path = f"/api/jobs/{job}/at-door"
    told = {"atDoorAt": given.moment()}
    first, second = [(await tom.post(path, json=told)).json()["approach"] for _ in range(2)]
    assert first == second
    assert first["expectedAt"] is None
    assert len(await written("visit.at_door")) == 1
    assert "Tom staat voor de deur" in (await rosa.get("/r")).text


async def test_she_says_that_she_is_not_at_home_and_his_phone_hears_it(
    rosa: AsyncClient, tom: AsyncClient, job: str
) -> None:
    await on_my_way(tom, job)
    assert "/r/say/not-home" in (await rosa.get("/r")).text
    for _ in range(2):
        assert (await rosa.post("/r/say/not-home")).status_code in (200, 303)
    read = (await tom.get(f"/api/jobs/{job}")).json()
    assert read["approach"]["calledOffAt"]
    assert read["state"] == "interrupted"
    assert len(await written("visit.called_off")) == 1
    page = (await rosa.get("/r")).text
    assert "Tom komt nu niet" in page
    assert "/r/say/not-home" not in page


async def test_she_cannot_call_off_what_is_not_on_its_way(
    rosa: AsyncClient, tom: AsyncClient, job: str
) -> None:
    page = await rosa.post("/r/say/not-home")
    assert "Dat kan nu niet meer" in page.text
    assert (await tom.get(f"/api/jobs/{job}")).json()["state"] == "given"


async def test_a_phone_whose_clock_is_wrong_by_days_is_told_what_would_be_possible(
    tom: AsyncClient, job: str
) -> None:
    path = f"/api/jobs/{job}/on-my-way"
    future = (await tom.post(path, json=setting_out(20, days=-3))).json()
    assert (future["type"], "latest" in future) == ("/problems/time-impossible", True)
    past = (await tom.post(path, json=setting_out(20, days=9))).json()
    assert (past["type"], "earliest" in past) == ("/problems/time-impossible", True)


async def test_otto_and_a_colleague_do_not_set_out(
    otto: AsyncClient, fatima: AsyncClient, tom: AsyncClient, job: str
) -> None:
    path = f"/api/jobs/{job}/on-my-way"
    assert (await otto.post(path, json=setting_out())).status_code == 403
    assert (await fatima.post(path, json=setting_out())).status_code == 404
    assert (await tom.get(f"/api/jobs/{job}")).json()["approach"] is None
