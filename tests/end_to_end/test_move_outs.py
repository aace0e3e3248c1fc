"""A home is handed over, from the notice to the end: the desk, the inspector whose network is gone,
and the tenant without JavaScript."""

import asyncio
from collections.abc import AsyncIterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

import httpx
import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, Page, expect

from server.accounts.secrets import new_secret
from server.database import transaction
from server.repair_requests import tenant_link
from tests.end_to_end.tenant_stage import Stage, tenant_stage
from tests.support import given
from tests.support.cast import ROSA
from tests.support.usable_by_everybody import complaints

pytestmark = pytest.mark.asyncio(loop_scope="module")

DESK = {"width": 1440, "height": 900}

KEPT = """() => new Promise((resolve) => {
  indexedDB.open("vooraf").onsuccess = ({ target: { result: database } }) => {
    const reading = database.transaction("facts").objectStore("facts").get("inspections");
    reading.onsuccess = () => {
      database.close();
      resolve(JSON.stringify(reading.result ?? ""));
    };
  };
})"""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(tmp_path_factory: pytest.TempPathFactory, chromium: Path) -> AsyncIterator[Stage]:
    async with tenant_stage(tmp_path_factory.mktemp("move-outs"), chromium) as stage:
        yield stage


async def signed_in(context: BrowserContext, person: str) -> Page:
    await context.request.post("/api/demo/sign-in", data={"person": person})
    return await context.new_page()


async def test_from_the_notice_to_the_end(stage: Stage) -> None:
    async with (
        stage.phone(viewport=DESK) as office,
        stage.phone() as pocket,
        stage.phone(java_script_enabled=False) as at_home,
        stage.office("tom") as tom,
    ):
        desk = await signed_in(office, "vera")
        phone = await signed_in(pocket, "tom")
        move_out = await is_started(desk)
        await is_given_out(desk)
        first = await job_of(tom, move_out)
        await finds_what_is_to_be_done(phone, tom, first)
        await is_let_in(at_home, move_out)
        page = await at_home.new_page()
        await agrees_and_ticks(page)
        async with stage.phone(locale="ar") as abroad:
            await is_for_everybody(abroad, move_out)

        await desk.get_by_text("Eindinspectie uitgeven").click()
        assert await complaints(desk, is_phone=False) == {}
        await is_given_out(desk)
        await looks_again(phone, tom, await job_of(tom, move_out, besides=first))
        await desk.get_by_label("Wat de bewoner als laatste leest").fill("Veel woonplezier!")
        await desk.get_by_role("button", name="Oplevering afronden").click()
        await expect(desk.get_by_text("Afgerond", exact=True).first).to_be_visible()
        await page.goto("/r/move-out")
        await expect(page.get_by_text("Veel woonplezier!")).to_be_visible()
        await expect(page.get_by_text("U betaalt €\u00a085,00.")).to_be_visible()


async def is_started(desk: Page) -> str:
    """The case that the desk comes to."""
    await desk.goto("/desk/move-outs")
    await desk.get_by_text("Een oplevering beginnen").click()
    last_day = (datetime.now(UTC) + timedelta(days=30)).date().isoformat()
    for label, typed in (
        ("Postcode", ROSA.home.postcode),
        ("Huisnummer", ROSA.home.house_number),
        ("Laatste dag van de huur", last_day),
        ("Naam van de huurder", ROSA.name),
        ("Telefoon", ROSA.phone),
    ):
        await desk.get_by_label(label, exact=True).fill(typed)
    await desk.get_by_role("button", name="Beginnen", exact=True).click()
    await desk.wait_for_url("**/desk/requests/*")
    return desk.url.rpartition("/")[2]


async def is_given_out(desk: Page) -> None:
    await desk.get_by_label("Wie inspecteert?").select_option(label="Tom Bakker")
    await desk.get_by_role("button", name="Uitgeven", exact=True).click()
    await expect(desk.get_by_role("button", name="Uitgeven", exact=True)).to_have_count(0)


async def job_of(tom: httpx.AsyncClient, move_out: str, besides: str = "") -> str:
    jobs = (await tom.get("/api/jobs")).json()["jobs"]
    [found] = [job["id"] for job in jobs if job["requestId"] == move_out and job["id"] != besides]
    return found


async def finds_what_is_to_be_done(phone: Page, tom: httpx.AsyncClient, job: str) -> None:
    """Inside, and without a network until the report is written."""
    visit = await given.arrival(tom, job)
    of = {"moment": "before", "slot": "room_living", "visitId": visit}
    await given.photo(tom, given.photos_of(job), None, **of)
    await phone.goto(f"/app/jobs/{job}")
    await phone.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    await phone.reload()
    await phone.get_by_role("link", name="Verslag maken").click()
    await phone.get_by_role("heading", name="Woonkamer").wait_for()
    assert await complaints(phone, is_phone=True) == {}
    await phone.context.set_offline(True)
    await phone.get_by_role("button", name="Verslag versturen").click()
    await expect(phone.get_by_text("Geef van minstens één kamer aan hoe die is.")).to_be_visible()
    await phone.get_by_role("radiogroup", name="Woonkamer").get_by_label("Aandacht").check()
    await phone.get_by_label("Wat is er te zien?").fill("Zes gaten van pluggen")
    await phone.get_by_role("button", name="Werk toevoegen").click()
    await phone.get_by_label("Wat moet er gebeuren?").fill("Gaten dichten")
    await phone.get_by_label("Kosten als wij het doen, in euro").fill("85")
    await keeps(phone, '"cost":"85"')
    await phone.reload()  # put away, and taken up again: nothing is lost
    await expect(phone.get_by_label("Wat moet er gebeuren?")).to_have_value("Gaten dichten")
    await phone.get_by_role("button", name="Verslag versturen").click()
    await phone.get_by_text("Het verslag staat veilig op je telefoon").first.wait_for()
    await phone.context.set_offline(False)
    await has(tom, job, "inspected")
    await given.departure(tom, visit)


async def keeps(phone: Page, typed: str) -> None:
    """Once it is on its disk."""
    while True:
        if typed in await phone.evaluate(KEPT):
            return
        await asyncio.sleep(0.05)


async def has(tom: httpx.AsyncClient, job: str, state: str) -> dict[str, Any]:
    """Once the server knows it."""
    while True:
        told = (await tom.get(f"/api/jobs/{job}")).json()
        if told["moveOut"]["state"] == state:
            return told
        await asyncio.sleep(0.2)


async def is_let_in(at_home: BrowserContext, move_out: str) -> None:
    """Her link needs a script, once; everything behind it does without."""
    secret = new_secret()
    async with transaction():
        await tenant_link.make_link(UUID(move_out), secret, ROSA.name)
    answer = await at_home.request.post("/api/case/sign-in", data={"secret": secret})
    assert answer.ok


async def is_for_everybody(abroad: BrowserContext, move_out: str) -> None:
    await is_let_in(abroad, move_out)
    page = await abroad.new_page()
    await page.goto("/r/move-out?lang=ar")
    assert await complaints(page, is_phone=True) == {}


async def agrees_and_ticks(page: Page) -> None:
    await page.goto("/r")
    await page.get_by_role("link", name="Lezen en antwoord geven").click()
    await expect(page.get_by_text("Zes gaten van pluggen")).to_be_visible()
    await page.get_by_label("Nee, ik ben het er niet mee eens").check()
    await page.get_by_role("button", name="Antwoord sturen").click()
    await expect(page.get_by_role("alert")).to_contain_text("Schrijf een paar woorden")
    await page.get_by_label("Ja, ik ben het ermee eens").check()
    await page.get_by_role("button", name="Antwoord sturen").click()
    await expect(page.get_by_text("Akkoord van Rosa de Wit")).to_be_visible()
    await page.get_by_label("Woonkamer: Gaten dichten").check()
    await page.get_by_role("button", name="Bewaren").click()
    await expect(page.get_by_text("Klaar, zegt u:")).to_be_visible()


async def looks_again(phone: Page, tom: httpx.AsyncClient, job: str) -> None:
    visit = await given.arrival(tom, job)
    await phone.goto(f"/app/jobs/{job}")
    await phone.get_by_role("link", name="Verslag maken").click()
    await expect(phone.get_by_text("Klaar volgens de bewoner")).to_be_visible()
    await phone.get_by_label("Doen wij nog").check()
    await phone.get_by_role("button", name="Verslag versturen").click()
    await has(tom, job, "checked")
    await given.departure(tom, visit)
