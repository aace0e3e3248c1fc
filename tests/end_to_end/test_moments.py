"""A tenant chooses when the video call is on her phone, without JavaScript and in Arabic, while the
desk watches."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, Page, expect

from server.clock import now
from server.database import change, transaction
from server.demo.cast import TOM
from server.previsits.missed import note_missed
from tests.end_to_end.tenant_stage import Stage, tenant_stage
from tests.support import given
from tests.support.usable_by_everybody import complaints

pytestmark = pytest.mark.asyncio(loop_scope="module")

DESK = {"width": 1440, "height": 900}
APP = {"width": 412, "height": 915}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(tmp_path_factory: pytest.TempPathFactory, chromium: Path) -> AsyncIterator[Stage]:
    async with tenant_stage(tmp_path_factory.mktemp("moments"), chromium) as stage:
        yield stage


@dataclass(frozen=True)
class Asked:
    """A repair whose tenant was asked to choose."""

    repair: given.Repair
    job: str

    async def on(self, phone: BrowserContext) -> Page:
        """Her page, with the cookie that her link gives."""
        signed = await phone.request.post("/api/case/sign-in", data={"secret": self.repair.secret})
        assert signed.status == 204
        page = await phone.new_page()
        await page.goto("/r")
        return page


@pytest_asyncio.fixture(loop_scope="module")
async def asked(stage: Stage) -> AsyncIterator[Asked]:
    async with (
        stage.office("vera") as vera,
        httpx.AsyncClient(base_url=stage.address, trust_env=False) as elsewhere,
    ):
        repair = await given.repair(elsewhere)
        job = await given.job(vera, repair, technicianId=str(TOM.id))
        await given.moment_asked(vera, job)
        yield Asked(repair, job)


async def choose(page: Page) -> str:
    """The first time of the last day, which is free whenever this runs; as its address says it."""
    await page.locator("a[href*='day=']").last.click()
    time = page.locator("a[href*='at=']").first
    address = await time.get_attribute("href")
    assert address
    await time.click()
    return address.partition("at=")[2]


async def test_without_javascript_she_chooses_and_moves_and_the_desk_follows(
    stage: Stage, asked: Asked
) -> None:
    async with (
        stage.phone(java_script_enabled=False) as phone,
        stage.phone(viewport=DESK) as office,
    ):
        await office.request.post("/api/demo/sign-in", data={"person": "vera"})
        desk = await office.new_page()
        await desk.goto(f"/desk/requests/{asked.repair.id}")
        waiting = desk.get_by_role("heading", name="De huurder kiest een moment")
        await expect(waiting).to_be_visible()
        page = await asked.on(phone)
        await page.get_by_role("link", name="Moment kiezen").click()
        await choose(page)
        await expect(page.get_by_role("heading", name="kijkt Tom online met u mee")).to_be_visible()
        await page.get_by_role("button", name="Ja, dit moment").click()
        await expect(page.get_by_role("heading", name="8:00 kijkt Tom met u mee")).to_be_visible()
        await expect(desk.get_by_role("heading", name="Online kijken")).to_be_visible()
        await expect(waiting).to_have_count(0)
        await page.get_by_role("link", name="Ander moment kiezen").click()
        await expect(page.get_by_text("Afgesproken is:")).to_be_visible()
        await choose(page)
        await page.get_by_role("button", name="Ja, dit moment").click()
        await expect(page.get_by_role("heading", name="8:30 kijkt Tom met u mee")).to_be_visible()
        await expect(desk.get_by_text("verzette het online kijken")).to_be_visible()


async def test_in_arabic_every_step_can_be_used_by_everybody(stage: Stage, asked: Asked) -> None:
    async with stage.phone(locale="ar") as phone:
        page = await asked.on(phone)
        await page.goto("/r/moment?lang=ar")
        await expect(page.locator("html")).to_have_attribute("dir", "rtl")
        assert await complaints(page, is_phone=True) == {}
        await page.locator("a[href*='day=']").last.click()
        assert await complaints(page, is_phone=True) == {}
        await page.locator("a[href*='at=']").first.click()
        assert await complaints(page, is_phone=True) == {}
        await page.locator("summary").last.click()
        await page.get_by_label("متى يناسبك؟").fill("بعد السادسة مساءً")
        await page.get_by_role("button", name="إرسال").click()
        await expect(page.get_by_text("بعد السادسة مساءً")).to_be_visible()
        assert page.url.endswith("/r/chat#newest")


async def test_the_desk_has_the_tenant_choose_instead_of_planning(stage: Stage) -> None:
    async with (
        stage.office("vera") as vera,
        httpx.AsyncClient(base_url=stage.address, trust_env=False) as elsewhere,
        stage.phone(viewport=DESK) as office,
    ):
        repair = await given.repair(elsewhere)
        await given.job(vera, repair, technicianId=str(TOM.id))
        await office.request.post("/api/demo/sign-in", data={"person": "vera"})
        desk = await office.new_page()
        await desk.goto(f"/desk/requests/{repair.id}")
        await desk.get_by_text("Huurder kiest zelf").click()
        await desk.get_by_role("button", name="Laten kiezen").click()
        waiting = desk.get_by_role("heading", name="De huurder kiest een moment")
        await expect(waiting).to_be_visible()
        assert await complaints(desk, is_phone=False) == {}


async def nobody_came(job: str) -> None:
    """The call that is planned begins an hour and a bit ago, and the clock tells."""
    async with transaction():
        await change(
            "UPDATE previsit SET planned_at = {} WHERE job = {} AND state = 'planned'",
            now() - timedelta(minutes=61),
            given.id_of(job),
        )
    await note_missed()


async def she_did_not_come(tom: httpx.AsyncClient, job: str) -> None:
    """He opened the call, waited for longer than five minutes, and hung up."""
    call = (await tom.get(f"/api/jobs/{job}")).json()["previsit"]["id"]
    assert (await tom.post(f"/api/previsits/{call}/open")).is_success
    async with transaction():
        await change(
            "UPDATE previsit SET planned_at = {}, opened_at = {} WHERE id = {}",
            now() - timedelta(minutes=61),
            now() - timedelta(minutes=6),
            given.id_of(call),
        )
    assert (await tom.post(f"/api/previsits/{call}/end")).is_success


async def test_a_missed_call_is_offered_again_twice_and_then_somebody_comes_without(
    stage: Stage, asked: Asked
) -> None:
    async with (
        stage.phone(java_script_enabled=False) as phone,
        stage.phone(viewport=APP) as toms,
        stage.office("tom") as tom,
    ):
        await toms.request.post("/api/demo/sign-in", data={"person": "tom"})
        page, app = await asked.on(phone), await toms.new_page()
        await app.goto(f"/app/jobs/{asked.job}")
        rounds = (
            ("Dat is niemands schuld", "er was niemand. De huurder kiest een nieuw moment"),
            ("Zoiets kan iedereen gebeuren", "de huurder was er niet. De huurder kiest"),
            ("zonder eerst online te kijken", "Je gaat langs zonder gesprek vooraf"),
        )
        for number, (she_reads, he_reads) in enumerate(rounds):
            await page.goto("/r/moment")
            await choose(page)
            await page.get_by_role("button", name="Ja, dit moment").click()
            await expect(page.get_by_role("heading", name="kijkt Tom met u mee")).to_be_visible()
            await app.reload()
            await expect(app.get_by_text("Het gesprek ging niet door")).to_have_count(0)
            await (she_did_not_come(tom, asked.job) if number == 1 else nobody_came(asked.job))
            await page.goto("/r")
            await expect(page.get_by_role("heading", name="ging niet door")).to_be_visible()
            await expect(page.get_by_text(she_reads)).to_be_visible()
            await expect(page.get_by_role("link", name="Moment kiezen")).to_have_count(
                0 if number == 2 else 1
            )
            await app.reload()
            await expect(app.get_by_text(he_reads)).to_be_visible()
        assert await complaints(app, is_phone=True) == {}
