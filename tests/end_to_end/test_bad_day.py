"""A bad day: two hundred photos while everything fails. None is lost, and none is there twice.

Three in ten of the requests that send something break off, before or after they took effect. Beside
that the server, its store and the browser are killed, two tabs send at once, the phone's clock is a
day ahead, and the sign-in ends.
"""

import asyncio
import contextlib
import hashlib
import io
import itertools
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image
from playwright.async_api import Page

from tests.support import given
from tests.support.chromium import PLACE_REFUSED
from tests.support.killable_phone import KillablePhone, kill, killable_phone, sign_in
from tests.support.running_server import RunningServer, running_server
from tests.support.unreliable_line import UnreliableLine

FAILING = 0.3
# Of work of any kind, the spot takes six photos from before and six from after.
AT_A_SPOT, SPOTS = 6, 5
AT_ONCE = AT_A_SPOT * SPOTS
PICKS = 8
MOMENTS = ("before", "after")

# As a phone whose owner set it wrong. Timers go on as they do.
A_DAY_AHEAD = """{
const now = Date.now.bind(Date);
const Real = Date;
window.Date = class extends Real {
  constructor(...facts) { super(...(facts.length ? facts : [now() + 86_400_000])); }
  static now() { return now() + 86_400_000; }
};
}"""

KEPT = """async () => {
  const database = await new Promise((resolve) => {
    const opening = indexedDB.open("vooraf");
    opening.onsuccess = () => resolve(opening.result);
  });
  const items = await new Promise((resolve) => {
    const asking = database.transaction("items").objectStore("items").getAll();
    asking.onsuccess = () => resolve(asking.result);
  });
  database.close();
  return Object.fromEntries(items.filter((item) => item.kind === "photo")
    .map(({ state, announcement }) => [announcement.sha256, state]));
}"""


@contextlib.asynccontextmanager
async def network_that_comes_and_goes(page: Page) -> AsyncIterator[None]:
    """The phone hears again and again that it is back: it need not wait minutes to try again."""

    async def tell() -> None:
        while True:
            with contextlib.suppress(Exception):  # the page is being loaded
                await page.evaluate("dispatchEvent(new Event('online'))")
            await asyncio.sleep(1)

    telling = asyncio.create_task(tell())
    try:
        yield
    finally:
        telling.cancel()


async def takes(page: Page, spots: Iterator[str]) -> set[str]:
    """So many photos, and each is safe on the phone; the hashes of all that were there."""
    there: set[str] = set()
    for spot in itertools.islice(spots, SPOTS):
        await page.goto(spot)
        await page.get_by_role("button", name="Foto maken").wait_for()
        files: list[Any] = [
            {"name": f"{number}.jpg", "mimeType": "image/jpeg", "buffer": a_picture()}
            for number in range(AT_A_SPOT)
        ]
        await page.locator("main.camera input[type=file]").set_input_files(files)
        await page.get_by_text(f"{AT_A_SPOT} foto's staan veilig op je telefoon").first.wait_for()
        # What was sent may be forgotten when the next screen opens: this phone's clock is wrong.
        there |= set(await kept(page))
    return there


def a_picture() -> bytes:
    """Sharp, like no other, and small: what is tested is how many there are."""
    out = io.BytesIO()
    Image.effect_noise((240, 180), 60).convert("RGB").save(out, "JPEG", quality=80)
    return out.getvalue()


async def kept(page: Page) -> dict[str, str]:
    """The state of every photo on the phone, by its hash. What was sent a day ago is forgotten."""
    return await page.evaluate(KEPT)


def stored(server: RunningServer) -> set[str]:
    files = [path for path in (server.data / "objects").rglob("*") if path.is_file()]
    return {hashlib.sha256(path.read_bytes()).hexdigest() for path in files}


async def some_jobs(server: RunningServer, count: int) -> list[str]:
    async with client(server) as rosa, client(server, "vera") as vera, client(server, "tom") as tom:
        technicians = (await vera.get("/api/technicians")).json()
        toms_id = next(each["id"] for each in technicians if each["name"] == "Tom Bakker")
        made: list[str] = []
        for _ in range(count):
            repair = await given.repair(rosa, fault="OVE1")
            job = await given.job(vera, repair, technicianId=toms_id)
            await given.arrival(tom, job)
            made.append(job)
        return made


async def photos_of(server: RunningServer, jobs: list[str]) -> list[dict[str, Any]]:
    async with client(server, "tom") as tom:
        answers = [(await tom.get(f"/api/jobs/{job}")).json() for job in jobs]
        return [photo for job in answers for photo in job["photos"]]


@contextlib.asynccontextmanager
async def client(
    server: RunningServer, person: str | None = None
) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=server.address, timeout=60) as caller:
        if person:
            await caller.post("/api/demo/sign-in", json={"person": person})
        yield caller


@pytest.mark.timeout(600)  # six restarts, and most attempts fail
async def test_no_photo_is_lost_or_doubled(tmp_path: Path, chromium: Path) -> None:
    with running_server(tmp_path) as server:
        jobs = await some_jobs(server, SPOTS * PICKS // len(MOMENTS))
        spots = (f"/app/jobs/{job}/camera?moment={moment}" for job in jobs for moment in MOMENTS)
        line = UnreliableLine(server.address, FAILING, about="photos|^/s3/")
        async with line.open(), killable_phone(chromium, tmp_path / "phone", line.address) as phone:
            taken = await morning(phone, server, spots)
            taken |= await afternoon(phone, spots)
            taken |= await evening(phone, spots)

        assert min(line.broken.values()) > 0
        arrived = await photos_of(server, jobs)
        hashes = {photo["sha256"] for photo in arrived}
        assert (taken - hashes, hashes - taken) == (set(), set())
        assert len(taken) == len(arrived) == AT_ONCE * PICKS
        assert {photo["state"] for photo in arrived} <= {"received", "ready"}
        assert taken <= stored(server)


async def morning(phone: KillablePhone, server: RunningServer, spots: Iterator[str]) -> set[str]:
    """Server and store die, a second tab sends as well, and in the end the phone dies."""
    page = await phone.switch_on(PLACE_REFUSED)
    await page.goto("/app/")
    await sign_in(page)
    taken = await takes(page, spots)
    async with network_that_comes_and_goes(page):
        taken |= await takes(page, spots)
        await asyncio.to_thread(server.die)
        taken |= await takes(page, spots)
        await asyncio.to_thread(server.start)

        kill(f"rclone serve s3 .*{server.data}/objects")
        taken |= await takes(page, spots)

        second = await phone.context.new_page()
        await second.goto("/app/queue")
        async with network_that_comes_and_goes(second):
            taken |= await takes(page, spots)
        await phone.dies()
    return taken


async def afternoon(phone: KillablePhone, spots: Iterator[str]) -> set[str]:
    """Somebody set the clock a day ahead, and the sign-in ends meanwhile."""
    page = await phone.switch_on(f"{PLACE_REFUSED};{A_DAY_AHEAD}")
    await signs_in_if_forgotten(phone, page)
    async with network_that_comes_and_goes(page):
        taken = await takes(page, spots)
        await ends_the_sign_in(phone)
        await page.goto("/app/")
        await sign_in(page)  # what waits to be sent is still there
        taken |= await takes(page, spots)
    await phone.dies()
    return taken


async def evening(phone: KillablePhone, spots: Iterator[str]) -> set[str]:
    """Until nothing waits any more."""
    page = await phone.switch_on(PLACE_REFUSED)
    await signs_in_if_forgotten(phone, page)
    taken = await takes(page, spots)
    await page.goto("/app/queue")
    async with network_that_comes_and_goes(page):
        await page.get_by_role("heading", name="Alles is veilig").wait_for()
    assert set((await kept(page)).values()) == {"sent"}
    return taken


async def signs_in_if_forgotten(phone: KillablePhone, page: Page) -> None:
    """Chromium writes cookies down up to half a minute later: a phone that dies before wakes up
    without them, or with those of a sign-in that is over."""
    if (await phone.context.request.get("/api/me")).status == httpx.codes.UNAUTHORIZED:
        await page.goto("/app/")
        await sign_in(page)


async def ends_the_sign_in(phone: KillablePhone) -> None:
    """At the server, as when it was revoked at the desk."""
    assert (await phone.context.request.post("/api/sign-out")).ok
