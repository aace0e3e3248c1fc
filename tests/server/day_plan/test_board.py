"""The planning board tells who goes where; a suggested day can be taken over as it is."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from httpx import AsyncClient

from server.jobs.tables import Job, JobState
from tests.server.moments.test_choosing import on_monday, told
from tests.support import given
from tests.support.cast import FATIMA, HENK, TOM


@pytest.fixture
async def jobs(rosa: AsyncClient, henk: AsyncClient, vera: AsyncClient) -> tuple[str, str]:
    """Tom has Rosa's, Fatima has Henk's; nobody comes for either yet."""
    return (
        await given.job(vera, await given.repair(rosa)),
        await given.job(vera, await given.repair(henk, HENK), FATIMA),
    )


async def the_board(client: AsyncClient, monday: datetime, days: int = 1) -> dict[str, Any]:
    answer = await client.get(
        "/api/planning/board", params={"first": f"{monday.date()}", "days": days}
    )
    assert answer.status_code == 200, answer.text
    return answer.json()


async def suggested(client: AsyncClient, monday: datetime, ahead: int = 1) -> dict[str, Any]:
    day = f"{(monday + timedelta(days=ahead)).date()}"
    answer = await client.post("/api/planning/suggestion", json={"day": day})
    assert answer.status_code == 200, answer.text
    return answer.json()


async def accepted(client: AsyncClient, suggestion: dict[str, Any]) -> list[dict[str, Any]]:
    stops = [
        {
            "appointmentId": given.fresh_id(),
            "jobId": stop["job"]["jobId"],
            "technicianId": stop["technicianId"],
            **stop["block"],
        }
        for stop in suggestion["stops"]
        if not stop["appointmentId"]
    ]
    facts = {"visits": stops, "areSuggested": True}
    answer = await client.post("/api/planning/visits", json=facts)
    assert answer.status_code == 200, answer.text
    again = await client.post("/api/planning/visits", json=facts)
    assert again.json() == answer.json()
    return answer.json()


async def away(vera: AsyncClient, person: Any, monday: datetime) -> None:
    tuesday = f"{(monday + timedelta(days=1)).date()}"
    facts = {"id": given.fresh_id(), "fromOn": tuesday, "untilOn": tuesday, "because": "ill"}
    answer = await vera.post(f"/api/planning/people/{person.id}/absences", json=facts)
    assert answer.is_success, answer.text


def visits_on(board: dict[str, Any]) -> dict[str, list[str]]:
    return {
        person["name"]: [visit["job"]["jobId"] for day in person["days"] for visit in day["visits"]]
        for person in board["people"]
    }


async def test_the_board_tells_who_comes_and_what_waits(
    vera: AsyncClient, otto: AsyncClient, jobs: tuple[str, str]
) -> None:
    with on_monday() as monday:
        before = await the_board(vera, monday)
        assert [job["jobId"] for job in before["unplanned"]] == list(jobs)
        await given.appointment(vera, jobs[0], (await given.visit_blocks(vera, jobs[0]))[0])
        after = await the_board(vera, monday, days=5)
        assert [job["jobId"] for job in after["unplanned"]] == [jobs[1]]
        assert visits_on(after)[TOM.name] == [jobs[0]]
        of_another = await the_board(otto, monday)
        assert of_another["unplanned"] == []
        assert not any(visits_on(of_another).values())


async def test_a_suggested_day_is_taken_over_as_it_is(
    vera: AsyncClient, jobs: tuple[str, str]
) -> None:
    with on_monday() as monday:
        day = await suggested(vera, monday)
        assert {stop["job"]["jobId"] for stop in day["stops"]} == set(jobs)
        for stop in day["stops"]:
            assert stop["block"]["beginsAt"] <= stop["beginsAt"] < stop["block"]["endsAt"]
        answers = await accepted(vera, day)
        assert [answer["problem"] for answer in answers] == [None, None]
        planned = visits_on(await the_board(vera, monday, days=2))
        assert sorted(job for each in planned.values() for job in each) == sorted(jobs)
        assert await told("appointment.planned") == 2
        # What is agreed stays where it is.
        once_more = await suggested(vera, monday)
        assert all(stop["appointmentId"] for stop in once_more["stops"])
        assert len(once_more["stops"]) == 2


async def test_what_somebody_has_who_is_away_goes_to_a_colleague(
    vera: AsyncClient, jobs: tuple[str, str]
) -> None:
    with on_monday() as monday:
        await away(vera, TOM, monday)
        day = await suggested(vera, monday)
        assert {stop["technicianId"] for stop in day["stops"]} == {str(FATIMA.id)}
        assert {answer["problem"] for answer in await accepted(vera, day)} == {None}
        assert set(visits_on(await the_board(vera, monday, days=2))[FATIMA.name]) == set(jobs)


async def test_who_looked_by_video_comes_himself(vera: AsyncClient, jobs: tuple[str, str]) -> None:
    await Job.update({Job.state: JobState.PREPARED}).where(Job.id == jobs[0])
    with on_monday() as monday:
        await away(vera, TOM, monday)
        day = await suggested(vera, monday)
        assert [job["jobId"] for job in day["left"]] == [jobs[0]]


async def test_of_a_day_taken_over_each_visit_is_answered_for_itself(
    vera: AsyncClient, jobs: tuple[str, str]
) -> None:
    with on_monday() as monday:
        day = await suggested(vera, monday)
        await given.appointment(vera, jobs[0], (await given.visit_blocks(vera, jobs[0]))[8])
        answers = {each["jobId"]: each["problem"] for each in await accepted(vera, day)}
        assert answers == {jobs[0]: "appointment-changed", jobs[1]: None}


async def test_a_day_that_is_over_is_not_suggested(vera: AsyncClient) -> None:
    with on_monday() as monday:
        day = f"{(monday - timedelta(days=1)).date()}"
        refused = await vera.post("/api/planning/suggestion", json={"day": day})
        assert refused.status_code == 422
        assert refused.json()["type"] == "/problems/day-is-over"


async def test_a_call_is_kept_free(vera: AsyncClient, jobs: tuple[str, str]) -> None:
    with on_monday() as monday:
        begins = monday + timedelta(days=1)
        await given.previsit(vera, jobs[0], begins.isoformat())
        day = await suggested(vera, monday)
        toms = [stop for stop in day["stops"] if stop["technicianId"] == str(TOM.id)]
        for stop in toms:
            at = datetime.fromisoformat(stop["beginsAt"])
            ends = at + timedelta(minutes=stop["job"]["minutes"])
            assert ends <= begins or at >= begins + timedelta(minutes=30)


async def placed(client: AsyncClient, **facts: Any) -> str | None:
    visit = {"appointmentId": given.fresh_id(), **facts}
    answer = await client.post("/api/planning/visits", json={"visits": [visit]})
    assert answer.status_code == 200, answer.text
    return answer.json()[0]["problem"]


async def test_a_visit_moves_to_another_block_and_to_a_colleague(
    vera: AsyncClient, jobs: tuple[str, str]
) -> None:
    with on_monday() as monday:
        blocks = await given.visit_blocks(vera, jobs[0])
        there = await given.appointment(vera, jobs[0], blocks[4])
        facts = {"jobId": jobs[0], "insteadOf": there, "technicianId": str(FATIMA.id)}
        # The same block: nothing that the tenant was told changes, so she is told nothing.
        assert await placed(vera, **facts, **blocks[4]) is None
        assert await told("appointment.moved") == 0
        assert visits_on(await the_board(vera, monday, days=3))[FATIMA.name] == [jobs[0]]
        assert await placed(vera, **facts, **blocks[5]) is None
        assert await told("appointment.moved") == 1
        assert await placed(vera, **facts, **blocks[6]) == "appointment-changed"


async def test_what_is_refused_leaves_the_job_with_whoever_had_it(
    vera: AsyncClient, jobs: tuple[str, str]
) -> None:
    with on_monday() as monday:
        await away(vera, FATIMA, monday)
        tuesday = (await given.visit_blocks(vera, jobs[0]))[4]
        facts = {"jobId": jobs[0], "technicianId": str(FATIMA.id), **tuesday}
        assert await placed(vera, **facts) == "technician-away"
        job = (await vera.get(f"/api/jobs/{jobs[0]}")).json()
        assert job["technician"]["id"] == str(TOM.id)
        assert await placed(vera, **{**facts, "jobId": given.fresh_id()}) == "not-found"
