"""Damp and mould step by step: in order, each once, with its day; what the queue, the tenant and
the journal make of it."""

import asyncio
from collections.abc import Sequence
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from httpx import AsyncClient, Response
from litestar import Litestar

from server.clock import clock_at, now
from server.database import few, one
from server.journal.verify import first_break
from server.language import TENANT_LANGUAGES
from server.messages.wording import Wording, put_into_words
from server.repair_requests.tables import RepairRequest
from server.sentences import sentences
from server.urgency.clocks import damp_clock, day_of
from server.urgency.tables import UrgencySettings
from server.working_days import working_day_number
from tests.support import given
from tests.support.cast import DE_LINDE, TOM, VERA

STEPS = ("looked", "result", "safe", "works")
RESULT = "Schimmel door een lek in de dakgoot. Wij maken de goot en daarna de muur."
REPORTED_AGO = timedelta(days=21)


async def reported(rosa: AsyncClient, ago: timedelta = REPORTED_AGO, **facts: Any) -> given.Repair:
    with clock_at(now() - ago):
        return await given.repair(rosa, fault="VOC1", **facts)


async def note(
    vera: AsyncClient, repair: given.Repair, step: str, days_ago: int = 0, words: str = ""
) -> Response:
    day = today() - timedelta(days=days_ago)
    facts = {"step": step, "on": day.isoformat(), "words": words}
    return await vera.post(f"/api/repair-requests/{repair.id}/damp-steps", json=facts)


async def noted(
    vera: AsyncClient, repair: given.Repair, step: str, days_ago: int = 0, words: str = ""
) -> Any:
    answer = await note(vera, repair, step, days_ago, words)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def take_back(vera: AsyncClient, repair: given.Repair, step: str) -> Response:
    facts = {"step": step, "reason": "Dat was een andere woning"}
    return await vera.post(f"/api/repair-requests/{repair.id}/damp-steps/take-back", json=facts)


def today() -> date:
    return day_of(now())


def refused(answer: Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"].rpartition("/")[2]


async def found(repair: given.Repair) -> RepairRequest:
    request = await one(RepairRequest, "id = {}", given.id_of(repair.id))
    assert request is not None
    return request


async def events(repair: given.Repair) -> list[str]:
    return await few(
        str,
        "SELECT event FROM journal WHERE request_id = {} AND event LIKE 'damp.%' ORDER BY seq",
        given.id_of(repair.id),
    )


async def told(app: Litestar, repair: given.Repair, happened: Sequence[str]) -> Wording:
    return await put_into_words(await found(repair), happened, app.state.parts.objects)


async def test_each_step_moves_the_deadline_that_counts_and_is_noted_once(
    rosa: AsyncClient, vera: AsyncClient
) -> None:
    repair = await reported(rosa)
    request = await found(repair)
    clock = damp_clock(request.reported_at, UrgencySettings(id=DE_LINDE.id, changed_at=now()))
    assert (request.due_at, request.lane) == (clock.look_by, "promise")
    for done, (step, words, days_ago) in enumerate(
        (("looked", "", 3), ("result", RESULT, 2), ("safe", "", 2), ("works", "", 0))
    ):
        await noted(vera, repair, step, days_ago, words)
        damp = (await noted(vera, repair, step, days_ago, words))["damp"]  # pressed twice
        request = await found(repair)
        assert (request.damp_steps, request.due_at) == (done + 1, clock[done + 1])
        assert request.lane == ("backlog" if clock[done + 1] < now() else "promise")
        taken = damp["steps"][done]
        late = working_day_number(today() - timedelta(days=days_ago)) - working_day_number(
            day_of(clock[done])
        )
        assert taken == {
            "step": step,
            "dueBy": taken["dueBy"],
            "doneOn": (today() - timedelta(days=days_ago)).isoformat(),
            "daysLate": max(0, late),
            "words": words,
            "notedBy": VERA.name,
        }
        assert datetime.fromisoformat(taken["dueBy"]) == clock[done]
    damp = (await vera.get(f"/api/repair-requests/{repair.id}")).json()["damp"]
    assert (damp["next"], damp["last"]) == (None, "works")
    assert datetime.fromisoformat(damp["latestBy"]) == clock.latest
    assert await events(repair) == [f"damp.{step}" for step in STEPS]
    assert await first_break(DE_LINDE.id) is None
    assert refused(await note(vera, repair, "works", 1)) == (409, "damp-out-of-order")


async def test_a_refusal_says_the_rule_and_what_would_be_allowed(
    rosa: AsyncClient, vera: AsyncClient, otto: AsyncClient
) -> None:
    repair = await reported(rosa)
    out_of_order = await note(vera, repair, "safe")
    assert refused(out_of_order) == (409, "damp-out-of-order")
    assert out_of_order.json()["possible"] == "looked"
    await noted(vera, repair, "looked", 3)
    for step, days_ago in (("result", -1), ("result", 4)):
        impossible = await note(vera, repair, step, days_ago, RESULT)
        assert refused(impossible) == (422, "damp-day-impossible")
        first = (today() - timedelta(days=3)).isoformat()
        told = impossible.json()
        assert (told["first"], told["last"]) == (first, today().isoformat())
    assert refused(await note(vera, repair, "result", words=" \n ")) == (422, "words-missing")
    assert refused(await note(vera, repair, "safe", words="Klaar")) == (400, "invalid-input")
    assert refused(await note(otto, repair, "result", words=RESULT)) == (404, "not-found")
    other = await given.repair(rosa, fault="KRA1")
    assert refused(await note(vera, other, "looked")) == (409, "not-damp")
    assert refused(await take_back(vera, other, "looked")) == (409, "not-damp")
    early = await reported(rosa, timedelta(days=2))
    assert refused(await note(vera, early, "looked", 3)) == (422, "damp-day-impossible")
    await vera.post(f"/api/repair-requests/{repair.id}/cancel", json={"reason": "Verhuisd"})
    assert refused(await note(vera, repair, "result", words=RESULT)) == (409, "request-is-closed")
    assert refused(await take_back(vera, repair, "looked")) == (409, "request-is-closed")
    assert await events(repair) == ["damp.looked"]


async def test_two_at_the_desk_note_it_once(rosa: AsyncClient, vera: AsyncClient) -> None:
    repair = await reported(rosa)
    answers = await asyncio.gather(*(note(vera, repair, "looked", 2) for _ in range(4)))
    assert [answer.status_code for answer in answers] == [200] * 4
    assert await events(repair) == ["damp.looked"]
    days = await asyncio.gather(*(note(vera, repair, "result", ago, RESULT) for ago in (0, 1)))
    assert sorted(answer.status_code for answer in days) == [200, 409]


async def test_what_was_noted_by_mistake_is_taken_back_from_the_last_one(
    app: Litestar, rosa: AsyncClient, vera: AsyncClient
) -> None:
    repair = await reported(rosa)
    due_at = (await found(repair)).due_at
    await noted(vera, repair, "looked", 3)
    await noted(vera, repair, "result", 2, RESULT)
    refusal = await take_back(vera, repair, "looked")
    assert refused(refusal) == (409, "damp-out-of-order")
    assert refusal.json()["possible"] == "result"
    for step in ("result", "result", "looked", "safe"):  # twice, and what nobody noted
        assert (await take_back(vera, repair, step)).status_code == 200
    request = await found(repair)
    assert (request.damp_steps, request.due_at) == (0, due_at)
    assert await events(repair) == ["damp.looked", "damp.result", *["damp.taken_back"] * 2]
    say = sentences("nl")
    wording = await told(app, repair, await events(repair))
    assert wording.headline == say("message.dampTakenBackTitle")
    assert RESULT not in wording.letter(None)
    assert RESULT not in (await rosa.get("/r")).text
    timeline = (await vera.get(f"/api/repair-requests/{repair.id}")).json()["timeline"]
    assert timeline[-1]["detail"]["reason"] == "Dat was een andere woning"
    assert (await noted(vera, repair, "looked", 1))["damp"]["next"] == "result"


@pytest.mark.parametrize("language", TENANT_LANGUAGES)
async def test_the_tenant_reads_what_comes_next_and_is_sent_the_result(
    app: Litestar, rosa: AsyncClient, vera: AsyncClient, language: str
) -> None:
    repair = await reported(rosa, language=language)
    say = sentences(language)

    async def reads(step: str) -> bool:
        case = (await rosa.get("/api/case")).json()
        assert case["damp"]["next"] == (None if step == "begun" else step)
        beginning = say.section("damp")[step].partition("{")[0]
        return beginning in (await rosa.get("/r")).text

    for step, after in zip(STEPS, (*STEPS[1:], "begun"), strict=True):
        assert await reads(step)
        await noted(vera, repair, step, words=RESULT if step == "result" else "")
        assert await reads(after)
        assert (RESULT in (await rosa.get("/r")).text) == (step != "looked")
    assert (say("page.inDutch") in (await rosa.get("/r")).text) == (language != "nl")
    result = await told(app, repair, ["damp.result"])
    assert result.headline == say("message.dampResultTitle")
    assert RESULT in result.letter(None)
    works = await told(app, repair, ["damp.works"])
    assert works.headline == say("message.dampWorksTitle")


async def test_that_somebody_looked_is_noted_by_itself_when_a_visit_or_a_call_did(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    called, visited, in_vain = [await reported(rosa) for _ in range(3)]
    other = await given.repair(rosa, fault="KRA1")
    job = await given.job(vera, called)
    call = await given.previsit(vera, job)
    await tom.post(f"/api/previsits/{call}/open")
    assert await events(called) == []
    for finding in ("Zwarte plekken boven het raam", "En achter de kast"):
        facts = given.an_outcome(fault="VOC1", finding=finding)
        answer = await tom.put(f"/api/previsits/{call}/outcome", json=facts)
        assert answer.status_code == 200, answer.text
    for repair in (visited, other):
        await given.departure(tom, await given.arrival(tom, await given.job(vera, repair)))
    visit = await given.arrival(tom, await given.job(vera, in_vain))
    facts = {
        "leftAt": given.moment(),
        "photosTaken": 0,
        "photos": [],
        "outcome": "interrupted",
        "reason": "time",
    }
    await tom.post(f"/api/visits/{visit}/leave", json=facts)
    assert [await events(each) for each in (called, visited, in_vain, other)] == [
        ["damp.looked"],
        ["damp.looked"],
        [],
        [],
    ]
    damp = (await vera.get(f"/api/repair-requests/{called.id}")).json()["damp"]
    assert (damp["next"], damp["steps"][0]["doneOn"]) == ("result", today().isoformat())
    assert damp["steps"][0]["notedBy"] == TOM.name
