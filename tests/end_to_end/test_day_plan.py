"""The planning board at the desk: by pointer, by keyboard, and a whole day that is suggested."""

import re
from collections.abc import AsyncIterator
from datetime import date, datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, expect

from server.clock import HOME
from server.contractors.working_days import is_working_day
from server.demo.cast import TOM
from tests.end_to_end.demo_stage import DESK, PHONE, DemoStage, demo_stage
from tests.support import given
from tests.support.cast import HENK, VAN_DIJK
from tests.support.usable_by_everybody import complaints

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(
    tmp_path_factory: pytest.TempPathFactory, chromium: Path
) -> AsyncIterator[DemoStage]:
    async with demo_stage(DemoStage, tmp_path_factory.mktemp("board"), chromium) as stage:
        yield stage


def a_working_day() -> date:
    """Far enough that other tests' days are not touched, near enough to be planned."""
    day = datetime.now(HOME).date() + timedelta(days=7)
    while not is_working_day(day):
        day += timedelta(days=1)
    return day


async def given_jobs(stage: DemoStage) -> None:
    async with stage.caller() as rosa, stage.caller() as henk, stage.caller("vera") as vera:
        await given.job(vera, await given.repair(rosa), TOM)
        await given.job(vera, await given.repair(henk, HENK, fault="WAT4"), TOM)


async def open_board(page: Page, day: date) -> None:
    await page.goto("/desk/day-plan")
    await page.get_by_label("Dag", exact=True).first.fill(f"{day}")
    await page.locator("tbody tr").first.wait_for()


def cell(page: Page, block: int) -> Locator:
    """Of Tom's day."""
    return page.locator("tbody tr").filter(has_text=TOM.name).locator("td").nth(block)


async def test_a_job_is_put_on_the_board_moved_by_keyboard_and_a_day_is_suggested(
    stage: DemoStage,
) -> None:
    await given_jobs(stage)
    async with stage.screen("vera", DESK) as vera:
        await open_board(vera, a_working_day())
        waiting = vera.locator("aside article")
        await expect(waiting).to_have_count(2)
        assert await complaints(vera, is_phone=False) == {}
        tap = waiting.filter(has_text="De kraan druppelt")
        await tap.drag_to(cell(vera, 1))
        await expect(cell(vera, 1)).to_contain_text("De kraan druppelt")
        await expect(waiting).to_have_count(1)

        move = cell(vera, 1).get_by_role("button", name=re.compile("^Verplaatsen"))
        await move.focus()
        await vera.keyboard.press("Enter")
        here = cell(vera, 3).get_by_role("button", name=re.compile("^Hier"))
        await here.focus()
        await vera.keyboard.press("Enter")
        await expect(cell(vera, 3)).to_contain_text("De kraan druppelt")
        await expect(vera.get_by_role("status").first).to_contain_text(f"{TOM.name} komt")

        await vera.get_by_role("button", name="Stel deze dag voor").click()
        await expect(vera.get_by_text("Voorstel: 1 bezoek erbij.")).to_be_visible()
        assert await complaints(vera, is_phone=False) == {}
        await vera.get_by_role("button", name="Allemaal plannen").click()
        await expect(vera.get_by_text("Alle klussen hebben een bezoek.")).to_be_visible()
        await expect(vera.locator("tbody article")).to_have_count(2)
        await vera.get_by_role("button", name="Week", exact=True).click()
        await expect(vera.locator("tbody article")).to_have_count(2)


async def test_what_is_refused_says_the_rule_and_what_would_be_allowed(stage: DemoStage) -> None:
    async with stage.caller() as rosa, stage.caller("vera") as caller:
        repair = await given.repair(rosa, HENK, fault="WAT1")
        await given.job(caller, repair, TOM)
    async with stage.screen("vera", DESK) as vera:
        await open_board(vera, datetime.now(HOME).date() - timedelta(days=7))
        await vera.locator("aside article").first.drag_to(cell(vera, 0))
        refused = vera.get_by_role("alert")
        await expect(refused).to_contain_text(re.compile("voorbij|werkt"))
        await expect(refused).to_contain_text("Wel kan")


async def test_of_two_who_move_one_job_the_second_reads_what_is_there_now(
    stage: DemoStage,
) -> None:
    async with stage.caller() as henk, stage.caller("vera") as caller:
        await given.job(caller, await given.repair(henk, HENK, fault="DEU5"), TOM)
    async with stage.screen("vera", DESK) as vera, stage.screen("ingrid", DESK) as ingrid:
        for desk in (vera, ingrid):
            await open_board(desk, a_working_day())
            handle = desk.locator("aside article").filter(has_text="deurkruk")
            await handle.get_by_role("button", name=re.compile("^Verplaatsen")).click()
        await cell(ingrid, 1).get_by_role("button", name=re.compile("^Hier")).click()
        await expect(cell(ingrid, 1)).to_contain_text("deurkruk")
        # Hers has moved as well, and what she carries is still in her hand.
        await expect(cell(vera, 1)).to_contain_text("deurkruk")
        await cell(vera, 2).get_by_role("button", name=re.compile("^Hier")).click()
        await expect(vera.get_by_role("alert")).to_contain_text("Iemand anders heeft de afspraak")
        await expect(cell(vera, 1)).to_contain_text("deurkruk")
        await expect(cell(vera, 2)).not_to_contain_text("deurkruk")


async def test_a_contractor_is_given_what_nobody_comes_for_by_keyboard(stage: DemoStage) -> None:
    day = a_working_day()
    async with stage.caller() as rosa, stage.caller("vera") as caller:
        await given.job(caller, await given.repair(rosa, fault="TOI2"), TOM)
    async with stage.caller("ingrid") as ingrid:
        contract = await given.contract(ingrid, VAN_DIJK)
    async with stage.screen("vera", DESK) as vera:
        await vera.goto("/desk/contractors")
        await vera.get_by_label("Klussen per werkdag").fill("0")
        await vera.get_by_role("button", name="Bewaren", exact=True).click()
        await expect(vera.get_by_text("Bewaard.", exact=True)).to_be_visible()
        await open_board(vera, day)
        row = vera.locator("tbody tr").filter(has_text=VAN_DIJK.name)
        await expect(row).to_contain_text("Neemt nu niets aan")
        job = vera.locator("aside article").filter(has_text="Het toilet blijft lopen")
        await give(vera, job, row)
        await expect(vera.get_by_role("alert")).to_contain_text("neemt nu geen klussen aan")
        await expect(job).to_have_count(1)

        async with stage.caller("vera") as caller:
            await caller.put(f"/api/contracts/{contract}/day-capacity", json={"jobsPerDay": 1})
        await expect(row).to_contain_text("0 van 1 klussen")
        await give(vera, job, row)
        await expect(row).to_contain_text("1 van 1 klussen")
        await expect(job).to_have_count(0)
        assert await complaints(vera, is_phone=False) == {}
    async with stage.screen("kees", DESK) as kees:
        await kees.goto("/desk/")
        await expect(kees.get_by_text("Gevraagd voor")).to_be_visible()


async def give(page: Page, job: Locator, row: Locator) -> None:
    for button in (
        job.get_by_role("button", name=re.compile("^Verplaatsen")),
        row.get_by_role("button", name=re.compile("^Hier")),
    ):
        await button.focus()
        await page.keyboard.press("Enter")


async def test_the_board_is_used_on_a_phone_too(stage: DemoStage) -> None:
    async with stage.screen("vera", PHONE) as vera:
        await open_board(vera, a_working_day())
        assert await complaints(vera, is_phone=False) == {}
        assert await vera.evaluate("document.documentElement.scrollWidth <= innerWidth")
