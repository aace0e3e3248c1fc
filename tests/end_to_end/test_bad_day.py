"""A bad day: two hundred photos while everything fails. None is lost, and none is there twice.

Three in ten of the requests that send something break off, before or after they took effect. Beside
that the server, its store and the browser are killed, two tabs send at once, the phone's clock is a
day ahead, and the sign-in ends.
"""

import asyncio
import contextlib
import hashlib
import io
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
from PIL import Image
from playwright.async_api import Page

from tests.support import given
from tests.support.killable_phone import KillablePhone, kill, killable_phone, sign_in
from tests.support.running_server import RunningServer, running_server
from tests.support.unreliable_line import UnreliableLine

FAILING = 0.3
AT_ONCE = 25
PICKS = 8

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


async def takes(page: Page, job: str) -> set[str]:
    """So many photos, and each is safe on the phone; the hashes of all that are there now."""
    await page.goto(f"/app/jobs/{job}/camera?moment=before")
    await page.get_by_role("button", name="Foto maken").wait_for()
    files: list[Any] = [
        {"name": f"{number}.jpg", "mimeType": "image/jpeg", "buffer": a_picture()}
        for number in range(AT_ONCE)
    ]
    await page.locator("main.camera input[type=file]").set_input_files(files)
    await page.get_by_text(f"{AT_ONCE} foto's staan veilig op je telefoon").first.wait_for()
    return set(await kept(page))


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


async def a_job(server: RunningServer) -> str:
    async with (
        httpx.AsyncClient(base_url=server.address, timeout=60) as rosa,
        httpx.AsyncClient(base_url=server.address, timeout=60) as vera,
        httpx.AsyncClient(base_url=server.address, timeout=60) as tom,
    ):
        await vera.post("/api/demo/sign-in", json={"person": "vera"})
        await tom.post("/api/demo/sign-in", json={"person": "tom"})
        technicians = (await vera.get("/api/technicians")).json()
        toms_id = next(each["id"] for each in technicians if each["name"] == "Tom Bakker")
        job = await given.job(vera, await given.repair(rosa), technicianId=toms_id)
        await given.arrival(tom, job)
        return job


async def photos_of(server: RunningServer, job: str) -> list[dict[str, Any]]:
    async with httpx.AsyncClient(base_url=server.address, timeout=60) as tom:
        await tom.post("/api/demo/sign-in", json={"person": "tom"})
        return (await tom.get(f"/api/jobs/{job}")).json()["photos"]


@pytest.mark.timeout(600)  # six restarts, and most attempts fail
async def test_no_photo_is_lost_or_doubled(tmp_path: Path, chromium: Path) -> None:
    with running_server(tmp_path) as server:
        job = await a_job(server)
        line = UnreliableLine(server.address, FAILING, about="photos|^/s3/")
        async with line.open(), killable_phone(chromium, tmp_path / "phone", line.address) as phone:
            taken = await morning(phone, server, job)
            taken |= await afternoon(phone, job)
            taken |= await evening(phone, job)

        assert min(line.broken.values()) > 0
        arrived = await photos_of(server, job)
        assert len(taken) == len(arrived) == AT_ONCE * PICKS
        assert {photo["state"] for photo in arrived} <= {"received", "ready"}
        assert taken <= stored(server)


async def morning(phone: KillablePhone, server: RunningServer, job: str) -> set[str]:
    """Server and store die, a second tab sends as well, and in the end the phone dies."""
    page = await phone.switch_on()
    await page.goto("/app/")
    await sign_in(page)
    taken = await takes(page, job)
    async with network_that_comes_and_goes(page):
        taken |= await takes(page, job)
        await asyncio.to_thread(server.die)
        taken |= await takes(page, job)
        await asyncio.to_thread(server.start)

        kill(f"rclone serve s3 .*{server.data}/objects")
        taken |= await takes(page, job)

        second = await phone.context.new_page()
        await second.goto("/app/queue")
        async with network_that_comes_and_goes(second):
            taken |= await takes(page, job)
        await phone.dies()
    return taken


async def afternoon(phone: KillablePhone, job: str) -> set[str]:
    """Somebody set the clock a day ahead, and the sign-in ends meanwhile."""
    page = await phone.switch_on(A_DAY_AHEAD)
    async with network_that_comes_and_goes(page):
        taken = await takes(page, job)
        await ends_the_sign_in(phone)
        taken |= await takes(page, job)
    await phone.dies()
    return taken


async def evening(phone: KillablePhone, job: str) -> set[str]:
    """Signed in again, until nothing waits any more."""
    page = await phone.switch_on()
    await page.goto("/app/")
    await page.get_by_role("button", name="Inloggen").click()
    await sign_in(page)
    taken = await takes(page, job)
    await page.goto("/app/queue")
    async with network_that_comes_and_goes(page):
        await page.get_by_role("heading", name="Alles is veilig").wait_for()
    assert set((await kept(page)).values()) == {"sent"}
    return taken


async def ends_the_sign_in(phone: KillablePhone) -> None:
    """At the server, as when it was revoked at the desk."""
    assert (await phone.context.request.post("/api/sign-out")).ok
