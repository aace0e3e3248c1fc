"""Vera plans a visit, Rosa moves it on her phone without JavaScript, and Tom sees it in his app."""

from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from server.demo.cast import TOM
from tests.end_to_end.tenant_stage import Stage, tenant_stage
from tests.support import given
from tests.support.usable_by_everybody import complaints

pytestmark = pytest.mark.asyncio(loop_scope="module")

DESK = {"width": 1440, "height": 900}
MORNING = "8:00\N{EN DASH}10:00"
AFTERNOON = "14:30\N{EN DASH}16:30"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(tmp_path_factory: pytest.TempPathFactory, chromium: Path) -> AsyncIterator[Stage]:
    async with tenant_stage(tmp_path_factory.mktemp("appointments"), chromium) as stage:
        yield stage


@dataclass(frozen=True)
class Given:
    repair: given.Repair
    job: str


@pytest_asyncio.fixture(loop_scope="module")
async def toms(stage: Stage) -> AsyncIterator[Given]:
    """A repair that Tom has, of which nothing is planned."""
    async with (
        stage.office("vera") as vera,
        httpx.AsyncClient(base_url=stage.address, trust_env=False) as elsewhere,
    ):
        repair = await given.repair(elsewhere)
        yield Given(repair, await given.job(vera, repair, technicianId=str(TOM.id)))


async def choose_last_day(page: Page) -> None:
    await page.locator("a[href*='day=']").last.click()
    await page.locator("a[href*='at=']").last.click()


async def test_vera_plans_rosa_moves_it_without_javascript_and_tom_sees_it(
    stage: Stage, toms: Given
) -> None:
    async with (
        stage.phone(viewport=DESK) as office,
        stage.phone(java_script_enabled=False) as phone,
        stage.phone() as van,
    ):
        await office.request.post("/api/demo/sign-in", data={"person": "vera"})
        desk = await office.new_page()
        await desk.goto(f"/desk/requests/{toms.repair.id}")
        visit = desk.get_by_role("group", name="Bezoek")
        await visit.get_by_text("Bezoek plannen").click()
        assert await complaints(desk, is_phone=False) == {}
        await visit.get_by_role("button", name=AFTERNOON).last.click()
        await expect(visit.get_by_text("door het kantoor")).to_be_visible()

        await phone.request.post("/api/case/sign-in", data={"secret": toms.repair.secret})
        page = await phone.new_page()
        await page.goto("/r")
        await expect(page.get_by_role("heading", name="tussen 14:30 en 16:30")).to_be_visible()
        await page.get_by_role("link", name="Bezoek verzetten").click()
        await choose_last_day(page)
        await page.get_by_role("button", name="Ja, dit moment").click()
        await expect(page.get_by_role("heading", name="tussen 14:30 en 16:30")).to_be_visible()
        await expect(visit.get_by_text("gekozen door de huurder")).to_be_visible()
        await expect(desk.get_by_text("verzette het bezoek")).to_be_visible()

        await van.request.post("/api/demo/sign-in", data={"person": "tom"})
        app = await van.new_page()
        await app.goto(f"/app/jobs/{toms.job}")
        await expect(app.get_by_text(AFTERNOON)).to_be_visible()


async def test_the_desk_reads_why_not_and_takes_what_is_possible(stage: Stage, toms: Given) -> None:
    async with stage.phone(viewport=DESK) as office:
        await office.request.post("/api/demo/sign-in", data={"person": "vera"})
        desk = await office.new_page()
        await desk.goto(f"/desk/requests/{toms.repair.id}")
        visit = desk.get_by_role("group", name="Bezoek")
        await visit.get_by_text("Bezoek plannen").click()
        await visit.get_by_text("Andere dag of tijd").click()
        await visit.get_by_label("Dag", exact=True).fill("2027-03-27")  # a Saturday
        await visit.get_by_role("button", name="Dan plannen").click()
        await expect(visit.get_by_text("De vakman werkt dan niet.")).to_be_visible()
        await expect(visit.get_by_label("Dag", exact=True)).to_have_value("2027-03-27")
        assert await complaints(desk, is_phone=False) == {}
        await visit.locator(".notice").get_by_role("button").first.click()
        await expect(visit.get_by_text("door het kantoor")).to_be_visible()
        await visit.get_by_text("Afzeggen…").click()
        await visit.get_by_label("Waarom gaat het niet door?").select_option("parts_missing")
        await visit.get_by_role("button", name="Bezoek afzeggen").click()
        await expect(visit.get_by_text("Er is nog geen bezoek afgesproken.")).to_be_visible()


async def test_two_at_the_desk_move_it_and_the_second_sees_what_is_there_now(
    stage: Stage, toms: Given
) -> None:
    async with stage.phone(viewport=DESK) as office, stage.office("ingrid") as ingrid:
        await office.request.post("/api/demo/sign-in", data={"person": "vera"})
        desk = await office.new_page()
        await desk.goto(f"/desk/requests/{toms.repair.id}")
        visit = desk.get_by_role("group", name="Bezoek")
        await visit.get_by_text("Bezoek plannen").click()
        await expect(visit.get_by_role("button", name=MORNING).first).to_be_visible()
        # Her screen hears of nothing while the other plans.
        await office.route("**/api/journal/**", lambda route: route.abort())
        await desk.route("**/api/repair-requests/**", lambda route: route.abort())
        *_, last = await given.visit_blocks(ingrid, toms.job)
        await given.appointment(ingrid, toms.job, last)
        await visit.get_by_role("button", name=MORNING).last.click()
        await expect(
            visit.get_by_text("Iemand anders heeft de afspraak net veranderd.")
        ).to_be_visible()
        await expect(visit.get_by_text("Nu staat er:")).to_be_visible()


async def test_who_is_away_and_who_does_what_is_noted_by_keyboard(stage: Stage) -> None:
    async with stage.phone(viewport=DESK) as office:
        await office.request.post("/api/demo/sign-in", data={"person": "vera"})
        desk = await office.new_page()
        await desk.goto("/desk/planning")
        tom = desk.get_by_role("region", name="Tom Bakker")
        await tom.get_by_text("Tom Bakker is afwezig…").focus()
        await desk.keyboard.press("Enter")
        await tom.get_by_label("Eerste dag").fill("2027-05-03")
        await tom.get_by_label("Waarom").select_option("training")
        await tom.get_by_role("button", name="Afwezigheid noteren").focus()
        await desk.keyboard.press("Enter")
        await expect(tom.get_by_text("Afwezig: 3 mei · Cursus")).to_be_visible()
        await tom.get_by_text("Vakken · Werkweek").click()
        await tom.get_by_label("Loodgieter, allround").focus()
        await desk.keyboard.press("Space")
        await tom.get_by_role("button", name="Bewaren").click()
        await expect(tom.get_by_text("Bewaard")).to_be_visible()
        assert await complaints(desk, is_phone=False) == {}
        await tom.get_by_role("button", name="Toch niet afwezig").click()
        await expect(tom.get_by_text("Cursus ·")).to_have_count(0)


async def test_in_arabic_every_step_of_a_visit_can_be_used_by_everybody(
    stage: Stage, toms: Given
) -> None:
    async with stage.phone(locale="ar") as phone:
        await phone.request.post("/api/case/sign-in", data={"secret": toms.repair.secret})
        page = await phone.new_page()
        await page.goto("/r/visit?lang=ar")
        assert await complaints(page, is_phone=True) == {}
        await page.locator("a[href*='day=']").last.click()
        assert await complaints(page, is_phone=True) == {}
        await page.locator("a[href*='at=']").first.click()
        assert await complaints(page, is_phone=True) == {}
