"""Levels by region and day: what emergencies only postpones, whom it tells, and what comes back."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient, Response
from litestar import Litestar

from server.clock import HOME, clock_at
from server.database import few, transaction
from server.journal.verify import first_break
from server.messages import planning as messages
from server.messages.tables import Message
from server.messages.wording import put_into_words
from server.repair_requests.moving import lock
from server.triage.postponing import resume_due
from server.visit_levels import background, carrying_out
from server.visit_protocol.blocks import CAREFUL_VERSION, TEXT_VERSION
from tests.server.moments.test_choosing import next_monday, on_monday
from tests.server.planning.test_agreeing import plan, planned, states
from tests.server.planning.test_choosing import take
from tests.support import given
from tests.support.cast import DE_LINDE, HENK

LEVELS = "/api/visit-levels"


@pytest.fixture(autouse=True)
def nothing_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "consumers", list)
    monkeypatch.setattr(background, "due_work", list)


def in_days(days: int) -> date:
    return next_monday().date() + timedelta(days=days)


def a_level(first: int = 0, last: int = 4, **changed: Any) -> dict[str, Any]:
    """From that many days after a Monday until so many."""
    return {
        "id": given.fresh_id(),
        "level": "emergencies_only",
        "firstPostcode": "3698",
        "lastPostcode": "3699",
        "fromOn": in_days(first).isoformat(),
        "untilOn": in_days(last).isoformat(),
        "because": "illness",
        **changed,
    }


async def switch(vera: AsyncClient, level: dict[str, Any]) -> Any:
    answer = await vera.post(LEVELS, json=level)
    assert answer.status_code == 200, answer.text
    await carrying_out.carry_out_all()
    return (await vera.get(LEVELS)).json()


async def take_back(vera: AsyncClient, level: dict[str, Any]) -> None:
    for _ in range(2):
        assert (await vera.post(f"{LEVELS}/{level['id']}/take-back")).status_code == 200
    await carrying_out.bring_back_all()


async def standing(vera: AsyncClient, repair: given.Repair) -> dict[str, Any]:
    return (await vera.get(f"/api/repair-requests/{repair.id}")).json()


async def lines(repair: given.Repair, event: str) -> int:
    (count,) = await few(
        int, "SELECT count(*) FROM journal WHERE request_id = {} AND event = {}", repair.id, event
    )
    return count


async def postpone(vera: AsyncClient, repair: given.Repair, because: str, days: int) -> None:
    facts = {"because": because, "until": in_days(days).isoformat()}
    answer = await vera.post(f"/api/repair-requests/{repair.id}/postpone", json=facts)
    assert answer.status_code == 200, answer.text


@dataclass(frozen=True)
class Street:
    """Monday morning, before anything is switched."""

    planned_then: given.Repair
    job: str
    comes_later: given.Repair
    waiting: given.Repair
    urgent: given.Repair
    damp: given.Repair


async def a_street(rosa: AsyncClient, henk: AsyncClient, vera: AsyncClient) -> Street:
    planned_then = await given.repair(rosa)
    job = await given.job(vera, planned_then)
    blocks = await given.visit_blocks(vera, job)
    await given.appointment(vera, job, blocks[4])
    comes_later = await given.repair(henk, HENK, fault="DOU1")
    later = next(each for each in blocks if each["beginsAt"][:10] > in_days(4).isoformat())
    await given.appointment(vera, await given.job(vera, comes_later), later)
    return Street(
        planned_then,
        job,
        comes_later,
        waiting=await given.repair(henk, HENK, fault="TOI2"),
        urgent=await given.repair(henk, HENK, fault="RAD2"),
        damp=await given.repair(henk, HENK, fault="VOC1"),
    )


async def test_what_falls_in_those_days_waits_and_each_tenant_is_told_once(
    app: Litestar, rosa: AsyncClient, henk: AsyncClient, vera: AsyncClient, otto: AsyncClient
) -> None:
    with on_monday():
        street = await a_street(rosa, henk, vera)
        before = await standing(vera, street.planned_then)
        level = a_level()
        preview = (await vera.post(f"{LEVELS}/preview", json=level)).json()
        assert (await vera.get(LEVELS)).json() == []
        assert preview == {
            "homes": 2,
            "neighbourhoods": preview["neighbourhoods"],
            "repairsPostponed": 2,
            "visitsEnded": 1,
            "tenantsTold": 2,
            "urgentKept": 1,
            "visitsCareful": 0,
        }
        (facts,) = await switch(vera, level)
        assert (facts["postponed"], facts["level"]) == (2, "emergencies_only")
        assert (await otto.get(LEVELS)).json() == []
        for _ in range(2):  # sent twice, and done again
            await switch(vera, level)
        for repair in (street.planned_then, street.waiting):
            found = await standing(vera, repair)
            until = datetime.fromisoformat(found["postponedUntil"]).astimezone(HOME)
            assert (found["state"], until.date(), until.hour) == ("postponed", in_days(5), 8)
            assert await lines(repair, "request.postponed") == 1
        assert (await standing(vera, street.planned_then))["reportedAt"] == before["reportedAt"]
        for repair, state in (
            (street.comes_later, "underway"),
            (street.urgent, "reported"),
            (street.damp, "reported"),
        ):
            assert (await standing(vera, repair))["state"] == state
        assert await states(street.job) == [("called_off", None, "emergencies_only")]
        assert await first_break(DE_LINDE.id) is None
        letter = await _letter(app, street.planned_then)
        assert "Wij doen nu alleen wat echt niet kan wachten" in letter
        assert "In uw buurt komen wij die dagen alleen" in letter


async def _letter(app: Litestar, repair: given.Repair) -> str:
    """What both lines of the journal make: one message."""
    told = ["appointment.called_off", "request.postponed"]
    async with transaction():
        request = await lock(UUID(repair.id))
        for event in told:
            await messages.plan(request, event, request.reported_at)
    assert await Message.count().where(Message.request == repair.id) == 1
    return (await put_into_words(request, told, app.state.parts.objects)).letter(None)


async def test_taken_back_it_brings_back_what_it_postponed_and_only_that(
    rosa: AsyncClient, henk: AsyncClient, vera: AsyncClient
) -> None:
    with on_monday():
        comes_back = await given.repair(rosa)
        decided = await given.repair(rosa, fault="DOU1")
        moved = await given.repair(henk, HENK, fault="DOU3")
        parts = await given.repair(henk, HENK, fault="TOI3")
        much_later = await given.repair(henk, HENK, fault="KRA3")
        await postpone(vera, parts, "parts", 3)
        await postpone(vera, much_later, "capacity", 20)
        level = a_level()
        await switch(vera, level)
        assert (await standing(vera, parts))["postponedUntil"][:10] == in_days(5).isoformat()
        assert (await standing(vera, much_later))["postponedUntil"][:10] == in_days(20).isoformat()
        await vera.post(f"/api/repair-requests/{decided.id}/resume")
        await postpone(vera, moved, "weather", 9)
        await carrying_out.carry_out_all()
        assert (await standing(vera, decided))["state"] == "reported"  # a person said so
        await take_back(vera, level)
        for repair, state, until, told in (
            (comes_back, "reported", None, 1),
            (decided, "reported", None, 1),
            (moved, "postponed", in_days(9).isoformat(), 1),
            (parts, "postponed", in_days(3).isoformat(), 0),
            (much_later, "postponed", in_days(20).isoformat(), 0),
        ):
            found = await standing(vera, repair)
            assert found["state"] == state
            assert (found["postponedUntil"] or "")[:10] == (until or "")
            assert await lines(repair, "request.resumed") == told
        assert (await vera.get(LEVELS)).json() == []


async def test_a_kill_in_the_middle_is_made_good_and_its_end_brings_back(
    rosa: AsyncClient, henk: AsyncClient, vera: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    with on_monday():
        repairs = [
            await given.repair(rosa),
            await given.repair(henk, HENK, fault="TOI2"),
            await given.repair(henk, HENK, fault="DOU1"),
        ]
        await vera.post(LEVELS, json=a_level())
        really, calls = carrying_out.move, 0

        async def dies(*args: Any) -> None:
            nonlocal calls
            calls += 1
            if calls == 2:
                raise RuntimeError("killed")
            await really(*args)

        monkeypatch.setattr(carrying_out, "move", dies)
        with pytest.raises(RuntimeError):
            await carrying_out.carry_out_all()
        assert [await lines(each, "request.postponed") for each in repairs].count(1) == 1
        monkeypatch.setattr(carrying_out, "move", really)
        await carrying_out.carry_out_all()
        assert [await lines(each, "request.postponed") for each in repairs] == [1, 1, 1]
    with clock_at(next_monday() + timedelta(days=5)):
        await resume_due()
        await carrying_out.carry_out_all()
        assert {(await standing(vera, each))["state"] for each in repairs} == {"reported"}


async def test_who_reports_meanwhile_reads_it_at_once(
    rosa: AsyncClient, henk: AsyncClient, vera: AsyncClient
) -> None:
    with on_monday():
        level = a_level(1, 4)
        await switch(vera, level)
        before = await given.repair(henk, HENK)
        assert (await standing(vera, before))["state"] == "reported"  # it begins tomorrow
    with on_monday(24):
        repair = await given.repair(rosa)
        urgent = await given.repair(henk, HENK, fault="RAD2")
        assert (await standing(vera, repair))["state"] == "postponed"
        assert (await standing(vera, urgent))["state"] == "reported"
        page = (await rosa.get("/r")).text
        assert "Wij doen nu alleen wat echt niet kan wachten." in page
        await carrying_out.carry_out_all()
        assert (await standing(vera, before))["state"] == "postponed"  # today it began


async def test_nobody_plans_or_chooses_a_visit_on_those_days(
    rosa: AsyncClient, henk: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    with on_monday():
        await switch(vera, a_level())
        repair = await given.repair(rosa)
        urgent = await given.repair(henk, HENK, fault="RAD2")
        job = await given.job(vera, repair)
        await carrying_out.carry_out_all()
        free = await given.visit_blocks(vera, job)
        assert min(each["beginsAt"][:10] for each in free) > in_days(4).isoformat()
        assert (await tom.get(f"/api/jobs/{job}")).json()["level"] == {
            "level": "emergencies_only",
            "untilOn": in_days(4).isoformat(),
        }
        now_free = (await given.visit_blocks(vera, await given.job(vera, urgent)))[4]
        assert now_free["beginsAt"][:10] <= in_days(2).isoformat()
        refused = await plan(vera, job, now_free)
        assert (refused.status_code, refused.json()["type"]) == (409, "/problems/only-emergencies")
        assert refused.json()["allowed"] == free[:8]
        page = await take(rosa, now_free["beginsAt"])
        assert page.status_code == 409
        assert "komen wij in uw buurt alleen voor spoed" in page.text
        assert (await take(rosa, free[0]["beginsAt"])).status_code == 303
        found = await standing(vera, repair)
        assert (found["state"], (await planned(vera, job) or {})["plannedBy"]) == (
            "underway",
            "tenant",
        )


async def test_with_care_another_text_holds_for_visits_of_those_days(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    with on_monday():
        repair = await given.repair(rosa)
        job = await given.job(vera, repair)
        await given.appointment(vera, job, (await given.visit_blocks(vera, job))[4])
        usual = {"version": TEXT_VERSION, "name": "Rosa", "arrangement": "none"}
        assert (await rosa.post("/r/protocol", data=usual)).status_code == 303
        level = a_level(level="careful")
        preview = (await vera.post(f"{LEVELS}/preview", json=level)).json()
        assert (preview["visitsCareful"], preview["tenantsTold"]) == (1, 0)
        await switch(vera, level)
        assert (await standing(vera, repair))["state"] == "underway"
        page = (await rosa.get("/r/protocol")).text
        assert "Wij blijven anderhalve meter bij u vandaan." in page
        told = (await tom.get(f"/api/jobs/{job}")).json()
        assert (told["level"]["level"], told["agreed"]["isCurrent"]) == ("careful", False)
        assert (await rosa.post("/r/protocol", data=usual)).status_code == 422
        with_care = {**usual, "version": CAREFUL_VERSION}
        assert (await rosa.post("/r/protocol", data=with_care)).status_code == 303
        assert (await tom.get(f"/api/jobs/{job}")).json()["agreed"]["isCurrent"]
        await take_back(vera, level)
        assert "anderhalve meter" not in (await rosa.get("/r/protocol")).text


async def test_a_level_that_is_not_possible_is_refused_by_the_desk_and_by_the_database(
    vera: AsyncClient,
) -> None:
    async def refused(**changed: Any) -> tuple[int, str]:
        answer: Response = await vera.post(LEVELS, json={**a_level(), **changed})
        again: Response = await vera.post(f"{LEVELS}/preview", json={**a_level(), **changed})
        assert again.status_code == answer.status_code
        return answer.status_code, answer.json()["type"].rpartition("/")[2]

    with on_monday():
        dates, region = (422, "level-dates-refused"), (422, "region-refused")
        assert await refused(fromOn=in_days(-1).isoformat()) == dates
        assert await refused(untilOn=in_days(-1).isoformat()) == dates
        assert await refused(untilOn=in_days(30).isoformat()) == dates
        assert await refused(level="careful", untilOn=in_days(366).isoformat()) == dates
        assert await refused(firstPostcode="3700", lastPostcode="3698") == region
        assert await refused(firstPostcode="9999", lastPostcode="9999") == region
        assert (await refused(firstPostcode="0698"))[0] == 400
        await switch(vera, a_level(level="careful", firstPostcode="1000", lastPostcode="3698"))
        overlaps = await vera.post(LEVELS, json=a_level(4, 9))
        assert (overlaps.status_code, overlaps.json()["other"]["level"]) == (409, "careful")
        assert len(await switch(vera, a_level(5, 9))) == 2
        with pytest.raises(Exception, match="level_days"):
            async with transaction():
                await few(
                    lambda *row: row,
                    "UPDATE visit_level SET until_on = {} WHERE level = 'emergencies_only'",
                    in_days(40),
                )
