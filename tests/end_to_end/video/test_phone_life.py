"""What phones do to a call: a second tab, another app, and the visit afterwards without a network.

Needs the built screens.
"""

from collections.abc import AsyncGenerator, Generator
from pathlib import Path

import pytest
from playwright.async_api import Page, expect

from tests.end_to_end.video.call_stage import CODE, Caller, Stage, call_between
from tests.support.chromium import film_of_code
from tests.support.running_server import running_server


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Generator[str]:
    with running_server(tmp_path_factory.mktemp("phone-life")) as server:
        yield server.address


@pytest.fixture
async def stage(address: str, chromium: Path, tmp_path: Path) -> AsyncGenerator[Stage]:
    film = film_of_code(tmp_path / "code.mjpeg", CODE)
    async with call_between(address, chromium, film) as both:
        await both.tom_opens()
        await both.rosa_opens()
        await both.rosa_starts()
        await both.tom.sees_and_hears()
        yield both


async def test_a_second_tab_takes_the_call_and_the_first_may_take_it_back(stage: Stage) -> None:
    first = stage.tom.page
    second = Caller(await first.context.new_page())
    await second.watch()

    await second.page.goto(first.url)

    await second.sees_and_hears()
    await first.get_by_role("heading", name="Dit gesprek is op een ander scherm geopend").wait_for()
    assert (await stage.tom.media())["state"] == "closed"  # they do not fight for the camera
    await stage.rosa.sees_and_hears()

    await first.get_by_role("button", name="Hier verdergaan").click()
    await stage.tom.until("now.state === 'connected' && now.frames > 5")
    there = second.page.get_by_role("heading", name="Dit gesprek is op een ander scherm geopend")
    await there.wait_for()
    await expect(stage.rosa.page.get_by_text("heeft opgehangen")).to_have_count(0)


async def test_another_app_in_front_is_told_and_ends_nothing(stage: Stage) -> None:
    tom, rosa = stage.tom, stage.rosa.page
    before = await tom.media()

    await rosa.evaluate(VISIBLE % "hidden")
    await tom.page.get_by_text("Rosa kijkt even in een andere app").wait_for()
    await rosa.evaluate(VISIBLE % "visible")

    await expect(tom.page.get_by_text("Rosa kijkt even in een andere app")).to_have_count(0)
    after = await tom.sees_and_hears(beyond=before)
    assert after["connections"] == before["connections"]


# The edge: no page of a headless browser goes to the background by itself.
VISIBLE = """() => {
  Object.defineProperty(document, "visibilityState", { configurable: true, value: "%s" });
  document.dispatchEvent(new Event("visibilitychange"));
}"""


async def test_the_call_is_the_job_pack_without_a_network(stage: Stage) -> None:
    tom = stage.tom.page
    await tom.get_by_role("button", name="Foto", exact=True).click()
    await tom.get_by_role("button", name="Foto uit het gesprek, vergroten").wait_for(timeout=30_000)
    await tom.get_by_role("button", name="Berichten").click()
    await tom.get_by_role("button", name="Laat het typeplaatje zien.").click()
    await tom.get_by_role("button", name="Terug naar het gesprek").click()
    await tom.get_by_role("button", name="Ophangen").click()
    await tom.get_by_label("Wat is er aan de hand?").fill("Leertje van de kraan is op.")
    await tom.get_by_label("Waar zit de hoofdkraan?").fill("In de gangkast")
    await tom.get_by_role("button", name="Klus vastleggen").click()
    await tom.get_by_role("button", name="Ik ben binnen").wait_for()
    await tom.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
    await picture_of_call(tom)

    await tom.context.set_offline(True)
    await tom.reload()

    for words in ("Leertje van de kraan is op.", "In de gangkast", "Laat het typeplaatje zien."):
        await expect(tom.get_by_text(words).first).to_be_visible()
    await picture_of_call(tom)


async def picture_of_call(page: Page) -> None:
    """The still, really drawn."""
    await page.wait_for_function(
        "() => [...document.querySelectorAll('main img')].some((img) => img.naturalWidth > 100)"
    )
