"""A repair's place follows whatever it is made of, in the same transaction, and the day on which it
was reported never moves."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from httpx import AsyncClient

from server.clock import HOME, clock_at, now
from server.database import one, select, transaction
from server.previsits.missed import note_missed
from server.repair_requests import place, queue_upkeep
from server.repair_requests.tables import Lane, RepairRequest
from server.triage import postponing
from server.urgency.clocks import day_number
from tests.support import given
from tests.support.cast import HENK

PLACE = ("lane", "pace", "rank", "due_at", "postponed_days", "need_count", "failed_visits")


async def found(repair: given.Repair) -> RepairRequest:
    request = await one(RepairRequest, "id = {}", given.id_of(repair.id))
    assert request is not None
    return request


async def score(repair: given.Repair) -> float:
    request = await found(repair)
    assert request.lane == Lane.BACKLOG
    return request.pace * day_number(now()) - request.rank


async def decides(desk: AsyncClient, repair: given.Repair, what: str, **facts: Any) -> Any:
    answer = await desk.post(f"/api/repair-requests/{repair.id}/{what}", json=facts)
    assert answer.status_code == 200, answer.text
    return answer.json()


def in_days(days: int) -> str:
    return (now().astimezone(HOME).date() + timedelta(days=days)).isoformat()


@pytest.mark.parametrize(
    ("fault", "lane"), [("TOI1", Lane.URGENT), ("KRA1", Lane.PROMISE), ("DOU3", Lane.PROMISE)]
)
async def test_a_report_has_its_place_at_once(rosa: AsyncClient, fault: str, lane: Lane) -> None:
    request = await found(await given.repair(rosa, fault=fault))
    assert (request.lane, request.pace) == (lane, 0)
    assert request.due_at is not None
    assert request.rank == request.due_at.timestamp()


async def test_a_promise_that_was_not_kept_goes_on_in_the_backlog(rosa: AsyncClient) -> None:
    repair = await given.repair(rosa)
    due = (await found(repair)).due_at
    await queue_upkeep.let_late_ones_over()
    assert (await found(repair)).lane == Lane.PROMISE
    with clock_at(due + timedelta(seconds=1)):
        await queue_upkeep.let_late_ones_over()
        assert await score(repair) == pytest.approx(1.0, abs=0.2)


async def test_postponed_days_count_while_it_waits_and_afterwards(
    rosa: AsyncClient, vera: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    at = datetime(2026, 12, 1, 9, tzinfo=UTC)
    with clock_at(at):
        await decides(vera, repair, "postpone", because="capacity", until="2026-12-22")
        assert (await found(repair)).lane == Lane.BACKLOG
        before = await score(repair)
    with clock_at(at + timedelta(days=7)):
        assert await score(repair) == pytest.approx(before + 1.5 * 5 / 10)
        await decides(vera, repair, "resume")
        assert await score(repair) == pytest.approx(before + 1.5 * 5 / 10)
        assert (await found(repair)).postponed_days == 5
    with clock_at(at + timedelta(days=14)):
        assert await score(repair) == pytest.approx(before + 1.5 * 5 / 10 + 5 / 10)


async def test_waiting_that_she_asked_for_weighs_no_more(
    rosa: AsyncClient, vera: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    await decides(vera, repair, "postpone", because="tenant_asked", until=in_days(20))
    assert (await found(repair)).pace == pytest.approx(0.1)
    with clock_at(now() + timedelta(days=20, hours=12)):
        await postponing.resume_due()
        assert (await found(repair)).postponed_days == 0


async def test_a_need_that_makes_this_fault_worse_raises_it_once(
    rosa: AsyncClient, vera: AsyncClient
) -> None:
    repair = await given.repair(rosa, fault="ELE6")
    for needs in (["interpreter"], ["sees_poorly"], ["sees_poorly"]):
        await rosa.post("/r/needs", data={"needs": needs})
    request = await found(repair)
    assert (request.priority, request.need_count) == ("P2", 1)
    timeline = (await vera.get(f"/api/repair-requests/{repair.id}")).json()["timeline"]
    changes = [line for line in timeline if line["event"] == "request.priority_changed"]
    assert [line["detail"] for line in changes] == [{"from": "P3", "to": "P2", "because": "need"}]
    assert changes[0]["actorName"] == "Rosa de Wit"
    privacy = (await vera.get(f"/api/repair-requests/{repair.id}/privacy")).json()
    for need in privacy["needs"]:
        await rosa.post(f"/r/needs/{need['id']}/withdraw")
    request = await found(repair)
    assert (request.priority, request.need_count) == ("P2", 0)


async def test_mould_where_somebody_cannot_breathe_it_goes_by_the_hour(rosa: AsyncClient) -> None:
    repair = await given.repair(rosa, fault="VOC1")
    assert (await found(repair)).priority == "P3"
    await rosa.post("/r/needs", data={"needs": ["no_dust"]})
    assert (await found(repair)).priority == "P1"


@pytest.mark.parametrize(
    ("fault", "month", "other_toilet", "priority"),
    [
        ("CVK1", 1, "", "P1"),
        ("CVK1", 5, "", "P2"),
        ("CVK1", 10, "", "P1"),
        ("TOI1", 1, "", "P1"),
        ("TOI1", 1, "no", "P1"),
        ("TOI1", 1, "yes", "P3"),
        ("AFV3", 1, "yes", "P2"),
        ("KRA1", 5, "yes", "P3"),
    ],
)
async def test_how_urgent_it_is_goes_by_season_and_what_else_there_is(
    rosa: AsyncClient, fault: str, month: int, other_toilet: str, priority: str
) -> None:
    with clock_at(datetime(2027, month, 1, 9, tzinfo=UTC)):
        repair = await given.repair(rosa, fault=fault, aboutFault={"otherToilet": other_toilet})
    assert (await found(repair)).priority == priority


async def test_a_call_that_we_missed_brings_her_forward(
    rosa: AsyncClient, vera: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    job = await given.job(vera, repair)
    await given.previsit(vera, job, given.moment(minutes=-5))
    await note_missed()
    assert (await found(repair)).failed_visits == 0
    with clock_at(now() + timedelta(hours=2)):
        for _ in range(2):
            await note_missed()
    assert (await found(repair)).failed_visits == 1


async def test_of_two_that_are_one_the_older_day_holds_and_nothing_moves_it_forward(
    rosa: AsyncClient, henk: AsyncClient, vera: AsyncClient
) -> None:
    with clock_at(now() - timedelta(days=9)):
        older = await given.repair(henk, HENK)
    newer = await given.repair(rosa)
    older_day = (await found(older)).reported_at
    await decides(vera, older, "duplicate", number=newer.number)
    request = await found(newer)
    assert request.reported_at == older_day
    assert await settled_again(newer) == await stored(newer)


async def test_no_move_resets_the_day_of_the_report_and_each_leaves_the_right_place(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    with clock_at(now() - timedelta(days=3)):
        repair = await given.repair(rosa)
    reported = (await found(repair)).reported_at
    question = {"id": given.fresh_id(), "question": "Druppelt hij nog?", "days": 3}
    steps: list[tuple[str, dict[str, Any]]] = [
        ("doubt", {}),
        ("take-on", {}),
        ("postpone", {"because": "parts", "until": in_days(9)}),
        ("postpone", {"because": "weather", "until": in_days(12)}),
        ("resume", {}),
        ("priority", {"priority": "P4", "reason": "Er is nog een tweede kraan"}),
        ("priority", {"priority": "P2", "reason": "Het lekt nu ook"}),
        ("question", question),
    ]
    for what, facts in steps:
        await decides(vera, repair, what, **facts)
        request = await found(repair)
        assert request.reported_at == reported, what
        assert await settled_again(repair) == await stored(repair), what
    await given.job(vera, repair)
    assert (await found(repair)).reported_at == reported
    await decides(vera, repair, "cancel", reason="De huurder belde af")
    request = await found(repair)
    assert (request.reported_at, request.lane) == (reported, None)


async def stored(repair: given.Repair) -> list[Any]:
    columns = ", ".join(PLACE)
    sql = f"SELECT {columns} FROM repair_request WHERE id = {{}}"  # noqa: S608 - names of our own
    return (await select(lambda *row: list(row), sql, given.id_of(repair.id)))[0]


async def settled_again(repair: given.Repair) -> list[Any]:
    """What its place is when it is counted anew."""
    async with transaction():
        await place.settle(await found(repair))
    return await stored(repair)
