"""Every page of the tenant is usable by everybody: axe, keyboard, large letters, narrow screens."""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, Page, expect

from tests.end_to_end.tenant_stage import Stage, chosen, fill_in, jpeg, tenant_stage

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
]

AXE = Path(__file__).parents[2] / "pwa" / "node_modules" / "axe-core" / "axe.min.js"
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
}

every_page = pytest.mark.parametrize("name", PAGES)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(tmp_path_factory: pytest.TempPathFactory, chromium: Path) -> AsyncIterator[Stage]:
    async with tenant_stage(tmp_path_factory.mktemp("screens"), chromium) as stage:
        yield stage


@contextlib.asynccontextmanager
async def _showing(stage: Stage, name: str, **options: Any) -> AsyncIterator[Page]:
    async with stage.phone(**options) as phone:
        if name == "case":
            await _report(phone)
        page = await phone.new_page()
        await page.goto(PAGES[name])
        if name == "mistakes":
            await page.locator("html.with-store").wait_for()
            await page.locator("button[type=submit]").click()
            await expect(page.locator(".wrong")).to_have_count(5)
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


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("locale", ["nl-NL", "en-GB"])
@every_page
async def test_axe_finds_nothing(stage: Stage, name: str, locale: str, scheme: str) -> None:
    async with _showing(stage, name, locale=locale, color_scheme=scheme) as page:
        await page.evaluate(AXE.read_text())
        found = await page.evaluate("axe.run({ resultTypes: ['violations'] })")
    assert [(rule["id"], rule["nodes"][0]["html"]) for rule in found["violations"]] == []


@every_page
async def test_320_pixels_lose_nothing(stage: Stage, name: str) -> None:
    async with _showing(stage, name, viewport={"width": 320, "height": 640}) as page:
        assert await page.evaluate(BEYOND_THE_EDGE) == []


@every_page
async def test_letters_of_twice_the_size_lose_nothing(stage: Stage, name: str) -> None:
    async with _showing(stage, name) as page:
        await page.evaluate("document.documentElement.style.fontSize = '200%'")
        assert await page.evaluate(BEYOND_THE_EDGE) == []


BEYOND_THE_EDGE = """() => [...document.querySelectorAll("body *")]
  .filter((part) => part.getClientRects().length && !part.closest(".unseen, input[type=file]"))
  .filter((part) => part.getBoundingClientRect().right > innerWidth + 1)
  .map((part) => part.outerHTML.slice(0, 80))"""


@every_page
async def test_everything_to_press_is_large_enough(stage: Stage, name: str) -> None:
    async with _showing(stage, name) as page:
        small = await page.evaluate(
            """() => [...document.querySelectorAll("a, button, summary, input, textarea, .pick")]
              .filter((part) => part.getClientRects().length && !part.matches(".skip, [type=file]"))
              .filter((part) => !part.closest("p") && !part.closest("label.choice > input"))
              .map((part) => [part.outerHTML.slice(0, 80), part.getBoundingClientRect()])
              .filter(([, box]) => box.width < 24 || box.height < 24)
              .map(([html]) => html)"""
        )
        small = [html for html in small if "checkbox" not in html]  # its whole line is the target
    assert small == []


@every_page
async def test_the_keyboard_reaches_everything_in_the_order_of_the_page(
    stage: Stage, name: str
) -> None:
    async with _showing(stage, name) as page:
        expected = await page.evaluate(
            """() => [...document.querySelectorAll("a, button, summary, input, textarea")]
              .filter((part) => part.type !== "hidden" && part.getClientRects().length)
              .map((part, place) => { part.dataset.place = place; return place; })"""
        )
        await page.locator(".skip").focus()  # the first of all
        reached = expected[:1]
        for _ in expected[1:]:
            await page.keyboard.press("Tab")
            focus = await page.evaluate(
                """() => {
                  const part = document.activeElement;
                  const box = part.getBoundingClientRect();
                  const over = document.elementFromPoint(
                    box.x + box.width / 2, Math.min(box.y + box.height / 2, innerHeight - 1));
                  const shown = part.matches("[type=file]") || part.contains(over)
                    || over?.contains(part) || Boolean(over?.closest("label")?.contains(part));
                  return [Number(part.dataset.place), shown];
                }"""
            )
            reached.append(focus[0])
            assert focus[1], f"{focus[0]} is hidden while it has the focus"
    assert reached == sorted(reached)
    assert set(reached) == set(expected)


async def test_the_file_field_shows_its_focus_on_the_button(stage: Stage) -> None:
    async with _showing(stage, "form") as page:
        await page.locator("html.with-store").wait_for()
        await page.locator("#description").focus()
        await page.keyboard.press("Tab")
        await expect(page.locator("#photos")).to_be_focused()
        outline = await page.locator("label.pick").evaluate(
            "(label) => getComputedStyle(label).outlineWidth"
        )
        assert outline == "3px"


async def test_no_page_has_anything_to_complain_about(stage: Stage) -> None:
    said: list[str] = []
    async with stage.phone() as phone:
        phone.on("console", lambda message: said.append(f"{message.type}: {message.text}"))
        await _report(phone)
        for name in ("rooms", "faults", "gas", "form", "link", "case"):
            page = await phone.new_page()
            await page.goto(PAGES[name])
            await page.wait_for_load_state("networkidle" if name != "case" else "load")
            await page.close()
    assert said == []
    assert stage.complaints == []
