"""The connection check in real browsers: the verdict, what is wrong with devices, and what fails.

Needs the built screens.
"""

import asyncio
import contextlib
import json
import os
import re
import signal
import subprocess
import wave
from collections.abc import AsyncGenerator, Generator
from dataclasses import dataclass
from pathlib import Path

import httpx
import pytest
from PIL import Image
from playwright.async_api import Page, Route, async_playwright, expect

from tests.end_to_end.video.call_stage import PHONE, plan_call
from tests.support import programs
from tests.support.chromium import launch_options
from tests.support.impaired_network import impaired
from tests.support.running_server import running_server
from tests.support.turn_server import TurnServer, running_turn
from tests.support.usable_by_everybody import complaints

CHECK = "/api/case/previsit/check"
GOOD = "Uw internet is goed genoeg voor video."
PATIENCE_MS = 40_000
CANDIDATES = r"a=candidate:.*\r\n"


@dataclass(frozen=True)
class Place:
    address: str
    turn: TurnServer


@pytest.fixture(scope="module")
def place(tmp_path_factory: pytest.TempPathFactory) -> Generator[Place]:
    """The application with a real relay."""
    with running_turn(programs.require(programs.COTURN)) as turn:
        relay = {"VOORAF_TURN_URLS": turn.url, "VOORAF_TURN_SECRET": turn.secret}
        with running_server(tmp_path_factory.mktemp("server"), settings=relay) as server:
            yield Place(server.address, turn)


class BadLine:
    """Between her browser and the server's end there is a line that loses and delays, only."""

    def __init__(self, *, loss: float, rate: float) -> None:
        self._loss, self._rate = loss, rate
        self.stack = contextlib.AsyncExitStack()

    async def put_between(self, route: Route) -> None:
        offer = json.loads(route.request.post_data or "")
        offer["sdp"] = re.sub(CANDIDATES, "", offer["sdp"])  # or the server's end would go around
        answer = await route.fetch(post_data=json.dumps(offer))
        told = await answer.json()
        candidate = re.compile(r"a=candidate:\S+ 1 udp \d+ ([\d.]+) (\d+) .*\r\n")
        found = candidate.search(told["sdp"])
        assert found
        line = impaired((found[1], int(found[2])), loss=self._loss, rate=self._rate)
        host, port = await self.stack.enter_async_context(line)
        only = f"a=candidate:1 1 udp 2130706431 {host} {port} typ host\r\n"
        without = re.sub(CANDIDATES, "", told["sdp"])
        told["sdp"] = without.replace("a=end-of-candidates\r\n", only)
        await route.fulfill(response=answer, json=told)


@contextlib.asynccontextmanager
async def lobby(
    address: str,
    chromium: Path,
    *arguments: str,
    bad_line: BadLine | None = None,
    is_worker_up: bool = True,
) -> AsyncGenerator[Page]:
    """Rosa before her call. More arguments give her other devices."""
    planned = await plan_call(address)
    options = launch_options(chromium)
    options["args"] = [*options["args"], *arguments]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(**options)
        context = await browser.new_context(
            base_url=address,
            viewport=PHONE,
            locale="nl-NL",
            permissions=["camera", "microphone"],
        )
        page = await context.new_page()
        if bad_line:
            await page.route(f"**{CHECK}", bad_line.put_between)
        await page.goto(planned.link)
        join = page.locator("[data-join]").first
        await join.wait_for()  # her link is taken for a cookie by then
        if is_worker_up:
            await worker_is_up(page, CHECK)
        await join.click()
        yield page
        await browser.close()
        if bad_line:
            await bad_line.stack.aclose()


async def worker_is_up(page: Page, path: str) -> None:
    """Loading the media libraries takes a busy machine a while; until then there is no check."""
    async with asyncio.timeout(PATIENCE_MS / 1000):
        while True:
            answer = await page.request.post(path, data={"sdp": "not an offer"})
            if answer.status != httpx.codes.SERVICE_UNAVAILABLE:
                assert answer.status == httpx.codes.UNPROCESSABLE_ENTITY, await answer.text()
                return


async def verdict(page: Page) -> str:
    panel = page.locator("[data-check]:not([data-check=running])")
    await expect(panel).to_be_visible(timeout=PATIENCE_MS)
    return await panel.inner_text()


async def test_rosa_reads_that_her_internet_is_good_enough(place: Place, chromium: Path) -> None:
    async with lobby(place.address, chromium) as page:
        assert GOOD in await verdict(page)
        assert await complaints(page, is_phone=True) == {}


async def test_nobody_waits_for_the_check(place: Place, chromium: Path) -> None:
    async with lobby(place.address, chromium) as page:
        await page.get_by_role("button", name="Beginnen", exact=True).click()
        await page.get_by_text("Tom komt zo").wait_for()
        await expect(page.locator("[data-check]")).to_have_count(0)


async def test_a_covered_lens_and_a_microphone_that_is_off_are_told_and_blamed_on_nothing_else(
    place: Place, chromium: Path, tmp_path: Path
) -> None:
    dark, silent = tmp_path / "dark.mjpeg", tmp_path / "silent.wav"
    Image.new("RGB", (640, 480), (3, 3, 3)).save(dark, "JPEG")
    with wave.open(str(silent), "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(2)
        sound.setframerate(48_000)
        sound.writeframes(bytes(2 * 48_000))
    devices = (
        f"--use-file-for-fake-video-capture={dark}",
        f"--use-file-for-fake-audio-capture={silent}",
    )
    async with lobby(place.address, chromium, *devices) as page:
        told = await verdict(page)
        assert GOOD in told
        assert "Het beeld van uw camera is zwart" in told
        assert "Wij horen nog niets" in told
        anyway = page.get_by_role("button", name="Toch meedoen")
        await expect(anyway).to_be_enabled()
        await anyway.click()
        await page.get_by_text("Tom komt zo").wait_for()


@pytest.mark.parametrize(
    ("loss", "rate", "level"), [(0.03, 600_000, "usable"), (0, 110_000, "poor")]
)
async def test_a_bad_line_is_recognised_and_keeps_nobody_out(
    place: Place, chromium: Path, loss: float, rate: float, level: str
) -> None:
    bad_line = BadLine(loss=loss, rate=rate)
    async with lobby(place.address, chromium, bad_line=bad_line) as page:
        told = await verdict(page)
        assert await page.locator("[data-check]").get_attribute("data-check") == level, told
        assert "Versturen gaat langzaam" in told
        await page.get_by_role("button", name="Toch meedoen").click()
        await page.get_by_text("Tom komt zo").wait_for()


async def test_a_relay_that_is_down_is_noticed(place: Place, chromium: Path) -> None:
    place.turn.stop()
    try:
        async with lobby(place.address, chromium) as page:
            assert "Video komt misschien niet door uw netwerk heen" in await verdict(page)
    finally:
        place.turn.start()


async def test_a_worker_that_is_killed_is_told_in_words_and_the_next_check_works(
    place: Place, chromium: Path
) -> None:
    os.kill(worker_of(place.address), signal.SIGSTOP)  # so that her question stays unanswered
    async with lobby(place.address, chromium, is_worker_up=False) as page:
        async with page.expect_request(f"**{CHECK}"):
            pass
        os.kill(worker_of(place.address), signal.SIGKILL)
        assert "Controleren lukt nu niet. Meedoen kan gewoon." in await verdict(page)
        await expect(page.get_by_role("button", name="Toch meedoen")).to_be_enabled()
        await worker_is_up(page, CHECK)
        await page.get_by_role("button", name="Opnieuw controleren").click()
        await expect(page.get_by_text(GOOD)).to_be_visible(timeout=PATIENCE_MS)


def worker_of(address: str) -> int:
    """The process of this server that has the other end of a check."""
    port = address.rpartition(":")[2]
    listing = subprocess.run(
        ["ps", "-A", "-o", "pid=,ppid=,args="], capture_output=True, text=True, check=True
    ).stdout
    rows = [line.split(maxsplit=2) for line in listing.splitlines()]
    (found,) = (
        int(pid)
        for pid, parent, command in rows
        if "-m signalling.peer" in command and _listens_at(int(parent), port)
    )
    return found


def _listens_at(process_id: int, port: str) -> bool:
    environment = Path(f"/proc/{process_id}/environ").read_bytes().split(b"\0")
    return f"VOORAF_PORT={port}".encode() in environment


async def test_tom_is_told_while_he_waits(place: Place, chromium: Path) -> None:
    planned = await plan_call(place.address)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(**launch_options(chromium))
        context = await browser.new_context(
            base_url=place.address,
            viewport=PHONE,
            locale="nl-NL",
            permissions=["camera", "microphone"],
        )
        await context.request.post(f"{place.address}/api/demo/sign-in", data={"person": "tom"})
        page = await context.new_page()
        await worker_is_up(page, f"/api/previsits/{planned.previsit_id}/check")
        await page.goto(f"{place.address}/app/jobs/{planned.job_id}/call")
        assert "Je internet is goed genoeg voor video." in await verdict(page)
        await browser.close()
