"""A repair goes to a contractor: offered, accepted, done by their own people, with extra work."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from tests.end_to_end.demo_stage import DESK, PHONE, DemoStage, demo_stage
from tests.support import given
from tests.support.cast import VAN_DIJK

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(
    tmp_path_factory: pytest.TempPathFactory, chromium: Path
) -> AsyncIterator[DemoStage]:
    async with demo_stage(DemoStage, tmp_path_factory.mktemp("contractors"), chromium) as stage:
        yield stage


async def test_a_repair_goes_to_a_contractor_and_back_with_extra_work(stage: DemoStage) -> None:
    async with stage.caller("ingrid") as ingrid, stage.caller() as rosa:
        await given.contract(ingrid)
        repair = await given.repair(rosa)
    async with (
        stage.screen("vera", DESK) as vera,
        stage.screen("kees", DESK) as kees,
        stage.screen("carla", PHONE) as carla,
    ):
        await offers(vera, repair)
        await accepts_and_plans(kees, repair)
        await asks_for_more_without_a_network(carla)
        await vera.get_by_role("button", name="De afvoer is ook verstopt").first.click()
        await expect(vera.get_by_text("Samen goedgekeurd: € 145,50")).to_be_visible()
        await expect(carla.get_by_text("goed, doe maar")).to_be_visible()


async def test_what_is_agreed_is_read_on_a_phone_and_is_not_a_contractors_to_see(
    stage: DemoStage,
) -> None:
    async with stage.screen("vera", PHONE) as vera, stage.screen("kees", DESK) as kees:
        await vera.goto("/desk/contractors")
        await expect(vera.get_by_role("heading", name=VAN_DIJK.name)).to_be_visible()
        wide = await vera.evaluate(
            "[...document.querySelectorAll('main *')].filter(e => e.scrollWidth > e.clientWidth + 1"
            " && getComputedStyle(e).overflowX === 'auto').length"
        )
        assert wide == 0
        assert await vera.evaluate("document.documentElement.scrollWidth <= innerWidth")
        await kees.goto("/desk/contractors")
        await expect(kees.get_by_text("Deze pagina is van de corporatie")).to_be_visible()
        await expect(kees.get_by_role("alert")).to_have_count(0)
        await kees.get_by_role("main").get_by_role("link", name="Werkvoorraad").click()
        await expect(kees).to_have_url(re.compile(r"/desk/$"))


async def offers(vera: Page, repair: given.Repair) -> None:
    await vera.goto(f"/desk/requests/{repair.id}")
    await vera.get_by_label("Aannemer", exact=True).check()
    await vera.get_by_label(VAN_DIJK.name).check()
    await vera.get_by_role("button", name="Aanbieden").click()
    await expect(vera.get_by_text(f"Gevraagd aan {VAN_DIJK.name}").first).to_be_visible()


async def accepts_and_plans(kees: Page, repair: given.Repair) -> None:
    """Before accepting he does not see whose home it is, and never the corporation's own people."""
    await kees.goto("/desk/")
    offered = kees.get_by_role("listitem").filter(has_text=repair.number)
    await expect(offered).to_be_visible()
    await expect(kees.get_by_text("Rosa")).to_have_count(0)
    await offered.get_by_role("button", name="Aannemen").first.click()
    await kees.get_by_role("link", name="De kraan druppelt").click()
    await expect(kees.get_by_role("heading", name="Rosa de Wit", exact=True)).to_be_visible()
    await expect(kees.get_by_text("Carla van Dijk")).to_be_visible()
    await expect(kees.get_by_text("Tom Bakker")).to_have_count(0)
    await kees.get_by_label("niet online kijken").check()
    await kees.get_by_role("button", name="Klus maken").click()
    await expect(kees.get_by_text("Nog niet online gekeken")).to_be_visible()


async def asks_for_more_without_a_network(carla: Page) -> None:
    await carla.goto("/app/")
    await carla.get_by_text("De kraan druppelt").first.click()
    ask = carla.get_by_role("button", name="Meerwerk vragen")
    await ask.wait_for()
    await carla.context.set_offline(True)
    await ask.click()
    await carla.get_by_label("Wat is er extra nodig?").fill("De afvoer is ook verstopt")
    await carla.get_by_label("Wat kost het, zonder btw?").fill("145,50")
    await carla.get_by_role("button", name="Vragen", exact=True).click()
    await expect(carla.get_by_text("gevraagd")).to_be_visible()
    await carla.context.set_offline(False)
