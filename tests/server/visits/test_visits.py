"""The technician at the door. His phone may have been offline for hours, and sends things twice."""

import asyncio

import pytest
from httpx import AsyncClient

from server.journal.tables import JournalEntry
from server.visits.tables import Visit
from tests.support import given


@pytest.fixture
async def job(rosa: AsyncClient, vera: AsyncClient) -> str:
    return await given.job(vera, await given.repair(rosa))


def an_arrival(**ago: float) -> dict[str, str]:
    return {"id": given.fresh_id(), "arrivedAt": given.moment(**ago)}


def a_departure(photos_taken: int = 0, **ago: float) -> dict[str, object]:
    return {"leftAt": given.moment(**ago), "photosTaken": photos_taken}


async def times_written(event: str) -> int:
    return await JournalEntry.count().where(JournalEntry.event == event)


async def test_minutes_inside_run_from_arriving_to_leaving(tom: AsyncClient, job: str) -> None:
    visit = await given.arrival(tom, job, minutes_ago=42)
    assert (await tom.get(f"/api/jobs/{job}")).json()["state"] == "in_progress"
    left = (await tom.post(f"/api/visits/{visit}/leave", json=a_departure(3))).json()
    assert (left["state"], left["minutesInHome"]) == ("in_review", 42)
    assert (left["visit"]["minutes"], left["visit"]["photosTaken"]) == (42, 3)


async def test_the_shortest_visit_counts_one_minute(tom: AsyncClient, job: str) -> None:
    visit = await given.arrival(tom, job, minutes_ago=0)
    await given.departure(tom, visit)
    assert (await tom.get(f"/api/jobs/{job}")).json()["minutesInHome"] == 1


async def test_two_visits_of_a_job_are_added_up(tom: AsyncClient, job: str) -> None:
    for arrived, left in ((90, 75), (10, 0)):
        arrival = an_arrival(minutes=arrived)
        await tom.post(f"/api/jobs/{job}/visits", json=arrival)
        await tom.post(f"/api/visits/{arrival['id']}/leave", json=a_departure(minutes=left))
    assert (await tom.get(f"/api/jobs/{job}")).json()["minutesInHome"] == 25


async def test_arriving_and_leaving_twice_changes_nothing(tom: AsyncClient, job: str) -> None:
    arrival, departure = an_arrival(minutes=30), a_departure(2)
    answers = [await tom.post(f"/api/jobs/{job}/visits", json=arrival) for _ in range(2)]
    assert [answer.status_code for answer in answers] == [201, 201]
    path = f"/api/visits/{arrival['id']}/leave"
    left = [await tom.post(path, json=departure) for _ in range(2)]
    assert left[0].json()["visit"] == left[1].json()["visit"]
    assert (await times_written("visit.arrived"), await times_written("visit.left")) == (1, 1)


async def test_an_arrival_that_is_sent_again_after_leaving_does_not_bring_him_back(
    tom: AsyncClient, job: str
) -> None:
    arrival = an_arrival(minutes=30)
    await tom.post(f"/api/jobs/{job}/visits", json=arrival)
    await given.departure(tom, arrival["id"])
    again = await tom.post(f"/api/jobs/{job}/visits", json=arrival)
    assert (again.status_code, again.json()["state"]) == (201, "in_review")


async def test_the_same_arrival_and_departure_at_once_are_written_once(
    tom: AsyncClient, job: str
) -> None:
    arrival = an_arrival(minutes=30)
    path = f"/api/jobs/{job}/visits"
    arrived = await asyncio.gather(*[tom.post(path, json=arrival) for _ in range(4)])
    assert {answer.status_code for answer in arrived} == {201}
    path = f"/api/visits/{arrival['id']}/leave"
    left = await asyncio.gather(*[tom.post(path, json=a_departure()) for _ in range(4)])
    assert {answer.status_code for answer in left} == {200}
    assert (await times_written("visit.arrived"), await times_written("visit.left")) == (1, 1)


async def test_leaving_before_the_arrival_came_in_is_not_found_and_works_later(
    tom: AsyncClient, job: str
) -> None:
    arrival = an_arrival(minutes=30)
    path = f"/api/visits/{arrival['id']}/leave"
    assert (await tom.post(path, json=a_departure())).status_code == 404
    await tom.post(f"/api/jobs/{job}/visits", json=arrival)
    assert (await tom.post(path, json=a_departure())).status_code == 200


async def test_a_visit_that_is_sent_hours_later_keeps_its_own_times(
    tom: AsyncClient, job: str
) -> None:
    arrival = an_arrival(hours=9)
    await tom.post(f"/api/jobs/{job}/visits", json=arrival)
    path = f"/api/visits/{arrival['id']}/leave"
    left = await tom.post(path, json=a_departure(hours=8, minutes=30))
    assert left.json()["visit"]["minutes"] == 30


async def test_nobody_arrives_or_leaves_in_the_future(tom: AsyncClient, job: str) -> None:
    refused = await tom.post(f"/api/jobs/{job}/visits", json=an_arrival(hours=-1))
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/time-impossible")
    assert refused.json()["errors"][0]["pointer"] == "/arrivedAt"
    visit = await given.arrival(tom, job)
    refused = await tom.post(f"/api/visits/{visit}/leave", json=a_departure(hours=-1))
    assert refused.json()["errors"][0]["pointer"] == "/leftAt"
    assert await Visit.count().where(Visit.left_at.is_not_null()) == 0


async def test_nobody_leaves_before_arriving(tom: AsyncClient, job: str) -> None:
    visit = await given.arrival(tom, job, minutes_ago=10)
    refused = await tom.post(f"/api/visits/{visit}/leave", json=a_departure(minutes=11))
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/time-impossible")


async def test_a_phone_whose_clock_is_a_little_fast_is_let_in(tom: AsyncClient, job: str) -> None:
    arrived = await tom.post(f"/api/jobs/{job}/visits", json=an_arrival(minutes=-3))
    assert arrived.status_code == 201


async def test_a_visit_id_of_another_job_is_not_found(
    tom: AsyncClient, vera: AsyncClient, henk: AsyncClient, job: str
) -> None:
    other_job = await given.job(vera, await given.repair(henk))
    visit = await given.arrival(tom, other_job)
    again = {"id": visit, "arrivedAt": given.moment()}
    assert (await tom.post(f"/api/jobs/{job}/visits", json=again)).status_code == 404


async def test_otto_and_a_colleague_cannot_enter_toms_visit(
    tom: AsyncClient, fatima: AsyncClient, otto: AsyncClient, job: str
) -> None:
    visit = await given.arrival(tom, job)
    path = f"/api/visits/{visit}/leave"
    assert (await fatima.post(path, json=a_departure())).status_code == 404
    assert (await fatima.post(f"/api/jobs/{job}/visits", json=an_arrival())).status_code == 404
    assert (await otto.post(path, json=a_departure())).status_code == 403
    assert (await otto.get(f"/api/jobs/{job}")).status_code == 404


async def test_nobody_is_inside_twice(tom: AsyncClient, job: str) -> None:
    await given.arrival(tom, job)
    again = await tom.post(f"/api/jobs/{job}/visits", json=an_arrival(minutes=1))
    assert (again.status_code, again.json()["type"]) == (409, "/problems/already-inside")


async def test_an_arrival_of_years_ago_does_not_become_minutes_in_home(
    tom: AsyncClient, job: str
) -> None:
    long_ago = {"id": given.fresh_id(), "arrivedAt": "1970-01-01T00:00:00Z"}
    refused = await tom.post(f"/api/jobs/{job}/visits", json=long_ago)
    assert refused.status_code == 422
    assert refused.json()["errors"][0]["pointer"] == "/arrivedAt"


async def test_what_happened_before_a_repair_was_called_off_is_told_afterwards(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    """His phone had no network while he was inside."""
    repair = await given.repair(rosa)
    job = await given.job(vera, repair)
    arrival = {"id": given.fresh_id(), "arrivedAt": given.moment(minutes=30)}
    departure = a_departure(1, minutes=5)
    cancelled = await vera.post(
        f"/api/repair-requests/{repair.id}/cancel", json={"reason": "De bewoner is verhuisd"}
    )
    assert cancelled.is_success, cancelled.text
    assert (await tom.post(f"/api/jobs/{job}/visits", json=arrival)).status_code == 201
    left = await tom.post(f"/api/visits/{arrival['id']}/leave", json=departure)
    assert (left.status_code, left.json()["visit"]["minutes"]) == (200, 25)
    assert left.json()["state"] == "cancelled"
    too_late = {"id": given.fresh_id(), "arrivedAt": given.moment()}
    refused = await tom.post(f"/api/jobs/{job}/visits", json=too_late)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/job-is-closed")
