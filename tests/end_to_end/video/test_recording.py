"""A recorded call in real browsers: asked, agreed to, filmed, killed, and played afterwards.

Needs the built screens.
"""

import asyncio
import os
import re
import signal
import subprocess
from collections.abc import AsyncGenerator, Generator
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from tests.end_to_end.video.call_stage import CODE, Phones, Stage, call_between, opens_more
from tests.support.chromium import read_code
from tests.support.films import watched
from tests.support.running_server import RunningServer, running_server
from tests.support.usable_by_everybody import complaints

PATIENCE_MS = 60_000
SLICE_SECONDS = 2


@pytest.fixture
def server(tmp_path: Path) -> Generator[RunningServer]:
    with running_server(tmp_path) as server:
        yield server


@pytest_asyncio.fixture(loop_scope="session")
async def stage(server: RunningServer, phones: Phones) -> AsyncGenerator[Stage]:
    async with call_between(server.address, phones, reduced_motion="reduce") as both:
        await both.tom_opens()
        await both.rosa_opens()
        await both.rosa_starts()
        await asyncio.gather(both.tom.sees_and_hears(), both.rosa.sees_and_hears())
        yield both


async def tom_asks(stage: Stage) -> None:
    await opens_more(stage.tom.page, re.compile("^Opname"))
    await stage.tom.page.get_by_role("button", name="Vraag het Rosa").click()


async def rosa_agrees(stage: Stage) -> None:
    rosa = stage.rosa.page
    await rosa.get_by_role("heading", name="Mag Tom dit gesprek opnemen?").wait_for()
    await rosa.get_by_role("button", name="Ja, opnemen").click()


async def is_being_recorded(stage: Stage) -> None:
    """Both read so."""
    for page in (stage.tom.page, stage.rosa.page):
        await page.get_by_text("Opname loopt").wait_for(timeout=PATIENCE_MS)


def kept_pieces(server: RunningServer) -> list[Path]:
    return sorted((server.data / "objects").rglob("*.slices/*"))


def kept_film(server: RunningServer) -> bytes:
    (found,) = (server.data / "objects").rglob("recordings/**/*.mp4")
    return found.read_bytes()


async def until_pieces(server: RunningServer, count: int) -> None:
    async with asyncio.timeout(PATIENCE_MS / 1000):
        while len(kept_pieces(server)) < count:  # noqa: ASYNC110  another process makes them
            await asyncio.sleep(0.1)


async def recording_of(server: RunningServer, stage: Stage) -> dict[str, Any]:
    """As Vera has it, once it can be played."""
    async with (
        httpx.AsyncClient(base_url=server.address, timeout=20) as vera,
        asyncio.timeout(PATIENCE_MS / 1000),
    ):
        await vera.post("/api/demo/sign-in", json={"person": "vera"})
        while True:
            items = (await vera.get("/api/repair-requests")).json()["items"]
            detail = (await vera.get(f"/api/repair-requests/{items[0]['id']}")).json()
            (recording,) = detail["jobs"][-1]["recordings"]
            if recording["url"]:
                return {**recording, "requestId": detail["id"]}
            await asyncio.sleep(0.2)


def worker_of(server: RunningServer) -> int:
    """The process that records; there is one of this server."""
    assert server.process_id
    found = subprocess.run(
        ["pgrep", "-P", str(server.process_id), "-f", "signalling.recorder"],
        capture_output=True,
        text=True,
        check=True,
    )
    return int(found.stdout.split()[0])


async def plays(page: Page, seconds: float) -> None:
    """The film is shown, and shows what her camera saw."""
    video = page.get_by_role("group", name="Opname van het gesprek").locator("video")
    await expect(video).to_be_visible(timeout=PATIENCE_MS)
    await video.evaluate(PLAY_UNTIL, seconds)
    # By now there is a picture; the code in it was before her camera.
    assert read_code(await video.screenshot()) == CODE


PLAY_UNTIL = """async (video, seconds) => {
  video.muted = true;
  await video.play();
  while (video.currentTime < seconds) {
    if (video.error) throw new Error(video.error.message);
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
  video.pause();
  video.controls = false;
}"""


async def pictures_in_a_second(page: Page) -> int:
    """Over the connection between the two: it was there before any with a recorder."""
    return await page.evaluate(PICTURES_IN_A_SECOND)


PICTURES_IN_A_SECOND = """async () => {
  const decoded = async () => {
    for (const entry of (await connections[0].getStats()).values()) {
      if (entry.type === "inbound-rtp" && entry.kind === "video") return entry.framesDecoded;
    }
  };
  const before = await decoded();
  await new Promise((resolve) => setTimeout(resolve, 1000));
  return (await decoded()) - before;
}"""


async def test_a_recorded_call_plays_in_the_case_file_and_on_the_technicians_phone(
    server: RunningServer, stage: Stage
) -> None:
    tom, rosa = stage.tom.page, stage.rosa.page
    await tom_asks(stage)
    await tom.get_by_text("Opname wacht op een ja van Rosa").wait_for()
    await rosa.get_by_role("heading", name="Mag Tom dit gesprek opnemen?").wait_for()
    assert await complaints(rosa, is_phone=True) == {}
    await rosa_agrees(stage)
    await is_being_recorded(stage)
    assert await complaints(tom, is_phone=True) == {}
    assert await complaints(rosa, is_phone=True) == {}
    await until_pieces(server, 3)

    await opens_more(tom, re.compile("^Opname"))
    await tom.get_by_role("button", name="Stop de opname").click()
    await rosa.get_by_text("De opname is gestopt").wait_for()
    recording = await recording_of(server, stage)
    assert recording["state"] == "ended"
    assert [consent["name"] for consent in recording["consents"]] == ["Tom Bakker", "Rosa de Wit"]
    seen = watched(kept_film(server))
    assert CODE in seen.codes
    assert seen.loudest > 0
    print({"seconds": seen.seconds, "bytes": recording["byteCount"]})  # noqa: T201  measured

    context = await tom.context.browser.new_context(locale="nl-NL", base_url=server.address)  # pyright: ignore[reportOptionalMemberAccess]
    await context.request.post("/api/demo/sign-in", data={"person": "vera"})
    vera = await context.new_page()
    await vera.goto(f"/desk/requests/{recording['requestId']}")
    await plays(vera, 1.0)
    await vera.get_by_text("Rosa de Wit ging akkoord om").wait_for()
    assert await complaints(vera, is_phone=False) == {}
    await tom.goto(f"{server.address}/app/jobs/{stage.planned.job_id}")
    await plays(tom, 1.0)


async def test_who_loads_the_page_again_is_not_asked_once_more(stage: Stage) -> None:
    await tom_asks(stage)
    await rosa_agrees(stage)
    await is_being_recorded(stage)
    for page in (stage.rosa.page, stage.tom.page):
        await page.reload()
        await is_being_recorded(stage)


async def test_a_killed_worker_costs_one_slice_and_the_call_goes_on(
    server: RunningServer, stage: Stage
) -> None:
    await tom_asks(stage)
    await rosa_agrees(stage)
    await until_pieces(server, 3)
    os.kill(worker_of(server), signal.SIGKILL)
    told = "De opname is gestopt door een storing. Het gesprek gaat door."
    for page in (stage.tom.page, stage.rosa.page):
        await page.get_by_text(told).wait_for(timeout=PATIENCE_MS)

    assert await pictures_in_a_second(stage.tom.page) > 0
    assert await pictures_in_a_second(stage.rosa.page) > 0
    recording = await recording_of(server, stage)
    assert (recording["state"], recording["because"]) == ("failed", "worker-died")
    seen = watched(kept_film(server))
    assert CODE in seen.codes
    assert seen.seconds > 2 * SLICE_SECONDS
    assert recording["milliseconds"] / 1000 - seen.seconds < SLICE_SECONDS


async def test_a_killed_server_costs_one_slice_and_the_next_finishes_the_film(
    server: RunningServer, stage: Stage
) -> None:
    await tom_asks(stage)
    await rosa_agrees(stage)
    await until_pieces(server, 3)
    server.die()
    pieces = len(kept_pieces(server))
    server.start()
    recording = await recording_of(server, stage)
    assert (recording["state"], recording["because"]) == ("failed", "server-died")
    seen = watched(kept_film(server))
    assert CODE in seen.codes
    assert seen.seconds > (pieces - 1) * SLICE_SECONDS - 1
    assert kept_pieces(server) == []


async def test_no_is_an_answer(server: RunningServer, stage: Stage) -> None:
    await tom_asks(stage)
    await stage.rosa.page.get_by_role("button", name="Niet opnemen").click()
    await stage.tom.page.get_by_text("Er is nee gezegd. Er wordt niet opgenomen.").wait_for()
    await expect(stage.rosa.page.get_by_text("Opname loopt")).to_have_count(0)
    assert kept_pieces(server) == []


async def test_who_takes_her_yes_back_may_have_it_deleted(
    server: RunningServer, stage: Stage
) -> None:
    await tom_asks(stage)
    await rosa_agrees(stage)
    await is_being_recorded(stage)
    await until_pieces(server, 2)
    # A reload of her page changes nothing: she sees it still, and may still stop it.
    await stage.rosa.page.reload()
    await is_being_recorded(stage)
    await stage.rosa.page.get_by_role("button", name="Stop", exact=True).click()
    await stage.tom.page.get_by_text("De opname is gestopt op verzoek").wait_for()
    await stage.rosa.page.get_by_role("button", name="Verwijder het").click()
    await expect(stage.rosa.page.get_by_text("De opname is verwijderd")).to_be_visible()
    async with asyncio.timeout(PATIENCE_MS / 1000):
        while list((server.data / "objects").rglob("recordings/**/*.mp4")) or kept_pieces(server):  # noqa: ASYNC110
            await asyncio.sleep(0.1)
