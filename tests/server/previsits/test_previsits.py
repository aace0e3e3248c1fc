"""The video call before the visit: planned, opened, joined, ended, and what it told."""

import asyncio
from datetime import UTC, datetime, timedelta

import pytest
from httpx import AsyncClient
from litestar import Litestar

from server.clock import clock_at
from server.journal.tables import JournalEntry
from signalling.admission import SignedTokens
from tests.support import given
from tests.support.cast import ROSA, TOM

JOIN = "/api/case/previsit/join"


@pytest.fixture
async def job(rosa: AsyncClient, vera: AsyncClient) -> str:
    return await given.job(vera, await given.repair(rosa))


async def open_call(tom: AsyncClient, call: str) -> dict[str, str]:
    answer = await tom.post(f"/api/previsits/{call}/open")
    assert answer.status_code == 200, answer.text
    return answer.json()


async def test_a_planned_call_is_on_the_tenants_page_and_the_technicians_phone(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient, job: str
) -> None:
    call = await given.previsit(vera, job, given.moment(hours=-2))
    case = (await rosa.get("/api/case")).json()
    assert case["next"]["key"] == "previsit_planned"
    assert case["previsit"]["technicianName"] == TOM.name
    assert (await tom.get("/api/jobs")).json()["jobs"][0]["previsit"]["id"] == call


async def test_job_and_call_are_made_in_one_step_and_only_once(
    rosa: AsyncClient, vera: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    ids = {"id": given.fresh_id(), "previsitId": given.fresh_id()}
    facts = {**ids, "technicianId": str(TOM.id), "previsitAt": given.moment()}
    path = f"/api/repair-requests/{repair.id}/jobs"
    answers = await asyncio.gather(*[vera.post(path, json=facts) for _ in range(3)])
    assert {answer.status_code for answer in answers} == {201}
    assert answers[0].json()["previsit"]["id"] == ids["previsitId"]
    for event in ("job.given", "previsit.planned"):
        assert await JournalEntry.count().where(JournalEntry.event == event) == 1


@pytest.mark.parametrize(
    ("call", "status", "pointer"),
    [
        ({"previsitId": given.fresh_id(), "previsitAt": given.moment(days=2)}, 422, "/previsitAt"),
        ({"previsitId": given.fresh_id()}, 400, "/previsitAt"),
        ({"previsitAt": given.moment()}, 400, "/previsitId"),
    ],
)
async def test_a_job_with_half_a_call_or_one_in_the_past_is_not_given(
    rosa: AsyncClient, vera: AsyncClient, call: dict[str, str], status: int, pointer: str
) -> None:
    repair = await given.repair(rosa)
    facts = {"id": given.fresh_id(), "technicianId": str(TOM.id), **call}
    refused = await vera.post(f"/api/repair-requests/{repair.id}/jobs", json=facts)
    assert refused.status_code == status
    assert [error["pointer"] for error in refused.json()["errors"]] == [pointer]
    assert (await vera.get(f"/api/repair-requests/{repair.id}")).json()["job"] is None


async def test_a_repair_is_not_given_to_two_technicians(
    rosa: AsyncClient, vera: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    await given.job(vera, repair)
    second = {"id": given.fresh_id(), "technicianId": str(TOM.id)}
    refused = await vera.post(f"/api/repair-requests/{repair.id}/jobs", json=second)
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/already-given")


async def test_a_new_plan_takes_the_place_of_the_old_one_even_when_it_is_sooner(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient, job: str
) -> None:
    old = await given.previsit(vera, job, given.moment(days=-3))
    new = await given.previsit(vera, job, given.moment())
    refused = await tom.post(f"/api/previsits/{old}/open")
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/no-previsit-now")
    assert (await rosa.get("/api/case")).json()["previsit"]["id"] == new
    joined = await rosa.post(JOIN)
    assert (joined.status_code, joined.json().get("room")) == (200, new)


async def test_planning_twice_with_the_same_id_plans_once(vera: AsyncClient, job: str) -> None:
    plan = {"id": given.fresh_id(), "plannedAt": given.moment()}
    path = f"/api/jobs/{job}/previsits"
    answers = await asyncio.gather(*[vera.post(path, json=plan) for _ in range(3)])
    assert [answer.status_code for answer in answers] == [201] * 3
    assert await JournalEntry.count().where(JournalEntry.event == "previsit.planned") == 1


async def test_ids_of_another_job_or_call_are_not_found(
    henk: AsyncClient, vera: AsyncClient, job: str
) -> None:
    call = await given.previsit(vera, job)
    other = await given.repair(henk)
    taken = {"id": job, "technicianId": str(TOM.id)}
    refused = await vera.post(f"/api/repair-requests/{other.id}/jobs", json=taken)
    assert refused.status_code == 404
    other_job = await given.job(vera, other)
    plan = {"id": call, "plannedAt": given.moment()}
    assert (await vera.post(f"/api/jobs/{other_job}/previsits", json=plan)).status_code == 404


async def test_the_tenant_may_wait_in_the_room_from_half_an_hour_before(
    rosa: AsyncClient, vera: AsyncClient, job: str
) -> None:
    planned_at = datetime.now(UTC) + timedelta(hours=3)
    await given.previsit(vera, job, planned_at.isoformat())
    early = await rosa.post(JOIN)
    assert (early.status_code, early.json()["type"]) == (409, "/problems/too-early")
    with clock_at(planned_at - timedelta(minutes=30)):
        assert (await rosa.post(JOIN)).status_code == 200


async def test_an_open_call_is_never_too_early(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient, job: str
) -> None:
    call = await given.previsit(vera, job, given.moment(hours=-3))
    await open_call(tom, call)
    assert (await rosa.post(JOIN)).status_code == 200


async def test_tickets_let_each_into_the_same_room_in_their_own_role(
    app: Litestar, rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient, job: str
) -> None:
    call = await given.previsit(vera, job)
    tickets = [await open_call(tom, call), (await rosa.post(JOIN)).json()]
    tokens: SignedTokens = app.state.parts.tokens
    his, hers = [await tokens.admit(ticket["token"]) for ticket in tickets]
    assert (his.room, his.role, his.name) == (call, "technician", TOM.name)
    assert (hers.room, hers.role, hers.name) == (call, "tenant", ROSA.name)
    assert his.precedence < hers.precedence  # his side makes the offers
    assert [ticket["otherName"] for ticket in tickets] == [ROSA.name, TOM.name]


async def test_opening_joining_and_ending_twice_is_written_once(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient, job: str
) -> None:
    call = await given.previsit(vera, job)
    await asyncio.gather(open_call(tom, call), open_call(tom, call))
    await asyncio.gather(rosa.post(JOIN), rosa.post(JOIN), rosa.post(JOIN))
    for _ in range(2):
        ended = await tom.post(f"/api/previsits/{call}/end")
        assert ended.json()["previsit"]["state"] == "held"
    for event in ("previsit.opened", "previsit.joined", "previsit.ended"):
        assert await JournalEntry.count().where(JournalEntry.event == event) == 1


async def test_there_is_no_call_to_join_before_one_is_planned_or_after_it_was_held(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient, job: str
) -> None:
    assert (await rosa.post(JOIN)).json()["type"] == "/problems/no-previsit-now"
    call = await given.previsit(vera, job)
    await open_call(tom, call)
    await tom.post(f"/api/previsits/{call}/end")
    assert (await rosa.post(JOIN)).json()["type"] == "/problems/no-previsit-now"


async def test_a_call_of_a_cancelled_repair_can_be_neither_opened_nor_joined(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    call = await given.previsit(vera, await given.job(vera, repair))
    reason = {"reason": "De huurder heeft het zelf opgelost"}
    await vera.post(f"/api/repair-requests/{repair.id}/cancel", json=reason)
    for answer in (await tom.post(f"/api/previsits/{call}/open"), await rosa.post(JOIN)):
        assert (answer.status_code, answer.json()["type"]) == (409, "/problems/no-previsit-now")


async def test_the_newest_note_wins_also_when_an_older_one_comes_in_late(
    vera: AsyncClient, tom: AsyncClient, job: str
) -> None:
    path = f"/api/previsits/{await given.previsit(vera, job)}/outcome"
    late = given.an_outcome(finding="oud", minutesPromised=60, notedAt=given.moment(minutes=9))
    for finding, minutes in (("eerst", 30), ("dan", 15)):
        note = given.an_outcome(finding=finding, minutesPromised=minutes)
        assert (await tom.put(path, json=note)).status_code == 200
    detail = (await tom.put(path, json=late)).json()
    assert (detail["outcome"]["finding"], detail["minutesPromised"]) == ("dan", 15)
    assert detail["state"] == "prepared"
    noted = JournalEntry.event == "previsit.outcome_noted"
    assert await JournalEntry.count().where(noted) == 2


@pytest.mark.parametrize(
    ("wrong", "status", "pointer"),
    [
        ({"minutesPromised": 0}, 400, "/minutesPromised"),
        ({"minutesPromised": 481}, 400, "/minutesPromised"),
        ({"parts": [""]}, 400, "/parts/0"),
        ({"fault": "XYZ9"}, 422, "/fault"),
        ({"notedAt": "2026-01-01T10:00:00"}, 400, "/notedAt"),
    ],
)
async def test_an_outcome_that_makes_no_sense_is_refused_by_field(
    vera: AsyncClient,
    tom: AsyncClient,
    job: str,
    wrong: dict[str, object],
    status: int,
    pointer: str,
) -> None:
    path = f"/api/previsits/{await given.previsit(vera, job)}/outcome"
    refused = await tom.put(path, json=given.an_outcome(**wrong))
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (status, pointer)


async def test_a_tenant_of_another_case_finds_no_call(
    henk: AsyncClient, vera: AsyncClient, job: str
) -> None:
    await given.previsit(vera, job)
    await given.repair(henk)
    assert (await henk.post(JOIN)).status_code == 409
    assert (await henk.get("/api/case")).json()["previsit"] is None


async def test_otto_and_a_colleague_find_no_call(
    vera: AsyncClient, fatima: AsyncClient, otto: AsyncClient, job: str
) -> None:
    call = await given.previsit(vera, job)
    assert (await fatima.post(f"/api/previsits/{call}/open")).status_code == 404
    plan = {"id": given.fresh_id(), "plannedAt": given.moment()}
    assert (await otto.post(f"/api/jobs/{job}/previsits", json=plan)).status_code == 404


@pytest.mark.parametrize("moment", ["0001-01-01T00:00:00Z", "9999-01-01T00:00:00Z"])
async def test_a_call_is_planned_for_a_moment_that_can_be(
    rosa: AsyncClient, vera: AsyncClient, moment: str
) -> None:
    job = await given.job(vera, await given.repair(rosa))
    plan = {"id": given.fresh_id(), "plannedAt": moment}
    refused = await vera.post(f"/api/jobs/{job}/previsits", json=plan)
    assert refused.status_code in (400, 422)
    assert refused.json()["errors"][0]["pointer"] == "/plannedAt"


async def test_a_call_that_nobody_opened_was_missed(rosa: AsyncClient, vera: AsyncClient) -> None:
    job = await given.job(vera, await given.repair(rosa))
    await given.previsit(vera, job)
    with clock_at(datetime.now(UTC) + timedelta(hours=3)):
        late = (await vera.get(f"/api/jobs/{job}")).json()
    assert late["previsit"]["state"] == "missed"


async def test_a_phone_that_runs_ahead_does_not_silence_later_notes(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    job = await given.job(vera, await given.repair(rosa))
    address = f"/api/previsits/{await given.previsit(vera, job)}/outcome"
    await tom.put(address, json=given.an_outcome(notedAt="9999-12-30T00:00:00Z"))
    later = given.an_outcome(finding="Toch de slang", notedAt=given.moment())
    told = (await tom.put(address, json=later)).json()
    assert told["outcome"]["finding"] == "Toch de slang"
