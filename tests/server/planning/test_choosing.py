"""A tenant chooses when somebody comes, and moves it: without JavaScript, in time, three times."""

import asyncio
import html
import re
from datetime import datetime, timedelta
from typing import Any

import icalendar
import pytest
from httpx import AsyncClient, Response
from litestar import Litestar

from server.clock import HOME
from server.planning.reminding import remind
from tests.server.moments.test_choosing import next_monday, on_monday, told
from tests.server.planning.test_agreeing import off, plan, planned, states
from tests.support import given
from tests.support.asgi_client import browser
from tests.support.cast import HENK

PAGE = "/r/visit"


@pytest.fixture
async def job(rosa: AsyncClient, vera: AsyncClient) -> str:
    return await given.job(vera, await given.repair(rosa))


def links(page: str, starting: str) -> list[str]:
    return [html.unescape(each) for each in re.findall(r'href="([^"]+)"', page) if starting in each]


async def take(client: AsyncClient, begins_at: str) -> Response:
    at = f"{datetime.fromisoformat(begins_at):%Y-%m-%dT%H:%MZ}"
    return await client.post(PAGE, data={"at": at})


async def test_a_day_then_a_block_then_yes_and_everybody_sees_it(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient, job: str
) -> None:
    with on_monday():
        assert '<a class="button main" href="/r/visit">' in (await rosa.get("/r")).text
        days = links((await rosa.get(PAGE)).text, "?day=")
        assert len(days) == 15
        blocks = links((await rosa.get(days[1])).text, "?at=")
        assert len(blocks) == 4
        question = await rosa.get(blocks[1])
        assert "Morgen tussen 10:00 en 12:00 komt Tom bij u thuis." in question.text
        (at,) = re.findall(r'name="at" value="([^"]+)"', question.text)
        assert (await rosa.post(PAGE, data={"at": at})).headers["location"] == "/r"
        page = (await rosa.get("/r")).text
        assert "Morgen tussen 10:00 en 12:00 komt Tom langs" in page
        assert links(page, PAGE) == [PAGE, "/r/visit.ics"]
        assert (await planned(vera, job) or {})["plannedBy"] == "tenant"
        assert (await planned(tom, job) or {})["plannedBy"] == "tenant"


async def test_a_call_comes_first(rosa: AsyncClient, vera: AsyncClient, job: str) -> None:
    with on_monday() as monday:
        await given.previsit(vera, job, (monday + timedelta(days=1)).isoformat())
        assert PAGE not in (await rosa.get("/r")).text
        assert links((await rosa.get(PAGE)).text, "?day=") == []
        refused = await take(rosa, (await given.visit_blocks(vera, job))[4]["beginsAt"])
        assert refused.status_code == 409


async def test_she_moves_it_three_times_and_then_phones(
    rosa: AsyncClient, vera: AsyncClient, job: str
) -> None:
    with on_monday():
        blocks = (await given.visit_blocks(vera, job))[4:]
        appointment = await given.appointment(vera, job, blocks[0])
        for block in blocks[1:4]:
            assert "Bezoek verzetten" in (await rosa.get("/r")).text
            assert (await take(rosa, block["beginsAt"])).status_code == 303
        assert await states(job) == [*[("moved", "tenant", None)] * 3, ("planned", None, None)]
        page = (await rosa.get("/r")).text
        assert "Bezoek verzetten" not in page
        assert "Komt het niet uit? Bel ons" in page
        assert links(page, PAGE) == ["/r/visit.ics"]
        assert "U heeft het bezoek al drie keer verzet." in (await rosa.get(PAGE)).text
        assert (await take(rosa, blocks[5]["beginsAt"])).status_code == 409
        # What the desk moves does not count for her.
        last = await planned(vera, job)
        assert last
        assert last["id"] != appointment
        assert (await plan(vera, job, blocks[6], last["id"])).status_code == 201


async def test_two_working_hours_before_is_the_last_moment(
    rosa: AsyncClient, vera: AsyncClient, job: str
) -> None:
    with on_monday():
        blocks = await given.visit_blocks(vera, job)
        tuesday_at_eight = blocks[3]
        await given.appointment(vera, job, tuesday_at_eight)
    with on_monday(hours=6):  # at three
        assert "Bezoek verzetten" in (await rosa.get("/r")).text
    with on_monday(hours=6.1):
        assert "Bezoek verzetten" not in (await rosa.get("/r")).text
        assert "te snel om het hier nog te verzetten" in (await rosa.get(PAGE)).text
        assert (await take(rosa, blocks[9]["beginsAt"])).status_code == 409
    assert (await planned(vera, job) or {})["beginsAt"] == tuesday_at_eight["beginsAt"]


async def test_of_two_tenants_one_gets_the_last_place_and_the_other_sees_what_is_free(
    rosa: AsyncClient, henk: AsyncClient, vera: AsyncClient, job: str
) -> None:
    other = await given.job(vera, await given.repair(henk, HENK))
    with on_monday():
        wanted = (await given.visit_blocks(vera, job))[3]
        assert (await take(henk, wanted["beginsAt"])).status_code == 303
        late = await take(rosa, wanted["beginsAt"])
        assert late.status_code == 409
        assert "Dit moment is niet meer vrij." in late.text
        assert len(links(late.text, "?at=")) == 3
        assert await planned(vera, job) is None
        assert await planned(vera, other) is not None


async def test_of_several_tenants_at_once_one_gets_it(app: Litestar, vera: AsyncClient) -> None:
    tenants = [browser(app) for _ in range(4)]
    jobs = [await given.job(vera, await given.repair(tenant)) for tenant in tenants]
    with on_monday():
        wanted = (await given.visit_blocks(vera, jobs[0]))[3]["beginsAt"]
        answers = await asyncio.gather(*[take(tenant, wanted) for tenant in tenants])
        assert sorted(answer.status_code for answer in answers) == [303, 409, 409, 409]


@pytest.mark.parametrize("at", ["", "gisteren", "2020-01-06T10:00Z", "2026-12-01T09:00", "9" * 400])
async def test_what_is_no_free_block_cannot_be_chosen(rosa: AsyncClient, job: str, at: str) -> None:
    with on_monday():
        refused = await rosa.post(PAGE, data={"at": at})
        assert refused.status_code == 422
        assert "Dit moment kan niet." in refused.text


async def test_who_helps_her_looks_along_and_moves_nothing(
    app: Litestar, vera: AsyncClient, rosa: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    job = await given.job(vera, repair)
    helper = browser(app)
    await given.helper_signed_in(helper, await given.helper(vera, repair))
    with on_monday():
        blocks = await given.visit_blocks(vera, job)
        await given.appointment(vera, job, blocks[3])
        page = (await helper.get("/r")).text
        assert "Morgen tussen 8:00 en 10:00 komt Tom langs" in page
        assert "Bezoek verzetten" not in page
        await take(helper, blocks[6]["beginsAt"])
        assert (await planned(vera, job) or {})["beginsAt"] == blocks[3]["beginsAt"]
        assert (await helper.get("/r/visit.ics")).status_code == 200


async def test_what_does_not_suit_her_stands_in_the_chat(rosa: AsyncClient, job: str) -> None:
    with on_monday():
        sent = await rosa.post(f"{PAGE}/none", data={"words": "Alleen na zes uur"})
        assert sent.headers["location"] == "/r/chat#newest"
        assert "Alleen na zes uur" in (await rosa.get("/r/chat")).text


async def test_her_calendar_is_changed_by_a_later_file_and_tells_no_fault(
    rosa: AsyncClient, vera: AsyncClient, job: str
) -> None:
    with on_monday():
        blocks = (await given.visit_blocks(vera, job))[4:]
        appointment = await given.appointment(vera, job, blocks[0])
        first = await event_of(rosa)
        assert (await take(rosa, blocks[2]["beginsAt"])).status_code == 303
        second = await event_of(rosa)
        assert first["UID"] == second["UID"]
        assert (int(first["SEQUENCE"]), int(second["SEQUENCE"])) == (0, 1)
        assert second["DTSTART"].dt == datetime.fromisoformat(blocks[2]["beginsAt"])
        assert second["DTEND"].dt == datetime.fromisoformat(blocks[2]["endsAt"])
        assert "kraan" not in second["SUMMARY"].lower()
        moved = await planned(vera, job)
        assert moved
        assert moved["id"] != appointment
        await off(vera, job, moved["id"], "other")
        assert (await rosa.get("/r/visit.ics")).status_code == 404
        await given.appointment(vera, job, blocks[0])
        assert int((await event_of(rosa))["SEQUENCE"]) == 3


async def event_of(client: AsyncClient) -> Any:
    calendar = icalendar.Calendar.from_ical((await client.get("/r/visit.ics")).content)
    (event,) = calendar.walk("VEVENT")
    return event


async def test_the_button_of_a_call_is_gone_after_three_moves_and_within_two_hours(
    rosa: AsyncClient, vera: AsyncClient, job: str
) -> None:
    with on_monday() as monday:
        await given.previsit(vera, job, (monday + timedelta(hours=4)).isoformat())
        assert "Ander moment kiezen" in (await rosa.get("/r")).text
    with on_monday(hours=2.1):
        page = (await rosa.get("/r")).text
        assert "Ander moment kiezen" not in page
        assert "Komt het niet uit? Bel ons" in page
        assert links(page, "/r/moment") == ["/r/moment.ics"]


async def test_she_is_reminded_once_on_the_working_day_before(vera: AsyncClient, job: str) -> None:
    with on_monday() as monday:
        next_week = (monday + timedelta(days=7)).date()
        (block, *_) = [
            each
            for each in await given.visit_blocks(vera, job)
            if datetime.fromisoformat(each["beginsAt"]).astimezone(HOME).date() == next_week
        ]
        await given.appointment(vera, job, block)
    for hours, reminded in [(24 * 4 + 0.9, 0), (24 * 4 + 1.1, 1), (24 * 6, 1)]:  # Friday at ten
        with on_monday(hours=hours):
            await remind()
            assert await told("appointment.reminded") == reminded
    assert next_monday().hour == 9
