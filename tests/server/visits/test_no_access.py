"""Nobody opened: what that takes, what she reads, and what the office has to do about it."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from httpx import AsyncClient

from tests.support import given
from tests.support.given import Repair


@pytest.fixture
async def repair(rosa: AsyncClient) -> Repair:
    return await given.repair(rosa)


@pytest.fixture
async def job(vera: AsyncClient, repair: Repair) -> str:
    return await given.job(vera, repair)


async def refused(tom: AsyncClient, job: str, **changed: Any) -> dict[str, Any]:
    body = given.nobody_opened(**changed)
    answer = await tom.post(f"/api/jobs/{job}/no-access", json=body)
    assert answer.status_code == 422, answer.text
    return answer.json()


async def row(vera: AsyncClient, repair: Repair) -> dict[str, Any]:
    return (await vera.get(f"/api/repair-requests/{repair.id}")).json()


async def followed_up(who: AsyncClient, no_access: str, **changed: Any) -> Any:
    body = {"words": "Gebeld: morgen is zij er", **changed}
    return await who.post(f"/api/no-access/{no_access}/follow-up", json=body)


async def test_the_job_waits_and_her_page_says_how_to_go_on(
    rosa: AsyncClient, tom: AsyncClient, vera: AsyncClient, repair: Repair, job: str
) -> None:
    await given.no_access(tom, job)
    read = (await tom.get(f"/api/jobs/{job}")).json()
    assert read["state"] == "interrupted"
    assert [each["way"] for each in read["noAccess"][0]["attempts"]] == ["rang", "phoned"]
    page = (await rosa.get("/r")).text
    assert "Wij waren er, maar niemand deed open" in page
    found = await row(vera, repair)
    assert (found["state"], found["visitsFailedByTenant"]) == ("underway", 1)
    assert found["noAccessNeeds"] is None


async def test_sent_twice_it_is_noted_once(tom: AsyncClient, job: str) -> None:
    body = given.nobody_opened()
    path = f"/api/jobs/{job}/no-access"
    answers = [await tom.post(path, json=body) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    assert len(answers[1].json()["noAccess"]) == 1


async def test_two_attempts_at_the_door_are_needed(tom: AsyncClient, job: str) -> None:
    before = {"way": "phoned", "at": given.moment(minutes=30)}
    once = {"way": "rang", "at": given.moment(minutes=5)}
    problem = await refused(tom, job, attempts=[before, once])
    assert problem["type"] == "/problems/attempts-missing"
    assert problem["errors"][0]["pointer"] == "/attempts"


async def test_ten_minutes_at_the_door_are_needed(tom: AsyncClient, job: str) -> None:
    at_door = given.moment(minutes=9)
    tried = [{"way": "rang", "at": given.moment(minutes=minute)} for minute in (8, 4)]
    problem = await refused(tom, job, atDoorAt=at_door, attempts=tried)
    assert problem["type"] == "/problems/waited-too-short"
    possible = datetime.fromisoformat(problem["possibleFrom"])
    assert possible == datetime.fromisoformat(at_door) + timedelta(minutes=10)


async def test_he_was_not_at_the_door_before_his_phone_said_so_itself(
    tom: AsyncClient, job: str
) -> None:
    await tom.post(f"/api/jobs/{job}/at-door", json={"atDoorAt": given.moment(minutes=7)})
    assert (await refused(tom, job))["type"] == "/problems/waited-too-short"


async def test_a_photo_of_the_door_is_needed_or_a_reason(tom: AsyncClient, job: str) -> None:
    assert (await refused(tom, job, photo=None))["type"] == "/problems/door-photo-missing"
    body = given.nobody_opened(photo=None, noPhotoBecause="Kinderen voor de deur")
    assert (await tom.post(f"/api/jobs/{job}/no-access", json=body)).status_code == 201


async def test_a_photo_of_another_repair_is_no_photo_of_this_door(
    tom: AsyncClient, vera: AsyncClient, henk: AsyncClient, job: str
) -> None:
    other = await given.job(vera, await given.repair(henk))
    photo = await given.photo(tom, given.photos_of(other), moment="before")
    assert (await refused(tom, job, photo=photo))["type"] == "/problems/door-photo-missing"


async def test_after_the_second_time_the_office_calls(
    tom: AsyncClient, vera: AsyncClient, repair: Repair, job: str
) -> None:
    await given.no_access(tom, job, minutes_ago=60)
    second = await given.no_access(tom, job)
    assert (await row(vera, repair))["noAccessNeeds"] == "call"
    listed = (await vera.get("/api/repair-requests", params={"state": "to_call"})).json()
    assert [each["id"] for each in listed["items"]] == [repair.id]
    assert listed["counts"]["toCall"] == 1
    assert (await followed_up(vera, second)).status_code == 200
    again = await followed_up(vera, second, words="Iets anders")
    assert (again.status_code, again.json()["words"]) == (409, "Gebeld: morgen is zij er")
    found = await row(vera, repair)
    assert (found["noAccessNeeds"], found["state"]) == (None, "underway")


async def test_after_the_third_time_a_manager_decides(
    rosa: AsyncClient,
    tom: AsyncClient,
    vera: AsyncClient,
    ingrid: AsyncClient,
    repair: Repair,
    job: str,
) -> None:
    for minutes_ago in (120, 60):
        await given.no_access(tom, job, minutes_ago)
    third = await given.no_access(tom, job)
    assert (await row(vera, repair))["noAccessNeeds"] == "decision"
    refusal = await followed_up(vera, third)
    assert (refusal.status_code, refusal.json()["type"]) == (403, "/problems/manager-decides")
    reason = "Drie keer niemand thuis, en geen antwoord"
    stopped = await followed_up(ingrid, third, words=reason, stops=True)
    assert stopped.json()["state"] == "cancelled"
    assert reason in (await rosa.get("/r")).text


async def test_arriving_takes_the_work_up_again(tom: AsyncClient, job: str) -> None:
    await given.no_access(tom, job)
    visit = await given.arrival(tom, job, minutes_ago=0)
    assert (await tom.get(f"/api/jobs/{job}")).json()["state"] == "in_progress"
    await given.departure(tom, visit)
    assert (await tom.get(f"/api/jobs/{job}")).json()["state"] == "in_review"


async def test_nobody_says_that_the_door_stayed_shut_while_he_is_inside(
    tom: AsyncClient, job: str
) -> None:
    await given.arrival(tom, job, minutes_ago=30)
    answer = await tom.post(f"/api/jobs/{job}/no-access", json=given.nobody_opened())
    problem = answer.json()
    assert (answer.status_code, problem["type"]) == (409, "/problems/visit-move-refused")
    assert (problem["state"], problem["possible"]) == (
        "in_progress",
        ["interrupted", "left", "repaired_temporarily"],
    )


async def test_otto_and_contractors_have_no_say(
    tom: AsyncClient, otto: AsyncClient, fatima: AsyncClient, job: str
) -> None:
    no_access = await given.no_access(tom, job)
    assert (await followed_up(otto, no_access)).status_code == 404
    body = {**given.nobody_opened(), "id": no_access}
    assert (await fatima.post(f"/api/jobs/{job}/no-access", json=body)).status_code == 404
