"""The desk plans visits, moves them and calls them off; what is against it is told by its rule."""

import asyncio
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient, Response

from server.appointments.tables import Appointment
from server.database import change, transaction
from tests.server.moments.test_choosing import on_monday, told
from tests.support import given
from tests.support.cast import CARLA, FATIMA, HENK, TOM

Block = dict[str, str]


@pytest.fixture
async def job(rosa: AsyncClient, vera: AsyncClient) -> str:
    return await given.job(vera, await given.repair(rosa))


async def plan(
    client: AsyncClient, job: str, block: Block, instead_of: str | None = None
) -> Response:
    facts = given.an_appointment(block, instead_of)
    return await client.post(f"/api/jobs/{job}/appointments", json=facts)


async def off(client: AsyncClient, job: str, appointment: str, because: str) -> Response:
    facts = {"appointmentId": appointment, "because": because}
    return await client.post(f"/api/jobs/{job}/appointments/call-off", json=facts)


async def states(job: str) -> list[tuple[str, str | None, str | None]]:
    rows = (
        await Appointment.objects().where(Appointment.job == job).order_by(Appointment.created_at)
    )
    return [(row.state, row.moved_by, row.because) for row in rows]


async def planned(client: AsyncClient, job: str) -> dict[str, Any] | None:
    return (await client.get(f"/api/jobs/{job}")).json()["appointment"]


def at(monday: datetime, days: int, begins: float, ends: float) -> Block:
    """Hours of the day, that many days after a Monday at nine."""
    nine = monday + timedelta(days=days)
    return {
        "beginsAt": (nine + timedelta(hours=begins - 9)).isoformat(),
        "endsAt": (nine + timedelta(hours=ends - 9)).isoformat(),
    }


async def test_vera_plans_and_everybody_sees_the_block(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient, job: str
) -> None:
    with on_monday():
        block = (await given.visit_blocks(vera, job))[5]
        appointment = await given.appointment(vera, job, block)
        on_phone = (await tom.get("/api/jobs")).json()["jobs"][0]["appointment"]
        assert on_phone == {"id": appointment, **block, "plannedBy": "desk"}
        case = (await rosa.get("/api/case")).json()
        assert case["next"]["key"] == "visit_planned"
        assert (case["next"]["at"], case["next"]["until"]) == (block["beginsAt"], block["endsAt"])
        assert [step["until"] for step in case["steps"] if step["key"] == "visit"] == [
            block["endsAt"]
        ]


async def test_sent_twice_it_is_planned_once(vera: AsyncClient, job: str) -> None:
    with on_monday():
        facts = given.an_appointment((await given.visit_blocks(vera, job))[0])
        path = f"/api/jobs/{job}/appointments"
        answers = await asyncio.gather(*[vera.post(path, json=facts) for _ in range(3)])
        assert {answer.status_code for answer in answers} == {201}
        assert await states(job) == [("planned", None, None)]
        assert await told("appointment.planned") == 1


async def test_who_moves_it_stands_with_what_was_moved(vera: AsyncClient, job: str) -> None:
    with on_monday():
        first, second, *_ = await given.visit_blocks(vera, job)
        appointment = await given.appointment(vera, job, first)
        assert (await plan(vera, job, second, appointment)).status_code == 201
        assert await states(job) == [("moved", "desk", None), ("planned", None, None)]
        assert (await told("appointment.planned"), await told("appointment.moved")) == (1, 1)


async def test_of_two_who_move_it_the_second_sees_what_is_there_now(
    vera: AsyncClient, ingrid: AsyncClient, job: str
) -> None:
    with on_monday():
        first, second, third, *_ = await given.visit_blocks(vera, job)
        appointment = await given.appointment(vera, job, first)
        assert (await plan(ingrid, job, second, appointment)).status_code == 201
        late = await plan(vera, job, third, appointment)
        problem = late.json()
        assert (late.status_code, problem["type"]) == (409, "/problems/appointment-changed")
        assert problem["planned"]["beginsAt"] == second["beginsAt"]
        gone = await off(vera, job, appointment, "other")
        assert gone.json()["type"] == "/problems/appointment-changed"
        assert (await planned(vera, job) or {})["beginsAt"] == second["beginsAt"]


@pytest.mark.parametrize(
    ("days", "begins", "ends", "slug"),
    [
        (0, 8, 10, "visit-in-the-past"),
        (400, 10, 12, "visit-too-far-ahead"),
        (5, 10, 12, "outside-working-hours"),
        (1, 16, 18, "outside-working-hours"),
        (2, 10, 12, "technician-away"),
        (3, 10, 12, "visit-on-a-holiday"),
    ],
)
async def test_a_refusal_names_the_rule_and_what_is_allowed(
    ingrid: AsyncClient, job: str, days: int, begins: int, ends: int, slug: str
) -> None:
    with on_monday() as monday:
        wednesday, thursday = ((monday + timedelta(days=day)).date() for day in (2, 3))
        week = [{"weekday": day, "opens": "08:00", "closes": "17:00"} for day in range(5)]
        hours = {"days": week, "closedOn": [thursday.isoformat()]}
        await ingrid.put("/api/chat-settings", json={"hours": hours, "replies": []})
        await away(ingrid, str(TOM.id), wednesday.isoformat())
        refused = await plan(ingrid, job, at(monday, days, begins, ends))
        assert refused.json()["type"] == f"/problems/{slug}"
        allowed = refused.json()["allowed"]
        assert len(allowed) == 8
        assert (await plan(ingrid, job, allowed[-1])).status_code == 201


async def away(client: AsyncClient, person: str, day: str) -> None:
    facts = {"id": given.fresh_id(), "fromOn": day, "untilOn": day, "because": "ill"}
    answer = await client.post(f"/api/planning/people/{person}/absences", json=facts)
    assert answer.status_code == 201, answer.text


async def test_a_job_is_for_somebody_with_the_trade(vera: AsyncClient, job: str) -> None:
    with on_monday():
        block = (await given.visit_blocks(vera, job))[0]
        person = f"/api/planning/people/{TOM.id}"
        await vera.put(person, json={"trades": ["ELE"], "week": None})
        refused = (await plan(vera, job, block)).json()
        assert refused["type"] == "/problems/without-the-trade"
        assert refused["trade"] == "Loodgieter, allround"
        assert refused["allowed"] == []
        await vera.put(person, json={"trades": ["LOA", "ELE"], "week": None})
        assert (await plan(vera, job, block)).status_code == 201


async def test_a_block_takes_one_visit_of_an_hour_and_two_that_a_call_made_short(
    rosa: AsyncClient, henk: AsyncClient, vera: AsyncClient, tom: AsyncClient, job: str
) -> None:
    other = await given.job(vera, await given.repair(henk, HENK))
    with on_monday():
        block = (await given.visit_blocks(vera, job))[3]
        await given.appointment(vera, job, block)
        refused = await plan(vera, other, block)
        assert refused.json()["type"] == "/problems/block-full"
        assert block not in refused.json()["allowed"]
    for each in (job, other):
        call = await given.previsit(vera, each)
        await tom.put(f"/api/previsits/{call}/outcome", json=given.an_outcome())
        await tom.post(f"/api/previsits/{call}/open")
        await tom.post(f"/api/previsits/{call}/end")
    with on_monday():
        assert (await plan(vera, other, block)).status_code == 201


async def test_of_several_who_fill_the_same_block_one_does(
    rosa: AsyncClient, vera: AsyncClient
) -> None:
    jobs = [await given.job(vera, await given.repair(rosa)) for _ in range(4)]
    with on_monday():
        block = (await given.visit_blocks(vera, jobs[0]))[0]
        answers = await asyncio.gather(*[plan(vera, job, block) for job in jobs])
        assert sorted(answer.status_code for answer in answers) == [201, 409, 409, 409]


async def test_what_is_called_off_says_why_and_leaves_the_block_free(
    rosa: AsyncClient, vera: AsyncClient, job: str
) -> None:
    with on_monday():
        block = (await given.visit_blocks(vera, job))[0]
        appointment = await given.appointment(vera, job, block)
        for _ in range(2):
            assert (await off(vera, job, appointment, "parts_missing")).status_code == 200
        assert await states(job) == [("called_off", None, "parts_missing")]
        assert await told("appointment.called_off") == 1
        assert block in await given.visit_blocks(vera, job)
        assert (await rosa.get("/api/case")).json()["next"]["key"] == "given"


async def test_who_comes_keeps_it_and_nothing_more_is_planned(
    vera: AsyncClient, tom: AsyncClient, job: str
) -> None:
    with on_monday():
        block = (await given.visit_blocks(vera, job))[0]
        await given.appointment(vera, job, block)
    await given.arrival(tom, job)
    assert await states(job) == [("kept", None, None)]
    with on_monday():
        refused = await plan(vera, job, block)
        assert (refused.json()["type"], refused.json()["state"]) == (
            "/problems/job-moved-on",
            "in_progress",
        )


async def test_with_a_repair_that_is_called_off_its_visit_lapses(
    rosa: AsyncClient, vera: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    job = await given.job(vera, repair)
    with on_monday():
        await given.appointment(vera, job, (await given.visit_blocks(vera, job))[0])
    await vera.post(f"/api/repair-requests/{repair.id}/cancel", json={"reason": "Dubbel"})
    assert await states(job) == [("called_off", None, "job_over")]
    assert (await told("appointment.lapsed"), await told("appointment.called_off")) == (1, 0)


@pytest.mark.parametrize("is_free", [True, False])
async def test_a_visit_goes_along_to_a_colleague_who_is_free_then(
    vera: AsyncClient, fatima: AsyncClient, job: str, is_free: bool
) -> None:
    with on_monday():
        block = (await given.visit_blocks(vera, job))[0]
        await given.appointment(vera, job, block)
        if not is_free:
            await away(vera, str(FATIMA.id), block["beginsAt"][:10])
        passed = await vera.post(
            f"/api/jobs/{job}/technician", json={"technicianId": str(FATIMA.id)}
        )
        assert passed.status_code == 200
        hers = await planned(fatima, job)
        assert (hers is not None) == is_free
        expected = ("planned", None, None) if is_free else ("called_off", None, "passed_on")
        assert await states(job) == [expected]


async def test_who_is_ill_at_home_has_the_visit_called_off(
    rosa: AsyncClient, vera: AsyncClient
) -> None:
    job = await given.job(vera, await given.repair(rosa))
    with on_monday():
        await given.appointment(vera, job, (await given.visit_blocks(vera, job))[0])
    page = (await rosa.get("/r/protocol")).text
    version = page.partition('name="version" value="')[2].partition('"')[0]
    form = {"version": version, "name": "Rosa de Wit", "arrangement": "later"}
    assert (await rosa.post("/r/protocol", data=form)).status_code == 303
    assert await states(job) == [("called_off", None, "asked_later")]


async def test_a_contractor_plans_its_own_and_nobody_else_does(
    rosa: AsyncClient, vera: AsyncClient, ingrid: AsyncClient, kees: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    order = await given.offer(vera, repair, await given.contract(ingrid))
    await given.accepted(kees, order)
    job = await given.job(kees, repair, CARLA)
    with on_monday():
        block = (await given.visit_blocks(kees, job))[0]
        refused = await plan(vera, job, block)
        assert (refused.status_code, refused.json()["type"]) == (403, "/problems/not-allowed")
        assert (await plan(kees, job, block)).status_code == 201
        assert (await rosa.get("/api/case")).json()["next"]["at"] == block["beginsAt"]


async def test_otto_plans_nothing_of_ours(otto: AsyncClient, vera: AsyncClient, job: str) -> None:
    with on_monday():
        block = (await given.visit_blocks(vera, job))[0]
        assert (await plan(otto, job, block)).status_code == 404
        appointment = await given.appointment(vera, job, block)
        assert (await off(otto, job, appointment, "other")).status_code == 404
        other = await plan(vera, job, block, given.fresh_id())
        assert other.json()["type"] == "/problems/appointment-changed"


async def test_a_visit_ends_after_it_begins(vera: AsyncClient, job: str) -> None:
    with on_monday() as monday:
        refused = await plan(vera, job, at(monday, 1, 12, 10))
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (400, "/endsAt")


async def test_the_database_itself_holds_one_planned_visit_of_a_job(
    vera: AsyncClient, job: str
) -> None:
    with on_monday():
        first, second, *_ = await given.visit_blocks(vera, job)
        appointment = await given.appointment(vera, job, first)
        await plan(vera, job, second, appointment)
    with pytest.raises(Exception, match=r"(?i)unique"):
        async with transaction():
            await change(
                "UPDATE appointment SET state = 'planned' WHERE id = {}", UUID(appointment)
            )
