"""A whole visit on a phone that had a network once: on the way, inside, photos, parts, a signature
and leaving are all made without one, and arrive once when it is back."""

import asyncio
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import expect

from server.clock import now
from tests.end_to_end.technician_phone import (
    PATIENCE_MS,
    PHONE,
    Phone,
    Stage,
    client,
    field_stage,
)
from tests.support import given
from tests.support.cast import HENK, ROSA
from tests.support.chromium import PLACE_REFUSED

pytestmark = pytest.mark.asyncio(loop_scope="module")

_homes = iter((HENK, ROSA))
"""Two reports of one fault from one home count as one."""

KEPT_AHEAD = """async () => {
  const opening = indexedDB.open("vooraf");
  await new Promise((resolve) => (opening.onsuccess = resolve));
  const asking = opening.result.transaction("facts").objectStore("facts").getAllKeys();
  await new Promise((resolve) => (asking.onsuccess = resolve));
  opening.result.close();
  return asking.result;
}"""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(tmp_path_factory: pytest.TempPathFactory, chromium: Path) -> AsyncIterator[Stage]:
    async with field_stage(tmp_path_factory.mktemp("visit"), chromium) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="module")
async def phone(stage: Stage) -> AsyncIterator[Phone]:
    """Before the visit."""
    async with client(stage) as tenant, client(stage, "vera") as vera, client(stage, "tom") as tom:
        technicians = (await vera.get("/api/technicians")).json()
        toms_id = next(each["id"] for each in technicians if each["name"] == "Tom Bakker")
        stock = {"part": "tap-washer", "variant": "1/2", "place": toms_id, "amount": 4}
        await vera.post("/api/part-stock/correct", json={**stock, "reason": "Geteld"})
        repair = await given.repair(tenant, next(_homes), fault="CVK1")
        job = await given.job(vera, repair, technicianId=toms_id)
        context = await stage.browser.new_context(
            base_url=stage.address, viewport=PHONE, locale="nl-NL", permissions=["camera"]
        )
        context.set_default_timeout(PATIENCE_MS)
        await context.add_init_script(PLACE_REFUSED)
        await context.request.post("/api/demo/sign-in", data={"person": "tom"})
        yield Phone(await context.new_page(), tom, job)
        await context.close()


async def test_tomorrows_visit_is_made_wholly_without_a_network_and_arrives_once(
    phone: Phone, stage: Stage
):
    await phone.opens_job()
    await keeps_ahead(phone, {"vanStock", "trades"})
    await phone.works_offline()

    await phone.presses("Ik ben onderweg")
    await phone.sees("verwacht je rond")
    await phone.presses("Ik sta voor de deur")
    await phone.sees("Je staat voor de deur sinds")
    await phone.presses("Ik ben binnen")
    await phone.sees("sinds")
    await phone.takes_photo("after", "boiler")
    await signs(phone)
    await phone.opens_job()
    await leaves_with_a_part_and_a_follow_on(phone)

    await phone.page.context.set_offline(False)
    await phone.sees_everything_sent()
    visit = await phone.visit_that_was_left()
    assert (visit["outcome"], visit["keptTo"]) == ("temporary", ["tidied"])
    job = await phone.job()
    assert [(each["amount"], each["missing"]) for each in job["partsUsed"]] == [(1, 0)]
    assert [each["words"] for each in job["followOns"]] == ["Het vat moet vervangen"]
    assert job["approach"] is None
    assert {photo["slot"] for photo in job["photos"]} == {"boiler", "signature"}
    events = await happened(stage, job["requestId"])
    for once in ("visit.arrived", "visit.left", "visit.parts_used", "follow_on.proposed"):
        assert events.count(once) == 1, events
    assert events.index("visit.arrived") < events.index("visit.left")


async def keeps_ahead(phone: Phone, facts: set[str]) -> None:
    while True:
        if facts <= set(await phone.page.evaluate(KEPT_AHEAD)):
            return
        await asyncio.sleep(0.2)


async def signs(phone: Phone) -> None:
    await phone.opens("sign")
    await phone.draws_over("svg[role=img]")
    await phone.page.get_by_label("Uw naam").fill("Henk Jansen")
    await phone.presses("Gebruiken")
    await phone.sees("Handtekening staat veilig op je telefoon")


async def leaves_with_a_part_and_a_follow_on(phone: Phone) -> None:
    page = phone.page
    await phone.presses("Klaar, ik ga")
    await page.get_by_label("Tijdelijk hersteld").check()
    await expect(page.get_by_role("button", name="Ik ga", exact=True)).to_be_disabled()
    await page.get_by_label("Wat moet er nog gebeuren?").fill("Het vat moet vervangen")
    await page.get_by_text("Uit je bus gebruikt").click()
    await page.get_by_role("button", name="Eén meer: Kraanleertjes 1/2 inch").click()
    await page.get_by_text("Dit heb je gedaan").click()
    await page.get_by_label("Opgeruimd").check()
    await phone.presses("Ik ga")
    await page.wait_for_url("**/app/today")


async def happened(stage: Stage, request_id: str) -> list[Any]:
    async with client(stage, "vera") as vera:
        timeline = (await vera.get(f"/api/repair-requests/{request_id}")).json()["timeline"]
        return [entry["event"] for entry in timeline]


async def test_nobody_opens_and_it_is_all_kept_until_there_is_a_network(phone: Phone, stage: Stage):
    """The ten minutes have passed: his phone lives twelve minutes ago, and then goes forward."""
    page = phone.page
    await phone.opens_job()
    await phone.works_offline()
    await page.clock.install(time=now() - timedelta(minutes=12))
    await page.reload()
    await phone.presses("Ik sta voor de deur")
    await page.get_by_role("link", name="Niemand doet open").click()
    await phone.presses("Aangebeld of geklopt")
    await phone.presses("Aangebeld of geklopt")
    await phone.sees("2 keer geprobeerd")
    go = page.get_by_role("button", name="Ik ga weg")
    await expect(go).to_be_disabled()
    await page.get_by_label("Waarom geen foto?").fill("Kinderen voor de deur")
    await page.clock.fast_forward("11:00")
    await expect(go).to_be_enabled()
    await page.reload()
    await phone.sees("2 keer geprobeerd")
    await photographs_the_door(phone)
    await go.click()
    await page.wait_for_url("**/app/today")

    await page.context.set_offline(False)
    await phone.sees_everything_sent()
    job = await phone.job()
    [door] = job["photos"]
    assert (door["slot"], job["state"]) == ("front_door", "interrupted")
    [nobody] = job["noAccess"]
    assert (nobody["photoId"], nobody["noPhotoBecause"]) == (door["id"], "")
    await the_office_looks_at_it(stage, job["requestId"])


async def the_office_looks_at_it(stage: Stage, request_id: str) -> None:
    context = await stage.browser.new_context(base_url=stage.address, locale="nl-NL")
    context.set_default_timeout(PATIENCE_MS)
    await context.request.post("/api/demo/sign-in", data={"person": "vera"})
    desk = await context.new_page()
    await desk.goto(f"/desk/requests/{request_id}")
    told = desk.get_by_role("group", name="Niemand deed open")
    await told.get_by_role("button", name="Groot bekijken").click()
    await expect(desk.get_by_role("dialog").get_by_role("img")).to_be_visible()
    await context.close()


async def photographs_the_door(phone: Phone) -> None:
    await phone.page.get_by_role("link", name="Foto van de deur").click()
    await phone.presses("Foto maken")
    await phone.presses("Gebruiken")
    await phone.page.wait_for_url("**/door")
    await phone.sees("Foto van de deur is gemaakt")
