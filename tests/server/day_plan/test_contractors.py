"""Contractors stand beside own staff on the board: how many jobs a day, and no more than that."""

import asyncio
from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import Any

import httpx
import pytest
from httpx import AsyncClient

from tests.server.day_plan.test_board import the_board
from tests.server.moments.test_choosing import on_monday
from tests.support import given
from tests.support.cast import CARLA, FATIMA, HENK, TOM


@pytest.fixture
async def jobs(rosa: AsyncClient, henk: AsyncClient, vera: AsyncClient) -> tuple[str, str]:
    """Tom has Rosa's, Fatima has Henk's; nobody comes for either yet."""
    return (
        await given.job(vera, await given.repair(rosa)),
        await given.job(vera, await given.repair(henk, HENK), FATIMA),
    )


async def takes(desk: AsyncClient, contract: str, jobs_per_day: int | None) -> httpx.Response:
    return await desk.put(
        f"/api/contracts/{contract}/day-capacity", json={"jobsPerDay": jobs_per_day}
    )


async def give_away(
    desk: AsyncClient, job: str, contract: str, day: datetime, **changed: Any
) -> httpx.Response:
    facts = {"orderId": given.fresh_id(), "jobId": job, "contractId": contract, **changed}
    return await desk.post("/api/planning/work-orders", json={"day": f"{day.date()}", **facts})


async def row(desk: AsyncClient, monday: datetime, days: int = 5) -> tuple[int | None, list[int]]:
    """How many jobs the only contractor takes a day, and has on the days of this week."""
    (contractor,) = (await the_board(desk, monday, days))["contractors"]
    return contractor["takes"], [day["given"] for day in contractor["days"]]


def why(answer: httpx.Response) -> str:
    return answer.json()["type"].removeprefix("/problems/")


def refusals(answers: Iterable[httpx.Response]) -> list[str]:
    return [why(answer) for answer in answers if not answer.is_success]


async def test_a_job_without_a_visit_is_given_for_a_day_until_that_day_is_full(
    vera: AsyncClient,
    ingrid: AsyncClient,
    kees: AsyncClient,
    tom: AsyncClient,
    rosa: AsyncClient,
    jobs: tuple[str, str],
) -> None:
    contract = await given.contract(ingrid)
    with on_monday() as monday:
        tuesday, wednesday = monday + timedelta(days=1), monday + timedelta(days=2)
        assert await row(vera, monday) == (None, [0] * 5)
        assert (await takes(vera, contract, 1)).json()[0]["jobsPerDay"] == 1

        order = given.fresh_id()
        for _ in range(2):  # sent twice, it is one order
            answer = await give_away(vera, jobs[0], contract, tuesday, orderId=order)
            assert answer.status_code == 204, answer.text
        assert await row(vera, monday) == (1, [0, 1, 0, 0, 0])
        (offer,) = (await kees.get("/api/work-orders")).json()
        assert (offer["id"], offer["askedOn"]) == (order, f"{tuesday.date()}")
        mine = {each["id"]: each["state"] for each in (await tom.get("/api/jobs")).json()["jobs"]}
        assert mine == {jobs[0]: "cancelled"}
        assert (await rosa.get("/api/case")).json()["next"]["key"] == "offered"
        listed = (await vera.get("/api/repair-requests")).json()["items"]
        assert [(each["job"], each["order"]["state"]) for each in listed if each["order"]] == [
            (None, "offered")
        ]

        full = await give_away(vera, jobs[1], contract, tuesday)
        assert (full.status_code, why(full)) == (409, "contractor-day-full")
        assert (full.json()["takes"], full.json()["given"]) == (1, 1)
        assert full.json()["room"][:2] == [
            f"{wednesday.date()}",
            f"{(monday + timedelta(days=3)).date()}",
        ]
        # Nothing was taken from Fatima for it.
        unplanned = (await the_board(vera, monday))["unplanned"]
        assert [job["jobId"] for job in unplanned] == [jobs[1]]
        assert (await give_away(vera, jobs[1], contract, wednesday)).status_code == 204
        assert await row(vera, monday) == (1, [0, 1, 1, 0, 0])


async def test_what_the_contractor_agrees_on_counts_where_it_comes(
    vera: AsyncClient, ingrid: AsyncClient, kees: AsyncClient, jobs: tuple[str, str]
) -> None:
    contract = await given.contract(ingrid)
    with on_monday() as monday:
        order = given.fresh_id()
        await give_away(vera, jobs[0], contract, monday + timedelta(days=1), orderId=order)
        await given.accepted(kees, order)
        (file,) = (await kees.get("/api/repair-requests")).json()["items"]
        facts = {"id": given.fresh_id(), "technicianId": str(CARLA.id)}
        job = await kees.post(f"/api/repair-requests/{file['id']}/jobs", json=facts)
        assert await row(vera, monday) == (None, [0, 1, 0, 0, 0])
        thursday = f"{(monday + timedelta(days=3)).date()}"
        block = next(
            each
            for each in await given.visit_blocks(kees, job.json()["id"])
            if each["beginsAt"].startswith(thursday)
        )
        await given.appointment(kees, job.json()["id"], block)
        assert await row(vera, monday) == (None, [0, 0, 0, 1, 0])
        assert (await the_board(kees, monday))["contractors"] == []


async def test_each_refusal_says_its_rule_and_takes_nothing_from_anybody(
    vera: AsyncClient,
    ingrid: AsyncClient,
    otto: AsyncClient,
    jobs: tuple[str, str],
) -> None:
    contract = await given.contract(ingrid)
    with on_monday() as monday:
        tuesday, saturday = monday + timedelta(days=1), monday + timedelta(days=5)
        assert why(await give_away(vera, jobs[0], contract, saturday)) == "no-day-for-work"
        last_week = monday - timedelta(days=6)
        gone = await give_away(vera, jobs[0], contract, last_week)
        assert (why(gone), gone.json()["room"][0]) == ("no-day-for-work", f"{monday.date()}")
        assert why(await give_away(otto, jobs[0], contract, tuesday)) == "not-found"

        await takes(vera, contract, 0)
        assert why(await give_away(vera, jobs[0], contract, tuesday)) == "contractor-takes-none"
        await takes(vera, contract, None)
        assert why(await takes(vera, contract, 100)) == "malformed"
        assert why(await takes(otto, contract, 3)) == "not-found"

        await given.appointment(vera, jobs[0], (await given.visit_blocks(vera, jobs[0]))[4])
        assert why(await give_away(vera, jobs[0], contract, tuesday)) == "job-has-visit"

        terms = given.terms()
        terms["trades"] = [{**terms["trades"][0], "trade": "ONT"}]
        await ingrid.put(f"/api/contracts/{contract}/terms", json=terms)
        refused = await give_away(vera, jobs[1], contract, tuesday)
        assert (why(refused), refused.json()["agreed"]) == ("trade-not-agreed", ["ONT"])
        await ingrid.post(f"/api/contracts/{contract}/end")
        assert why(await give_away(vera, jobs[1], contract, tuesday)) == "contract-over"
        assert why(await takes(vera, contract, 3)) == "contract-over"

        board = await the_board(vera, monday, days=5)
        assert (board["contractors"], [job["jobId"] for job in board["unplanned"]]) == (
            [],
            [jobs[1]],
        )
        job = (await vera.get(f"/api/jobs/{jobs[0]}")).json()
        assert (job["state"], job["technician"]["id"]) == ("given", str(TOM.id))


async def test_of_two_at_once_the_second_reads_that_the_day_is_full(
    rosa: AsyncClient,
    henk: AsyncClient,
    vera: AsyncClient,
    ingrid: AsyncClient,
    jobs: tuple[str, str],
) -> None:
    contract = await given.contract(ingrid)
    with on_monday() as monday:
        await takes(vera, contract, 1)
        tuesday, wednesday = monday + timedelta(days=1), monday + timedelta(days=2)
        on_the_board = await asyncio.gather(
            give_away(vera, jobs[0], contract, tuesday),
            give_away(ingrid, jobs[1], contract, tuesday),
        )
        assert refusals(on_the_board) == ["contractor-day-full"]

        repairs = [
            await given.repair(rosa, fault="KRA2"),
            await given.repair(henk, HENK, fault="KRA2"),
        ]
        beside_the_repair = await asyncio.gather(
            *(
                desk.post(
                    f"/api/repair-requests/{repair.id}/work-orders",
                    json={
                        "id": given.fresh_id(),
                        "contractId": contract,
                        "askedOn": f"{wednesday.date()}",
                    },
                )
                for desk, repair in zip((vera, ingrid), repairs, strict=True)
            )
        )
        assert refusals(beside_the_repair) == ["contractor-day-full"]
        assert await row(vera, monday) == (1, [0, 1, 1, 0, 0])
