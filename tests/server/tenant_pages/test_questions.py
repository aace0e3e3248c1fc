"""What is asked beside the tenant's own words: danger first, since when, and who reports."""

import re
from typing import Any
from uuid import UUID

import msgspec
import pytest

from server.journal.tables import JournalEntry
from server.repair_requests.faults import FAULTS
from server.repair_requests.tables import Holder, RepairRequest, TenantLink
from tests.server.tenant_pages.conftest import Site
from tests.server.tenant_pages.test_report_form import a_report

pytestmark = pytest.mark.asyncio(loop_scope="module")

LEAK = {"fault": "WAT3", "room": "kitchen", "danger_cannot_stop": "no"}
DAUGHTER = {"for_other": "yes", "reporter_name": "Mina", "reporter_phone": "06 8765 4321"}
FLAGGED = [(fault, flag) for fault in FAULTS.values() for flag in fault.red_flags]


async def _kept(form: dict[str, str]) -> RepairRequest:
    request = await RepairRequest.objects().get(RepairRequest.id == UUID(form["id"]))
    assert request is not None
    return request


@pytest.mark.parametrize(
    ("fault", "flag"), FLAGGED, ids=lambda each: getattr(each, "code", str(each))
)
async def test_danger_is_asked_first_and_its_page_says_what_to_do(
    site: Site, fault: Any, flag: Any
) -> None:
    async with site.browser("en") as rosa:
        form = await rosa.get(f"/report/{fault.room}/{fault.code}")
        page = await rosa.get(f"/report/{fault.room}/{fault.code}/{flag.code}")
    words = flag.words("en")
    assert form.text.index(words.question) < form.text.index('id="description"')
    assert page.status_code == 200
    for step in words.steps:
        assert step in page.text
    assert page.text.count('href="tel:') == len(flag.call)
    assert "<form" not in page.text.split("<main")[1]


async def test_a_yes_to_danger_never_becomes_a_report(site: Site) -> None:
    before = await site.reports()
    async with site.browser() as rosa:
        danger = a_report(**LEAK, danger_near_power="yes")
        answer = await rosa.post("/report", data=danger)
        script = await rosa.post("/report", data=danger, headers={"accept": "application/json"})
        page = await rosa.get(answer.headers["location"])
    assert answer.status_code == 303
    assert "hoofdschakelaar" in page.text
    assert (script.status_code, script.json()["type"]) == (422, "/problems/call-instead")
    assert script.json()["url"] == answer.headers["location"] == "/report/kitchen/WAT3/near_power"
    assert await site.reports() == before


async def test_who_does_not_say_whether_there_is_danger_is_asked_again(site: Site) -> None:
    async with site.browser() as rosa:
        page = await rosa.post("/report", data=a_report(**LEAK))
        sent = await rosa.post("/report", data=a_report(**LEAK, danger_near_power="no"))
    assert page.status_code == 422
    assert 'id="wrong-danger_near_power">Kies ja of nee.' in page.text
    assert re.search(r'name="danger_near_power" value="yes" autofocus', page.text)
    assert re.search(r'name="danger_cannot_stop" value="no" checked', page.text)
    assert sent.status_code == 303


async def test_danger_of_another_fault_is_no_page_of_this_one(site: Site) -> None:
    async with site.browser() as rosa:
        page = await rosa.get("/report/kitchen/WAT3/burning")
    assert page.status_code == 404


async def test_every_answer_is_kept_on_a_mistake_and_with_the_report(site: Site) -> None:
    told = {
        "since": "weeks",
        "sometimes": "yes",
        "before": "yes",
        "earlier_number": "26-00123",
        "own_fitting": "unknown",
        "pets": "Twee katten",
        "parking": "Achter het huis",
        "floor": "3",
        "lift": "no",
    }
    form = a_report(**told)
    async with site.browser() as rosa:
        page = await rosa.post("/report", data={**form, "phone": "1"})
        sent = await rosa.post("/report", data=form)
    assert page.status_code == 422
    for name, word in told.items():
        kept = rf'name="{name}"[^>]*value="{word}"( checked|[^>]*autocomplete)'
        assert re.search(kept, page.text), name
    assert sent.status_code == 303
    request = await _kept(form)
    assert msgspec.json.decode(request.about_fault) == {
        "since": "weeks",
        "sometimes": "yes",
        "before": "yes",
        "earlierNumber": "26-00123",
        "ownFitting": "unknown",
        "otherToilet": "",
    }
    assert msgspec.json.decode(request.about_home)["pets"] == "Twee katten"


async def test_another_toilet_is_asked_where_it_matters(site: Site) -> None:
    toilet = {"fault": "TOI1", "room": "toilet", "other_toilet": "yes"}
    form = a_report(**toilet)
    async with site.browser("ar") as rosa:
        page = await rosa.post("/report", data={**form, "phone": "1"})
        sent = await rosa.post("/report", data=form)
        tap = await rosa.get("/report/kitchen/KRA1")
    assert re.search(r'name="other_toilet"[^>]*value="yes" checked', page.text)
    assert sent.status_code == 303
    assert (await _kept(form)).priority == "P3"
    assert "other_toilet" not in tap.text


async def test_only_since_when_has_to_be_answered(site: Site) -> None:
    async with site.browser() as rosa:
        page = await rosa.post("/report", data=a_report(since="yesterday"))
        sent = await rosa.post("/report", data=a_report(since="longer"))
    assert "Kies sinds wanneer het zo is." in page.text
    assert sent.status_code == 303


async def test_who_reports_for_somebody_else_gets_a_helpers_link(site: Site) -> None:
    form = a_report(**DAUGHTER)
    async with site.browser() as mina:
        sent = await mina.post("/report", data=form)
        again = await mina.post("/report", data=form)
        case = await mina.get("/r")
        privacy = await mina.get("/r/privacy")
    assert sent.status_code == again.status_code == 303
    request = await _kept(form)
    assert (request.tenant_name, request.reporter_name) == ("Rosa de Wit", "Mina")
    assert (request.phone, request.reporter_phone) == ("+31612345678", "+31687654321")
    links = await TenantLink.objects().where(TenantLink.request == request.id)
    assert [(link.holder, link.name) for link in links] == [(Holder.HELPER, "Mina")]
    assert not links[0].text_version  # the tenant allowed no looking along
    assert request.number in case.text
    assert "De kraan drupt" not in case.text
    assert "De kraan drupt" not in privacy.text
    line = await JournalEntry.objects().get(
        (JournalEntry.request_id == request.id) & (JournalEntry.event == "request.reported")
    )
    assert line is not None
    assert (line.actor_kind, line.actor_name) == ("helper", "Mina")


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"reporter_name": ""}, "reporter_name"),
        ({"reporter_phone": "06-1234"}, "reporter_phone"),
        ({"reporter_name": "x" * 81}, "reporter_name"),
    ],
)
async def test_who_reports_for_somebody_says_who_she_is(
    site: Site, change: dict[str, str], field: str
) -> None:
    before = await site.reports()
    async with site.browser() as mina:
        page = await mina.post("/report", data=a_report(**{**DAUGHTER, **change}))
    assert page.status_code == 422
    assert f'id="wrong-{field}"' in page.text
    assert 'name="for_other" value="yes" checked' in page.text
    assert await site.reports() == before
