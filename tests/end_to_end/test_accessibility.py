"""Every screen of the app and the desk is usable by everybody (the call: `video/test_call.py`).

That is: axe in light and dark, the keyboard, the size of what is pressed, a narrow screen and large
letters. The tenant's own pages are in `test_tenant_screens.py`. Needs the built screens.
"""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Browser, Page, async_playwright

from tests.support.chromium import PLACE_REFUSED, launch_options
from tests.support.open_work import Work, open_work
from tests.support.running_server import running_server
from tests.support.usable_by_everybody import complaints, cut_or_covered

pytestmark = [
    pytest.mark.asyncio(loop_scope="module"),
    pytest.mark.timeout(300),
]

PATIENCE_MS = 40_000
PHONE, DESK = {"width": 360, "height": 740}, {"width": 1440, "height": 900}


@dataclass(frozen=True)
class Stage:
    address: str
    browser: Browser
    work: Work


@dataclass(frozen=True)
class Screen:
    """Where it is, what tells that it is there, and what has to be done before."""

    path: str
    shows: str
    presses: tuple[str, ...] = ()
    goes: str = ""
    keys: str = ""
    chooses: str = ""
    person: str | None = "tom"


APP = {
    "sign-in": Screen("/app/", "Wie ben je?", person=None),
    "today": Screen("/app/", "Klaar vandaag"),
    "job to call": Screen("/app/jobs/{call}", "Bellen"),
    "job without outcome": Screen("/app/jobs/{note_outcome}", "Uitkomst invullen"),
    "job to do": Screen("/app/jobs/{arrive}", "Ik ben binnen"),
    "inside": Screen("/app/jobs/{photograph}", "Na-foto maken"),
    "work done": Screen("/app/jobs/{leave}", "Klaar, ik ga"),
    "leaving": Screen("/app/jobs/{leave}", "Ik blijf nog", ("Klaar, ik ga",)),
    "under review": Screen("/app/jobs/{review}", "Je bent klaar hier."),
    "photo sent back": Screen("/app/jobs/{retake}", "Foto opnieuw maken"),
    "done": Screen("/app/jobs/{closed}", "Klaar. Deze klus is afgesloten."),
    "unknown job": Screen("/app/jobs/nowhere", "Deze klus staat niet op je telefoon"),
    "camera": Screen("/app/jobs/{photograph}/camera", "Foto van telefoon"),
    "photo taken": Screen(
        "/app/jobs/{photograph}/camera", "Scherp en goed te zien?", ("Foto maken",)
    ),
    "photo to take again": Screen(
        "/app/jobs/{retake}", "Foto van telefoon", goes="Foto opnieuw maken"
    ),
    "photo large": Screen(
        "/app/jobs/{retake}", "Zeg er iets over tegen kantoor", ("Foto opnieuw",)
    ),
    "film": Screen("/app/jobs/{photograph}/record?kind=film", "Tot een minuut, met geluid"),
    "voice note": Screen("/app/jobs/{photograph}/record?kind=voice", "Zeg wat je ziet en hoort"),
    "signature": Screen("/app/jobs/{photograph}/sign", "Teken hier met uw vinger"),
    "outcome": Screen("/app/jobs/{note_outcome}/outcome", "Hoeveel minuten binnen?"),
    "queue": Screen("/app/queue", "Alles is veilig"),
    "me": Screen("/app/me", "Uitloggen"),
}

DESK_SCREENS = {
    "sign-in": Screen("/desk/", "Werkplek van de coördinator", person=None),
    "work list": Screen("/desk/", "Foto opnieuw"),
    "nothing to do": Screen("/desk/", "Alles is klaar", person="otto"),
    "plan form": Screen("/desk/requests/{reported}", "Maak er een klus van"),
    "planned": Screen("/desk/requests/{call}", "Ander moment plannen"),
    "another moment": Screen("/desk/requests/{call}", "Gesprek plannen", ("Ander moment plannen",)),
    "prepared": Screen("/desk/requests/{arrive}", "Wat er is"),
    "inside": Screen("/desk/requests/{leave}", "te beoordelen"),
    "photo large": Screen("/desk/requests/{review}", "Sluiten", keys="f"),
    "closed": Screen("/desk/requests/{closed}", "Reparatie klaar"),
    "unknown request": Screen("/desk/requests/nowhere", "Deze melding is er niet"),
    "review": Screen("/desk/review", "Bewijs"),
    "drawing on a photo": Screen("/desk/review", "Teken waar het om gaat", keys="d"),
    "judged before": Screen("/desk/review", "Waarom is hij toch goed?", chooses="sent_back"),
    "keys": Screen("/desk/review", "Toetsen gebruiken", keys="?"),
    "nothing to judge": Screen("/desk/review", "Alles is beoordeeld", person="otto"),
    "people": Screen("/desk/people", "Iemand uitnodigen", person="arjan"),
    "phones": Screen("/desk/phones", "Telefoon kwijt?"),
    "own ways in": Screen("/desk/me", "Waar ben ik ingelogd?"),
    "privacy": Screen("/desk/privacy", "Register van verwerkingen", person="ingrid"),
    "privacy of a case": Screen(
        "/desk/requests/{closed}", "Verzoek van de huurder", person="ingrid"
    ),
    "no such page": Screen("/desk/nowhere", "Deze pagina is er niet"),
}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(tmp_path_factory: pytest.TempPathFactory, chromium: Path) -> AsyncIterator[Stage]:
    with running_server(tmp_path_factory.mktemp("everybody")) as server:
        work = await open_work(server.address)
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(**launch_options(chromium))
            yield Stage(server.address, browser, work)
            await browser.close()


@contextlib.asynccontextmanager
async def page_of(
    stage: Stage, person: str | None, size: dict[str, int], locale: str = "nl-NL"
) -> AsyncIterator[Page]:
    context = await stage.browser.new_context(
        base_url=stage.address,
        viewport={"width": size["width"], "height": size["height"]},
        locale=locale,
        reduced_motion="reduce",
        permissions=["camera", "microphone"],
        bypass_csp=True,  # axe comes from outside
    )
    context.set_default_timeout(PATIENCE_MS)
    await context.add_init_script(PLACE_REFUSED)
    if person:
        await context.request.post("/api/demo/sign-in", data={"person": person})
    yield await context.new_page()
    await context.close()


async def opened(page: Page, screen: Screen, ids: dict[str, str]) -> None:
    await page.goto(screen.path.format(**ids))
    for name in screen.presses:
        await page.get_by_role("button", name=name, exact=True).click()
    if screen.goes:
        await page.get_by_role("link", name=screen.goes, exact=True).click()
    if screen.chooses:
        await page.get_by_label("Oordeel", exact=True).select_option(screen.chooses)
    if screen.keys:
        await page.locator("img").first.wait_for()
        await page.keyboard.press(screen.keys)
    await page.get_by_text(screen.shows).first.wait_for()


@pytest.mark.parametrize("name", APP)
async def test_the_app(stage: Stage, name: str) -> None:
    async with page_of(stage, APP[name].person, PHONE) as page:
        await opened(page, APP[name], stage.work.jobs)
        assert await complaints(page, is_phone=True) == {}


@pytest.mark.parametrize("name", DESK_SCREENS)
async def test_the_desk(stage: Stage, name: str) -> None:
    screen = DESK_SCREENS[name]
    person = screen.person and screen.person.replace("tom", "vera")
    async with page_of(stage, person, DESK) as page:
        await opened(page, screen, stage.work.requests)
        assert await complaints(page, is_phone=False) == {}


@pytest.mark.parametrize("locale", ["nl-NL", "en-GB"])
@pytest.mark.parametrize("size", [PHONE, DESK], ids=["phone", "desk"])
@pytest.mark.parametrize(
    ("person", "path", "shown"),
    [
        ("tom", "/app/jobs/{photograph}/camera", ".shutter:enabled"),
        ("tom", "/app/jobs/{retake}/camera?retake={returned}", ".returned"),
        ("tom", "/app/jobs/{photograph}/record?kind=film", ".shutter:enabled"),
        ("vera", "/desk/review", ".stage img"),
    ],
    ids=["camera", "retake", "film", "review"],
)
async def test_no_word_is_cut(
    stage: Stage, person: str, path: str, shown: str, size: dict[str, int], locale: str
) -> None:
    async with page_of(stage, person, size, locale) as page:
        await page.goto(path.format(**stage.work.jobs, returned=stage.work.returned))
        await page.locator(shown).first.wait_for()
        assert await cut_or_covered(page) == []


async def test_whether_the_place_goes_along(stage: Stage) -> None:
    async with page_of(stage, "tom", PHONE) as page:
        await page.add_init_script("localStorage.clear()")
        await page.goto("/app/jobs/{photograph}/camera".format(**stage.work.jobs))
        await page.get_by_text("Plaats bij je foto's zetten?").wait_for()
        assert await complaints(page, is_phone=True) == {}


async def test_the_queue_with_something_in_it(stage: Stage) -> None:
    async with page_of(stage, "tom", PHONE) as page:
        await page.goto("/app/")
        await page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
        await opened(page, APP["job to do"], stage.work.jobs)
        await page.context.set_offline(True)
        await page.get_by_role("button", name="Ik ben binnen").click()
        await page.get_by_role("link", name="Terug").click()
        await page.get_by_role("link", name="Wachtrij 1").click()
        await page.get_by_role("heading", name="Aankomst").wait_for()
        assert await complaints(page, is_phone=True) == {}
