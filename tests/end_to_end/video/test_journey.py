"""One repair from the first word to the last photo, through the screens of everybody in it.

Rosa's camera and Tom's film a code each, and Rosa's photos carry one, so that what is seen anywhere
is known to be the real picture. Needs the built screens.
"""

import asyncio
import contextlib
import re
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Browser, BrowserContext, Playwright, async_playwright

from tests.end_to_end.video.call_stage import Caller
from tests.support.chromium import film_of_code, launch_options, read_code
from tests.support.people_on_screen import (
    PATIENCE_MS,
    REPORTED_WORDS,
    ROSAS_NAME,
    ROSAS_PHONE,
    ROSAS_POSTCODE,
    ROSAS_STREET,
    Otto,
    Rosa,
    Told,
    Tom,
    Vera,
    photo_of_code,
)
from tests.support.running_server import RunningServer, running_server

pytestmark = pytest.mark.timeout(600)

TITLE = "De kraan druppelt, keuken"  # the room is the one she chose
TAP, SINK = "ROSA-TAP-1", "ROSA-SINK-2"
ROSAS_CAMERA, TOMS_CAMERA = "ROSA-CAMERA-4711", "TOM-CAMERA-0815"
FINDING, PART = "Het leertje van de kraan is op", "Kraanleertje half duim"
PHONE, DESK = {"width": 412, "height": 915}, {"width": 1440, "height": 900}


@dataclass
class Story:
    """Everybody, and what they know of each other by now."""

    server: RunningServer
    rosas_browser: Browser
    rosa: Rosa
    vera: Vera
    tom: Tom
    toms_call: Caller
    otto: Otto
    told: Told | None = None
    request_id: str = ""

    async def asks(self, person: Vera | Tom | Otto, path: str) -> dict[str, Any]:
        """What the server answers this person, beside the screen."""
        answer = await person.page.context.request.get(path, timeout=PATIENCE_MS)
        assert answer.ok, f"{path}: {answer.status}"
        return await answer.json()

    async def case_file(self) -> dict[str, Any]:
        return await self.asks(self.vera, f"/api/repair-requests/{self.request_id}")

    async def job(self) -> dict[str, Any]:
        (job,) = (await self.case_file())["jobs"]
        return job

    async def photos(self, moment: str) -> list[dict[str, Any]]:
        photos = (await self.case_file())["photos"]
        return [photo for photo in photos if photo["moment"] == moment]


@pytest_asyncio.fixture(loop_scope="session")
async def story(tmp_path: Path, chromium: Path) -> AsyncIterator[Story]:
    with running_server(tmp_path) as server:
        async with async_playwright() as playwright:
            rosas = await _browser(playwright, chromium, tmp_path, ROSAS_CAMERA)
            toms = await _browser(playwright, chromium, tmp_path, TOMS_CAMERA)
            async with (
                _context(rosas, server, PHONE) as rosa,
                _context(rosas, server, DESK, "vera") as vera,
                _context(rosas, server, DESK, "otto") as otto,
                _context(toms, server, PHONE, "tom") as tom,
            ):
                toms_page = await tom.new_page()
                toms_call = Caller(toms_page)
                await toms_call.watch()
                yield Story(
                    server,
                    rosas,
                    Rosa(await rosa.new_page()),
                    Vera(await vera.new_page()),
                    Tom(toms_page),
                    toms_call,
                    Otto(await otto.new_page()),
                )
            await toms.close()
            await rosas.close()


async def _browser(playwright: Playwright, chromium: Path, folder: Path, code: str) -> Browser:
    film = film_of_code(folder / f"{code}.y4m", code)
    return await playwright.chromium.launch(**launch_options(chromium, camera=film))


@contextlib.asynccontextmanager
async def _context(
    browser: Browser, server: RunningServer, size: Any, person: str | None = None
) -> AsyncIterator[BrowserContext]:
    context = await browser.new_context(
        base_url=server.address,
        viewport=size,
        locale="nl-NL",
        permissions=["camera", "microphone"],
    )
    if person:
        await context.request.post("/api/demo/sign-in", data={"person": person})
    yield context
    await context.close()


async def test_one_repair_from_report_to_closed_case(story: Story) -> None:
    await story.vera.opens_her_desk()
    await story.otto.opens_his_desk()
    await story.tom.opens_his_app()

    await rosa_reports_and_vera_sees_it(story)
    await vera_plans_and_rosa_is_invited(story)
    await tom_and_rosa_look_together(story)
    await tom_works_without_a_network(story)
    await vera_judges_and_tom_takes_one_again(story)
    await the_case_is_closed_for_everybody(story)
    await otto_has_seen_nothing(story)
    the_journal_is_whole_and_the_log_discreet(story)


async def rosa_reports_and_vera_sees_it(story: Story) -> None:
    photos = {
        "tap.jpg": photo_of_code(TAP, "JPEG"),
        "IMG_0042.HEIC": photo_of_code(SINK, "HEIF"),
    }
    story.told = await story.rosa.reports_a_dripping_tap(photos)
    await story.rosa.sees_her_photos(2)

    await story.vera.sees_it_arrive(TITLE)
    story.request_id = await story.vera.opens(TITLE)
    await story.vera.sees(story.told.number)
    assert await story.vera.codes_of("Van de huurder") == {TAP, SINK}


async def vera_plans_and_rosa_is_invited(story: Story) -> None:
    await story.vera.gives_it_to_tom_and_plans_to_look_now()

    await story.rosa.sees_the_invitation()


async def tom_and_rosa_look_together(story: Story) -> None:
    assert story.told
    async with _context(story.rosas_browser, story.server, PHONE) as with_her_link:
        rosa, tom = Rosa(await with_her_link.new_page()), story.tom
        rosas_call = Caller(rosa.page)
        await rosas_call.watch()
        await tom.opens_the_previsit()
        await rosa.opens_her_link_and_joins(story.told.link)
        await they_stay_together_when_their_sockets_break(rosas_call, story.toms_call)

        stills = await asyncio.gather(tom.asks_for_a_still(), rosa.sees_the_still())
        assert stills == [ROSAS_CAMERA, ROSAS_CAMERA]
        await the_still_is_a_before_photo(story)

        await tom.hangs_up()
        await rosa.sees("Tom heeft opgehangen")
    await tom.notes_the_outcome(FINDING, PART, minutes=20)
    await story.vera.sees("20 min")
    await story.vera.sees(PART)
    await story.rosa.sees_happening("Het werk duurt ongeveer 20 minuten.")


async def they_stay_together_when_their_sockets_break(rosa: Caller, tom: Caller) -> None:
    at_tom, at_rosa = await tom.sees_and_hears(), await rosa.sees_and_hears()

    async with (
        tom.page.expect_websocket(timeout=PATIENCE_MS),
        rosa.page.expect_websocket(timeout=PATIENCE_MS),
    ):
        await tom.lose_signalling()
        await rosa.lose_signalling()

    later = await tom.sees_and_hears(beyond=at_tom), await rosa.sees_and_hears(beyond=at_rosa)
    assert [each["connections"] for each in later] == [1, 1]  # the same RTCPeerConnection


async def the_still_is_a_before_photo(story: Story) -> None:
    (still,) = await story.photos("before")
    assert (still["source"], still["jobId"]) == ("call", (await story.job())["id"])
    assert (still["width"], still["height"]) == (1280, 720)
    assert read_code(story.server.stored_original(still["sha256"])) == ROSAS_CAMERA


async def tom_works_without_a_network(story: Story) -> None:
    tom = story.tom
    await tom.sees(FINDING)
    await tom.page.context.set_offline(True)
    await tom.arrives()
    await tom.photographs("Na-foto maken", is_first=True)
    await tom.photographs("Nog een foto")
    await tom.leaves()
    await tom.sees_waiting(4)  # arrival, two photos, departure

    await tom.reloads_without_network()
    await tom.sees_waiting(4)
    assert await story.photos("after") == []
    assert (await story.job())["visit"] is None

    await story.vera.goes_to_review()
    await tom.page.context.set_offline(False)
    await story.vera.sees_photos_to_judge(2)
    await tom.sees_everything_sent()
    visit = (await story.job())["visit"]
    assert visit["photosTaken"] == 2
    assert visit["leftAt"] is not None


async def vera_judges_and_tom_takes_one_again(story: Story) -> None:
    assert await story.vera.compares() == (ROSAS_CAMERA, TOMS_CAMERA)
    await story.vera.accepts()
    await story.vera.sees_photos_to_judge(1)
    await story.vera.sends_back_as_too_dark()
    await story.vera.sees_photos_to_judge(0)

    returned = await story.tom.retakes_the_photo_sent_back()
    (sent_back,) = [each for each in await story.photos("after") if each["reason"]]
    assert (sent_back["id"], sent_back["reason"]) == (returned, "too_dark")

    await story.vera.sees_photos_to_judge(1)
    assert await story.vera.compares() == (ROSAS_CAMERA, TOMS_CAMERA)
    await story.vera.accepts()


async def the_case_is_closed_for_everybody(story: Story) -> None:
    assert story.told
    minutes = (await story.job())["minutesInHome"]
    assert minutes >= 1
    unit = "minuut" if minutes == 1 else "minuten"
    await story.vera.sees(f"Zaak {story.told.number} is afgesloten, {minutes} {unit} binnen.")
    await story.vera.opens_the_closed_case(story.told.number)
    await story.vera.sees_minutes_in_home(minutes, promised=20)
    await story.rosa.sees_happening("Uw reparatie is klaar")
    await story.rosa.sees_happening(f"Wij waren {minutes} {unit} bij u binnen")
    await story.tom.sees("Klaar. Deze klus is afgesloten.")
    for person in (story.rosa, story.vera, story.tom):
        await person.never_reloaded()


async def otto_has_seen_nothing(story: Story) -> None:
    await story.otto.sees_nothing()
    job, photos = await story.job(), (await story.case_file())["photos"]
    hidden = [f"/api/repair-requests/{story.request_id}", f"/api/jobs/{job['id']}"]
    hidden += [f"/api/photos/{photo['id']}" for photo in photos]
    for path in hidden:
        answer = await story.otto.page.context.request.get(path)
        assert answer.status == 404, path
    happenings = await story.asks(story.otto, "/api/journal?after=0")
    assert story.request_id not in str(happenings)


def the_journal_is_whole_and_the_log_discreet(story: Story) -> None:
    verified = story.server.command("journal", "verify")
    assert verified.returncode == 0, verified.stdout
    assert re.search(r"whole, [1-9]\d+ entries", verified.stdout)
    assert story.told
    private = [story.told.link, story.told.secret, ROSAS_PHONE, ROSAS_PHONE.replace(" ", "")]
    private += [ROSAS_STREET, ROSAS_POSTCODE, ROSAS_POSTCODE.replace(" ", ""), REPORTED_WORDS]
    private += [ROSAS_NAME, "Rosa", "Tom Bakker", "Vera", FINDING, PART]
    log = story.server.log
    assert log
    assert [words for words in private if words.lower() in log.lower()] == []
    assert [line for line in log.splitlines() if '"level": "info"' not in line] == []
