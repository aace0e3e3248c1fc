"""A tenant chooses when the video call is, and moves it: once, in time, and never over another."""

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime, timedelta
from typing import Any

import pytest
from httpx import AsyncClient, Response
from litestar import Litestar

from server.clock import HOME, clock_at, now
from server.journal.tables import JournalEntry
from tests.support import given
from tests.support.asgi_client import browser
from tests.support.cast import CARLA, FATIMA, HENK, TOM

MOMENTS = "/api/case/previsit/moments"
MOMENT = "/api/case/previsit/moment"


def next_monday() -> datetime:
    """Nine in the morning: the office is open, and the real clock is not there yet."""
    today = datetime.now(HOME)
    monday = today + timedelta(days=7 - today.weekday())
    return monday.replace(hour=9, minute=0, second=0, microsecond=0)


@contextmanager
def on_monday(hours: float = 0) -> Iterator[datetime]:
    with clock_at(next_monday() + timedelta(hours=hours)):
        yield now()


@pytest.fixture
async def job(rosa: AsyncClient, vera: AsyncClient) -> str:
    return await given.job(vera, await given.repair(rosa))


async def take(client: AsyncClient, at: str) -> Response:
    return await client.put(MOMENT, json={"at": at})


async def free(client: AsyncClient) -> list[str]:
    return (await moments(client))["free"]


async def moments(client: AsyncClient) -> dict[str, Any]:
    answer = await client.get(MOMENTS)
    assert answer.status_code == 200, answer.text
    return answer.json()


async def told(event: str) -> int:
    return await JournalEntry.count().where(JournalEntry.event == event)


async def test_she_is_asked_chooses_and_everybody_sees_when(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient, job: str
) -> None:
    with on_monday() as monday:
        await given.moment_asked(vera, job)
        asked = (await rosa.get("/api/case")).json()
        assert (asked["next"]["key"], asked["can"]) == ("moment_asked", ["choose_moment", "cancel"])
        waiting = (await vera.get("/api/repair-requests")).json()["items"][0]["job"]
        assert datetime.fromisoformat(waiting["momentAsked"]["askedAt"]) == monday
        chosen = (await free(rosa))[3]
        taken = (await take(rosa, chosen)).json()
        assert (taken["standing"], taken["plannedAt"]) == ("move", chosen)
        case = (await rosa.get("/api/case")).json()
        assert (case["next"]["key"], case["next"]["at"]) == ("previsit_planned", chosen)
        on_phone = (await tom.get("/api/jobs")).json()["jobs"][0]
        assert (on_phone["previsit"]["plannedAt"], on_phone["momentAsked"]) == (chosen, None)
        row = (await vera.get("/api/repair-requests")).json()["items"][0]["job"]
        assert (row["previsit"]["plannedAt"], row["momentAsked"]) == (chosen, None)


async def test_a_job_is_given_and_its_tenant_asked_in_one_step_and_only_once(
    rosa: AsyncClient, vera: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    facts = {"id": given.fresh_id(), "momentChoiceId": given.fresh_id(), "technicianId": TOM.id}
    sent = {name: str(value) for name, value in facts.items()}
    path = f"/api/repair-requests/{repair.id}/jobs"
    answers = await asyncio.gather(*[vera.post(path, json=sent) for _ in range(3)])
    assert {answer.status_code for answer in answers} == {201}
    assert answers[0].json()["momentAsked"]
    assert await told("previsit.moment_asked") == 1


async def test_who_gives_a_job_plans_or_asks_and_not_both(
    rosa: AsyncClient, vera: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    both = {"momentChoiceId": given.fresh_id(), "previsitId": given.fresh_id()}
    facts = {"id": given.fresh_id(), "technicianId": str(TOM.id), **both}
    refused = await vera.post(
        f"/api/repair-requests/{repair.id}/jobs", json={**facts, "previsitAt": given.moment()}
    )
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (400, "/momentChoiceId")


async def test_a_choice_of_another_job_is_not_found(
    rosa: AsyncClient, henk: AsyncClient, vera: AsyncClient, job: str
) -> None:
    choice = await given.moment_asked(vera, job)
    other = await given.job(vera, await given.repair(henk, HENK))
    path = f"/api/jobs/{other}/moment-choices"
    assert (await vera.post(path, json={"id": choice})).status_code == 404


async def test_of_two_tenants_who_take_the_same_moment_one_gets_it_and_nothing_is_lost(
    rosa: AsyncClient, henk: AsyncClient, vera: AsyncClient, job: str
) -> None:
    other = await given.job(vera, await given.repair(henk, HENK))
    with on_monday():
        for each in (job, other):
            await given.moment_asked(vera, each)
        wanted = (await free(rosa))[0]
        assert wanted == (await free(henk))[0]
        assert (await take(henk, wanted)).status_code == 200
        late = await take(rosa, wanted)
        problem = late.json()
        assert (late.status_code, problem["type"]) == (409, "/problems/moment-taken")
        assert wanted not in problem["free"]
        assert (await moments(rosa))["standing"] == "choose"
        assert (await take(rosa, problem["free"][0])).status_code == 200


async def test_of_several_tenants_at_once_one_gets_it(app: Litestar, vera: AsyncClient) -> None:
    tenants = [browser(app) for _ in range(5)]
    for tenant in tenants:
        job = await given.job(vera, await given.repair(tenant))
        with on_monday():
            await given.moment_asked(vera, job)
    with on_monday():
        for round_ in range(3):
            wanted = (await free(tenants[0]))[round_]
            answers = await asyncio.gather(*[take(tenant, wanted) for tenant in tenants])
            statuses = sorted(answer.status_code for answer in answers)
            assert statuses == [200, 409, 409, 409, 409]


async def test_a_call_of_a_colleague_is_in_nobody_s_way(
    rosa: AsyncClient, henk: AsyncClient, vera: AsyncClient, job: str
) -> None:
    other = await given.job(vera, await given.repair(henk, HENK), FATIMA)
    with on_monday():
        await given.moment_asked(vera, job)
        wanted = (await free(rosa))[0]
        await given.previsit(vera, other, wanted)
        assert wanted in await free(rosa)


async def test_a_call_that_the_desk_plans_takes_the_half_hours_it_touches(
    rosa: AsyncClient, henk: AsyncClient, vera: AsyncClient, job: str
) -> None:
    other = await given.job(vera, await given.repair(henk, HENK))
    with on_monday():
        await given.moment_asked(vera, job)
        first, second, third, *_ = await free(rosa)
        between = datetime.fromisoformat(first) + timedelta(minutes=20)
        await given.previsit(vera, other, between.isoformat())
        assert (await free(rosa))[0] == third
        for each in (first, second):
            assert (await take(rosa, each)).json()["type"] == "/problems/moment-taken"


async def test_a_call_and_a_visit_do_not_promise_the_same_time_twice(
    rosa: AsyncClient, henk: AsyncClient, vera: AsyncClient, job: str
) -> None:
    """Who was promised a part of the day waits for nobody's call, and a call is before a visit."""
    other = await given.job(vera, await given.repair(henk, HENK))
    with on_monday() as monday:
        await given.moment_asked(vera, job)
        tomorrow = str((monday + timedelta(days=1)).date())
        tuesday = [each for each in await free(rosa) if each.startswith(tomorrow)]
        morning = (await given.visit_blocks(vera, other))[3]
        inside = [each for each in tuesday if morning["beginsAt"] <= each < morning["endsAt"]]
        assert len(inside) == 4
        await given.appointment(vera, other, morning)
        assert set(inside) <= set(await free(rosa))
        await given.previsit(vera, other, inside[0])
        assert not set(inside) & set(await free(rosa))
        refused = await take(rosa, inside[0])
        assert (refused.status_code, refused.json()["type"]) == (409, "/problems/moment-taken")
        later = [each for each in await free(rosa) if each >= morning["endsAt"]]
        comes = (await given.visit_blocks(vera, job))[6]
        await given.appointment(vera, job, comes)
        still = [each for each in await free(rosa) if each >= morning["endsAt"]]
        assert still == [each for each in later if each < comes["beginsAt"]]


@pytest.mark.parametrize(
    "at", ["2020-01-06T10:00:00Z", "2090-01-06T10:00:00Z", "9999-12-30T10:00:00Z"]
)
async def test_a_moment_that_is_not_offered_is_refused_with_those_that_are(
    rosa: AsyncClient, vera: AsyncClient, job: str, at: str
) -> None:
    with on_monday():
        await given.moment_asked(vera, job)
        refused = await take(rosa, at)
        problem = refused.json()
        assert (refused.status_code, problem["type"]) == (422, "/problems/moment-not-offered")
        assert problem["errors"][0]["pointer"] == "/at"
        assert problem["free"] == await free(rosa)


async def test_within_two_hours_outside_the_office_and_between_half_hours_is_not_offered(
    rosa: AsyncClient, vera: AsyncClient, job: str
) -> None:
    with on_monday() as monday:
        await given.moment_asked(vera, job)
        for later in (timedelta(hours=1), timedelta(hours=9), timedelta(hours=3, minutes=10)):
            assert (await take(rosa, (monday + later).isoformat())).status_code == 422
        assert await told("previsit.planned") == 0


async def test_she_moves_a_call_three_times_and_then_has_to_phone(
    rosa: AsyncClient, vera: AsyncClient, job: str
) -> None:
    with on_monday() as monday:
        call = await given.previsit(vera, job, (monday + timedelta(days=1)).isoformat())
        first, second, chosen = (await free(rosa))[:3]
        for at in (first, second, chosen):
            moved = (await take(rosa, at)).json()
            assert (moved["callId"], moved["plannedAt"]) == (call, at)
        moved = await moments(rosa)
        assert (moved["standing"], moved["free"]) == ("moved_often", [])
        refused = await take(rosa, monday.isoformat())
        assert (refused.status_code, refused.json()["type"]) == (409, "/problems/moved-often")
        assert refused.json()["phone"]
        assert await told("previsit.moved") == 3
        assert (await moments(rosa))["plannedAt"] == chosen


async def test_the_same_moment_again_moves_nothing(
    rosa: AsyncClient, vera: AsyncClient, job: str
) -> None:
    with on_monday():
        await given.moment_asked(vera, job)
        chosen = (await free(rosa))[0]
        answers = await asyncio.gather(*[take(rosa, chosen) for _ in range(3)])
        assert [answer.status_code for answer in answers] == [200] * 3
        assert (await moments(rosa))["moves"] == 0
        assert await told("previsit.planned") == 1


async def test_a_call_is_moved_until_two_hours_before_it_begins(
    rosa: AsyncClient, vera: AsyncClient, job: str
) -> None:
    with on_monday() as monday:
        await given.previsit(vera, job, (monday + timedelta(hours=4)).isoformat())
    with on_monday(hours=2):
        assert (await moments(rosa))["standing"] == "move"
    with on_monday(hours=2.1):
        refused = await take(rosa, (monday + timedelta(days=1)).isoformat())
        assert (refused.status_code, refused.json()["type"]) == (409, "/problems/too-late-to-move")


@pytest.mark.parametrize("over", ["held", "missed", "cancelled", "seen"])
async def test_a_call_that_is_over_is_not_moved(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient, job: str, over: str
) -> None:
    with on_monday() as monday:
        call = await given.previsit(vera, job, monday.isoformat())
        if over in ("held", "seen"):
            await tom.post(f"/api/previsits/{call}/open")
        if over == "seen":
            await tom.put(f"/api/previsits/{call}/outcome", json=given.an_outcome())
        if over in ("held", "seen"):
            await tom.post(f"/api/previsits/{call}/end")
        if over == "cancelled":
            await rosa.post("/r/say/cancel", data={"words": "Het is al gemaakt"})
    with on_monday(hours=2):
        refused = await take(rosa, (monday + timedelta(days=1)).isoformat())
        problem = refused.json()
        assert (refused.status_code, problem["type"]) == (409, "/problems/no-moment-to-choose")
        assert (await moments(rosa))["free"] == []


async def test_what_the_desk_plans_after_all_ends_the_choice_and_asking_ends_a_plan(
    rosa: AsyncClient, vera: AsyncClient, job: str
) -> None:
    with on_monday() as monday:
        await given.moment_asked(vera, job)
        await given.previsit(vera, job, (monday + timedelta(days=1)).isoformat())
        assert (await moments(rosa))["standing"] == "move"
        await given.moment_asked(vera, job)
        again = await moments(rosa)
        assert (again["standing"], again["plannedAt"]) == ("choose", None)


async def test_nobody_is_asked_when_it_has_been_seen_already(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient, job: str
) -> None:
    await given.moment_asked(vera, job)
    call = await given.previsit(vera, job)
    await tom.post(f"/api/previsits/{call}/open")
    await tom.put(f"/api/previsits/{call}/outcome", json=given.an_outcome())
    refused = await vera.post(f"/api/jobs/{job}/moment-choices", json={"id": given.fresh_id()})
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/no-moment-to-choose")


async def test_otto_asks_nobody_and_her_helper_chooses_nothing(
    rosa: AsyncClient, henk: AsyncClient, vera: AsyncClient, otto: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    job = await given.job(vera, repair)
    refused = await otto.post(f"/api/jobs/{job}/moment-choices", json={"id": given.fresh_id()})
    assert refused.status_code == 404
    with on_monday() as monday:
        await given.previsit(vera, job, (monday + timedelta(days=1)).isoformat())
        await given.helper_signed_in(henk, await given.helper(vera, repair))
        page = await henk.get("/r")
        assert "10:00" not in page.text
        assert "9:00" in page.text
        assert "/r/moment.ics" in page.text
        assert 'href="/r/moment"' not in page.text
        assert (await take(henk, (monday + timedelta(days=2)).isoformat())).status_code == 404


async def test_the_hours_are_those_of_whoever_does_it(
    rosa: AsyncClient, vera: AsyncClient, ingrid: AsyncClient, kees: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    chat = (await ingrid.get("/api/chat-settings")).json()
    week = {"days": [{"weekday": 0, "opens": "13:00", "closes": "14:00"}], "closedOn": []}
    await ingrid.put("/api/chat-settings", json={**chat, "hours": week})
    order = await given.offer(vera, repair, await given.contract(ingrid))
    await given.accepted(kees, order)
    job = await given.job(kees, repair, CARLA)
    with on_monday():
        await given.moment_asked(kees, job)
        days = {each[:10] for each in await free(rosa)}
    assert len(days) == 10  # the contractor's own week, not the Mondays of the corporation
