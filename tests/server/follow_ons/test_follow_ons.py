"""What is left after a visit: proposed, given out or refused; forced where it is a makeshift."""

from typing import Any

import pytest
from httpx import AsyncClient

from tests.support import given
from tests.support.cast import FATIMA
from tests.support.given import Repair


@pytest.fixture
async def repair(rosa: AsyncClient) -> Repair:
    return await given.repair(rosa)


@pytest.fixture
async def job(vera: AsyncClient, repair: Repair) -> str:
    return await given.job(vera, repair)


async def proposed(tom: AsyncClient, job: str, **changed: Any) -> str:
    body = given.a_follow_on(**changed)
    answer = await tom.post(f"/api/jobs/{job}/follow-ons", json=body)
    assert answer.status_code == 201, answer.text
    return body["id"]


async def left(tom: AsyncClient, job: str, outcome: str) -> str:
    """With a photo that the office can judge."""
    visit = await given.arrival(tom, job, minutes_ago=30)
    photo = await given.photo(tom, given.photos_of(job), visitId=visit)
    facts = {"leftAt": given.moment(), "photosTaken": 1, "photos": [photo], "outcome": outcome}
    assert (await tom.post(f"/api/visits/{visit}/leave", json=facts)).is_success
    return photo


async def state_of(vera: AsyncClient, job: str) -> str:
    return (await vera.get(f"/api/jobs/{job}")).json()["state"]


async def given_out(vera: AsyncClient, follow_on: str, **changed: Any) -> Any:
    body = {"jobId": given.fresh_id(), "technicianId": str(FATIMA.id), **changed}
    return await vera.post(f"/api/follow-ons/{follow_on}/give", json=body)


async def test_it_is_read_by_the_office_and_sent_twice_it_is_proposed_once(
    tom: AsyncClient, job: str
) -> None:
    body = given.a_follow_on()
    path = f"/api/jobs/{job}/follow-ons"
    answers = [await tom.post(path, json=body) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    (found,) = answers[1].json()["followOns"]
    assert [trade["code"] for trade in found["trades"]] == ["LOO", "TEG"]
    assert (found["people"], found["isEmergency"], found["state"]) == (2, True, "proposed")
    assert (found["stockParts"], found["otherParts"]) == (["Kraanleertje"], ["Tegels 15x15 wit"])


async def test_a_trade_that_we_do_not_know_is_refused(tom: AsyncClient, job: str) -> None:
    body = given.a_follow_on(trades=["XYZ"])
    refused = await tom.post(f"/api/jobs/{job}/follow-ons", json=body)
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/trade-unknown")


async def test_given_out_it_is_a_job_of_the_same_repair(
    rosa: AsyncClient,
    tom: AsyncClient,
    fatima: AsyncClient,
    vera: AsyncClient,
    repair: Repair,
    job: str,
) -> None:
    follow_on = await proposed(tom, job)
    photo = await left(tom, job, "finished")
    assert (await vera.post(f"/api/photos/{photo}/accept", json={})).is_success
    row = (await vera.get(f"/api/repair-requests/{repair.id}")).json()
    assert row["state"] == "underway"
    assert "Wij komen nog een keer" in (await rosa.get("/r")).text
    body = {"jobId": given.fresh_id()}
    answers = [await given_out(vera, follow_on, **body) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [200, 200]
    (mine,) = (await fatima.get("/api/jobs")).json()["jobs"]
    assert (mine["id"], mine["number"], mine["state"]) == (body["jobId"], repair.number, "given")
    other = await given_out(vera, follow_on)
    assert (other.status_code, other.json()["type"]) == (409, "/problems/follow-on-decided")


async def test_refused_with_a_reason_the_repair_is_done(
    tom: AsyncClient, vera: AsyncClient, repair: Repair, job: str
) -> None:
    follow_on = await proposed(tom, job)
    photo = await left(tom, job, "finished")
    assert (await vera.post(f"/api/photos/{photo}/accept", json={})).is_success
    body = {"reason": "Dat hoort bij groot onderhoud"}
    path = f"/api/follow-ons/{follow_on}/refuse"
    first, refused = [await vera.post(path, json=body) for _ in range(2)]
    assert (first.status_code, refused.status_code) == (200, 200), refused.text
    assert refused.json()["followOns"][0]["refusal"] == body["reason"]
    assert (await vera.get(f"/api/repair-requests/{repair.id}")).json()["state"] == "done"


async def test_what_is_repaired_for_now_is_not_done_without_a_follow_on(
    rosa: AsyncClient, tom: AsyncClient, vera: AsyncClient, job: str
) -> None:
    photo = await left(tom, job, "temporary")
    assert "Het is voor nu hersteld" in (await rosa.get("/r")).text
    assert (await vera.post(f"/api/photos/{photo}/accept", json={})).is_success
    assert await state_of(vera, job) == "in_review"
    path = f"/api/jobs/{job}/close"
    refused = await vera.post(path, json={"reason": "Zo is het goed"})
    assert refused.json()["type"] == "/problems/temporary-needs-follow-on"

    follow_on = await proposed(tom, job)
    await given.until(lambda: is_done(vera, job))
    body = {"reason": "Niet nodig"}
    last = await vera.post(f"/api/follow-ons/{follow_on}/refuse", json=body)
    assert (last.status_code, last.json()["type"]) == (409, "/problems/temporary-needs-follow-on")
    assert (await given_out(vera, follow_on)).is_success


async def is_done(vera: AsyncClient, job: str) -> bool:
    return await state_of(vera, job) == "done"


async def test_otto_and_colleagues_have_no_say(
    tom: AsyncClient, fatima: AsyncClient, otto: AsyncClient, job: str
) -> None:
    follow_on = await proposed(tom, job)
    assert (await given_out(otto, follow_on)).status_code == 404
    body = given.a_follow_on(id=follow_on)
    assert (await fatima.post(f"/api/jobs/{job}/follow-ons", json=body)).status_code == 404
