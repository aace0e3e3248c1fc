"""The backlog at the desk, on a real screen: what comes first and why, filtered, and one repair put
before another after reading what that does."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from server.demo.corporation import DWELLINGS
from tests.end_to_end.demo_stage import DemoStage, demo_stage
from tests.end_to_end.tenant_screen import at_home
from tests.support import given
from tests.support.usable_by_everybody import complaints

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(300)]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(
    tmp_path_factory: pytest.TempPathFactory, chromium: Path
) -> AsyncIterator[DemoStage]:
    async with demo_stage(DemoStage, tmp_path_factory.mktemp("backlog"), chromium) as stage:
        yield stage


async def reported(stage: DemoStage, number: int, fault: str) -> given.Repair:
    async with stage.caller() as somebody:
        return await given.repair(somebody, **at_home(DWELLINGS[number], fault=fault))


async def shown(desk: Page) -> list[str]:
    """The numbers on the screen, from above."""
    await desk.locator("a[data-request]").first.wait_for()
    cells = desk.locator("[role=row] > .number[role=cell]")
    return [words.strip() for words in await cells.all_inner_texts()]


async def test_what_comes_first_is_read_filtered_and_changed(stage: DemoStage) -> None:
    can_wait, normal, urgent = [
        await reported(stage, 20 + number, fault)
        for number, fault in enumerate(("DOU3", "KRA1", "TOI1"))
    ]
    async with stage.screen("vera", {"width": 1440, "height": 900}) as desk:
        await desk.goto("/desk/")
        assert await shown(desk) == [urgent.number, normal.number, can_wait.number]
        line = desk.get_by_role("row", name=re.compile(can_wait.number))
        await expect(line).to_contain_text("Beloofd: klaar uiterlijk")
        assert not await complaints(desk, is_phone=False)

        await desk.get_by_label("Elke urgentie").select_option(label="kan wachten")
        await expect(desk.locator("a[data-request]")).to_have_count(1)
        assert await shown(desk) == [can_wait.number]
        await desk.get_by_role("button", name="Filters wissen").click()
        await expect(desk.locator("a[data-request]")).to_have_count(3)

        await desk.goto(f"/desk/requests/{can_wait.id}")
        await desk.get_by_text("Vóór een andere zetten…").click()
        await desk.get_by_label("Nummer van de reparatie").fill(normal.number)
        await desk.get_by_role("button", name="Kijk wat dit met andere doet").click()
        await expect(desk.get_by_text("1 reparatie komt een plaats later")).to_be_visible()
        card = desk.locator("section", has=desk.locator("#place-heading"))
        await card.get_by_label("Waarom?").fill("Zij krijgt morgen bezoek")
        await card.get_by_role("button", name="Ervoor zetten").click()
        said = f"Vóór {normal.number} gezet door Vera de Groot: Zij krijgt morgen bezoek."
        await expect(card.get_by_text(said)).to_be_visible()
        assert not await complaints(desk, is_phone=False)

        await desk.goto("/desk/")
        assert await shown(desk) == [urgent.number, can_wait.number, normal.number]


async def test_several_are_chosen_by_keyboard_postponed_and_taken_back(stage: DemoStage) -> None:
    for number, fault in ((30, "TOI1"), (31, "KRA1"), (32, "DOU3")):
        await reported(stage, number, fault)
    async with stage.screen("vera", {"width": 1440, "height": 900}) as desk:
        await desk.goto("/desk/")
        count = len(await shown(desk))
        await desk.locator("a[data-request]").first.focus()
        for key in ("Space", *["Shift+ArrowDown"] * (count - 1)):
            await desk.keyboard.press(key)
        bar = desk.get_by_role("region", name="Samen")
        await expect(bar.get_by_text(f"{count} gekozen")).to_be_visible()
        assert not await complaints(desk, is_phone=False)

        await bar.get_by_role("button", name="Uitstellen…").click()
        sheet = desk.get_by_role("dialog")
        await sheet.get_by_label("Waarom?").select_option(label="Het weer")
        day = await sheet.get_by_label("Tot welke dag?").get_attribute("max")
        await sheet.get_by_label("Tot welke dag?").fill(str(day))
        await sheet.get_by_role("button", name="Uitstellen").click()
        await expect(bar).to_contain_text(re.compile(r"\d+ reparaties uitgesteld\."))
        await expect(bar).to_contain_text(re.compile(r"\d+ niet\. Spoed kan niet wachten\."))
        await expect(desk.get_by_text("Uitgesteld tot").first).to_be_visible()
        assert not await complaints(desk, is_phone=False)

        await bar.get_by_role("button", name="Ongedaan maken").click()
        await expect(bar).to_contain_text(re.compile(r"\d+ reparaties gaan verder\."))
        await expect(desk.get_by_text("Uitgesteld tot")).to_have_count(0)


async def test_a_view_is_kept_found_by_its_address_shared_and_removed(stage: DemoStage) -> None:
    await reported(stage, 10, "TOI1")
    await reported(stage, 11, "DOU3")
    async with stage.screen("vera", {"width": 1440, "height": 900}) as desk:
        await desk.goto("/desk/?priority=P4&lane=nonsense")
        await expect(desk).to_have_url(re.compile(r"/desk/\?priority=P4$"))
        await expect(desk.get_by_label("Elke urgentie")).to_have_value("P4")
        await desk.get_by_role("button", name="Weergave bewaren…").click()
        sheet = desk.get_by_role("dialog")
        await sheet.get_by_label("Naam").fill("Kan wachten")
        await sheet.get_by_label("Ook voor collega's").check()
        await sheet.get_by_role("button", name="Bewaren").click()
        views = desk.get_by_role("group", name="Weergaven")
        mine = views.get_by_role("button", name="Kan wachten gedeeld")
        await expect(mine).to_have_attribute("aria-pressed", "true")
        assert not await complaints(desk, is_phone=False)
        await desk.get_by_role("button", name="Filters wissen").click()
        await expect(desk).to_have_url(re.compile(r"/desk/$"))

    async with stage.screen("ingrid", {"width": 412, "height": 915}) as desk:
        await desk.goto("/desk/")
        await desk.get_by_role("button", name="Kan wachten gedeeld").click()
        await expect(desk).to_have_url(re.compile(r"\?priority=P4$"))
        assert not await complaints(desk, is_phone=False)
        await desk.get_by_role("button", name="Weergave aanpassen…").click()
        await desk.get_by_role("dialog").get_by_role("button", name="Verwijderen").click()
        await expect(desk.get_by_role("button", name="Kan wachten gedeeld")).to_have_count(0)


async def test_a_manager_chooses_the_targets_and_the_desk_reads_them(stage: DemoStage) -> None:
    async with stage.screen("ingrid", {"width": 412, "height": 915}) as desk:
        await desk.goto("/desk/planning")
        await desk.get_by_text("Binnen welke tijd klaar?").click()
        await desk.get_by_label("Gewoon: werkdagen").fill("12")
        await desk.locator("details[open]").get_by_role("button", name="Bewaren").click()
        await expect(desk.get_by_text("Bewaard. Open reparaties volgen")).to_be_visible()
        assert not await complaints(desk, is_phone=False)
    async with stage.screen("vera", {"width": 1440, "height": 900}) as desk:
        await desk.goto("/desk/planning")
        await desk.get_by_text("Binnen welke tijd klaar?").click()
        await expect(desk.get_by_label("Gewoon: werkdagen")).to_have_value("12")
        await expect(desk.get_by_label("Gewoon: werkdagen")).not_to_be_editable()
