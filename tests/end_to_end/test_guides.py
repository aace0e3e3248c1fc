"""Rosa tries it herself: without JavaScript, with a film, and from paper."""

import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from server.guides.guide import GUIDES, Guide
from tests.end_to_end.tenant_stage import Stage, tenant_stage

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
]

HEADINGS = re.compile(rb"/Title \(([^)]*)\)")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(tmp_path_factory: pytest.TempPathFactory, chromium: Path) -> AsyncIterator[Stage]:
    async with tenant_stage(tmp_path_factory.mktemp("guides"), chromium) as stage:
        yield stage


async def test_without_javascript_she_goes_from_her_report_to_the_guide_and_back(
    stage: Stage,
) -> None:
    async with stage.phone(java_script_enabled=False) as rosa:
        page = await rosa.new_page()
        await page.goto("/report/bathroom/KRA1")
        try_it = page.get_by_role("link", name="Laat zien")
        report_it = page.get_by_role("link", name="Meld het")
        one, other = await try_it.bounding_box(), await report_it.bounding_box()
        assert one
        assert other
        assert (one["width"], one["height"]) == (other["width"], other["height"])
        await report_it.click()
        await expect(page.get_by_role("heading", name="Wat ziet u?")).to_be_in_viewport()
        await try_it.click()
        await expect(page.get_by_role("heading", level=1, name="De kraan druppelt")).to_be_visible()
        await page.get_by_text("Bekijk de film").click()
        await expect(page.get_by_text(GUIDES["KRA1"].words["nl"].film)).to_be_visible()
        done = page.get_by_role("checkbox", name="Gedaan (Stap 3)")
        await done.check()
        await expect(done).to_be_checked()
        await page.get_by_role("link", name="Ik meld het").click()
        await page.wait_for_url("**/report/bathroom/KRA1")


@pytest.mark.parametrize("width", [320, 360])
async def test_no_guide_is_wider_than_a_phone(stage: Stage, width: int) -> None:
    async with stage.phone(viewport={"width": width, "height": 740}) as rosa:
        page = await rosa.new_page()
        for guide in GUIDES.values():
            await page.goto(guide.address)
            assert await page.evaluate("document.scrollingElement.scrollWidth") == width, guide.code
            assert await _drawn(page) == [True] * len(guide.pictures), guide.code


async def _drawn(page: Page) -> list[bool]:
    """Whether each picture shows something, and keeps it inside its frame."""
    found: list[bool] = await page.locator(".drawing").evaluate_all(
        """(drawings) => drawings.map((drawing) => {
          const { x, y, width, height } = drawing.getBBox();
          return width > 20 && height > 20 && x > -60 && y > -60 && x + width < 220;
        })"""
    )
    return found


async def test_a_film_is_fetched_when_it_is_opened_and_moves(stage: Stage) -> None:
    async with stage.phone() as rosa:
        page = await rosa.new_page()
        fetched: list[str] = []
        page.on("request", lambda request: fetched.append(request.url))
        await page.goto("/guides/CVK3")
        picture = page.locator(".film img")
        assert not [address for address in fetched if "film.svg" in address]
        await page.get_by_text("Bekijk de film").click()
        await expect(picture).to_be_visible()
        await expect(picture).to_have_js_property("complete", value=True)
        assert await picture.evaluate("(img) => img.naturalWidth") > 0
        before = await picture.screenshot()
        await page.wait_for_timeout(3_000)  # the film's own time: what is tested is that it moves
        assert await picture.screenshot() != before


@pytest.mark.parametrize(
    ("motion", "pace"), [("no-preference", "ease-in-out"), ("reduce", "step-end")]
)
async def test_who_asked_for_less_motion_gets_pictures_instead_of_gliding(
    stage: Stage, motion: str, pace: str
) -> None:
    async with stage.phone(reduced_motion=motion) as rosa:
        page = await rosa.new_page()
        for guide in GUIDES.values():
            await page.goto(f"{guide.address}/film.svg")
            paces = await page.evaluate(
                "document.getAnimations().map((each) =>"
                " getComputedStyle(each.effect.target).animationTimingFunction)"
            )
            assert paces, guide.code
            assert {_named(each) for each in paces} == {pace}, guide.code


def _named(pace: str) -> str:
    """Chromium writes `step-end` as what it is short for."""
    return "step-end" if pace.startswith("steps(1") else pace


@pytest.mark.parametrize("guide", GUIDES.values(), ids=lambda guide: guide.code)
async def test_on_paper_every_step_is_there_and_the_telephone_number(
    stage: Stage, guide: Guide
) -> None:
    async with stage.phone(java_script_enabled=False) as rosa:
        page = await rosa.new_page()
        await page.goto(guide.address)
        paper = await page.pdf(format="A4", tagged=True, outline=True)
        headings = [title.decode() for title in HEADINGS.findall(paper)]
        steps = len(guide.pictures)
        assert [each for each in headings if each.startswith("Stap ") and each[5:].isdigit()] == [
            f"Stap {n}" for n in range(1, steps + 1)
        ]
        await page.emulate_media(media="print")
        await expect(page.get_by_text("Woonstichting De Linde · 020")).to_be_visible()
        await expect(page.get_by_role("checkbox")).to_have_count(steps)
        await expect(page.locator(".thumbbar")).to_be_hidden()
        await expect(page.locator(".film")).to_be_hidden()
