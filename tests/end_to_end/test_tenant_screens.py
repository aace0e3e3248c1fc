"""Every page of the tenant is usable by everybody: axe, keyboard, large letters, narrow screens."""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, Page, expect

from tests.end_to_end.tenant_stage import Stage, chosen, fill_in, jpeg, tenant_stage
from tests.support.usable_by_everybody import complaints

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
]

PAGES = {
    "rooms": "/",
    "faults": "/report/kitchen",
    "danger": "/report/danger",
    "gas": "/report/danger/GAS1",
    "form": "/report/bathroom/KRA1",
    "form with caution": "/report/water/WAT3",
    "mistakes": "/report/kitchen/KRA1",
    "link": "/r",
    "expired": "/r?link=expired",
    "missing": "/report/attic",
    "case": "/r",
    "guides": "/guides",
    "guide": "/guides/CVK3",
    "own guide": "/r/guide",
    "privacy": "/privacy",
    "what is kept": "/r/privacy",
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(tmp_path_factory: pytest.TempPathFactory, chromium: Path) -> AsyncIterator[Stage]:
    async with tenant_stage(tmp_path_factory.mktemp("screens"), chromium) as stage:
        yield stage


@contextlib.asynccontextmanager
async def _showing(stage: Stage, name: str, **options: Any) -> AsyncIterator[Page]:
    async with stage.phone(**options) as phone:
        if name in ("case", "what is kept", "own guide"):
            await _report(phone)
        page = await phone.new_page()
        await page.goto(PAGES[name])
        if name == "mistakes":
            await page.locator("html.with-store").wait_for()
            await page.locator("button[type=submit]").click()
            await expect(page.locator(".wrong")).to_have_count(6)
        yield page


async def _report(phone: BrowserContext) -> None:
    """A case with a photo, behind a cookie of this phone."""
    page = await phone.new_page()
    await page.goto("/report/kitchen/KRA1")
    await page.locator("html.with-store").wait_for()
    await fill_in(page)
    await page.locator("#photos").set_input_files(chosen(("tap.jpg", jpeg())))
    await expect(page.locator("#chosen .tile")).to_have_count(1)
    await page.locator("button[type=submit]").click()
    await page.locator("[data-live=photos] img").wait_for()
    await page.close()


@pytest.mark.parametrize("locale", ["nl-NL", "en-GB", "ar"])
@pytest.mark.parametrize("name", PAGES)
async def test_a_page_is_for_everybody(stage: Stage, name: str, locale: str) -> None:
    async with _showing(stage, name, locale=locale) as page:
        assert await complaints(page, is_phone=True) == {}


@pytest.mark.parametrize("locale", ["tr", "pl", "uk"])
@pytest.mark.parametrize("name", ["rooms", "gas", "form", "case"])
async def test_a_page_is_for_everybody_in_every_language(
    stage: Stage, name: str, locale: str
) -> None:
    async with _showing(stage, name, locale=locale) as page:
        await page.locator("details.reading > summary").click()
        assert await complaints(page, is_phone=True) == {}


@pytest.mark.parametrize("locale", ["nl-NL", "uk", "ar"])
@pytest.mark.parametrize("name", ["rooms", "gas", "form", "case"])
async def test_a_page_is_for_everybody_in_larger_letters(
    stage: Stage, name: str, locale: str
) -> None:
    async with _showing(stage, name, locale=locale) as page:
        await page.locator("details.reading > summary").click()
        await page.locator("[name=letters]").click()
        await page.locator("html.large-letters").wait_for()
        found = await complaints(page, is_phone=True)
        # On top of hers that check doubles the browser's own: three times as large.
        found.pop("200 % text", None)
        assert found == {}


async def test_the_file_field_shows_its_focus_on_the_button(stage: Stage) -> None:
    async with _showing(stage, "form") as page:
        await page.locator("html.with-store").wait_for()
        await page.locator("#description").focus()
        while not await page.locator("#photos:focus").count():  # past the questions between them
            await page.keyboard.press("Tab")
        outline = await page.locator("label.pick").evaluate(
            "(label) => getComputedStyle(label).outlineWidth"
        )
        assert outline == "3px"


async def test_no_page_has_anything_to_complain_about(stage: Stage) -> None:
    said: list[str] = []
    async with stage.phone() as phone:
        phone.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
        await _report(phone)
        for name in ("rooms", "faults", "gas", "form", "guides", "guide", "link", "case"):
            page = await phone.new_page()
            await page.goto(PAGES[name])
            await page.wait_for_load_state("networkidle" if name != "case" else "load")
            await page.close()
    assert said == []
    assert stage.complaints == []
