"""Tom's phone inside a home, with the real app, server and store behind it."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
from playwright.async_api import Browser, FilePayload, Page, ViewportSize, async_playwright, expect

from tests.support import given, pictures
from tests.support.chromium import PLACE_REFUSED, launch_options
from tests.support.running_server import running_server

PATIENCE_MS = 60_000
PHONE: ViewportSize = {"width": 360, "height": 740}

# What a phone has on its disk of a recording that is going on.
COUNT_SLICES = """() => new Promise((resolve) => {
  const opening = indexedDB.open("vooraf");
  opening.onsuccess = () => {
    const counting = opening.result.transaction("slices").objectStore("slices").count();
    counting.onsuccess = () => {
      opening.result.close();
      resolve(counting.result);
    };
  };
})"""


SPOIL_BYTES = """() => new Promise((resolve) => {
  const opening = indexedDB.open("vooraf");
  opening.onsuccess = () => {
    const spoiling = opening.result.transaction("bytes", "readwrite");
    spoiling.objectStore("bytes").openCursor().onsuccess = ({ target: { result: at } }) => {
      if (!at) return;
      at.update({ ...at.value, data: new ArrayBuffer(3) });
      at.continue();
    };
    spoiling.oncomplete = () => {
      opening.result.close();
      resolve();
    };
  };
})"""

# How much a phone has on its disk of what the server gave, and of what was made on it.
COUNT_KEPT = """async () => {
  const opening = indexedDB.open("vooraf");
  await new Promise((resolve) => (opening.onsuccess = resolve));
  const database = opening.result;
  const count = (store) => new Promise((resolve) => {
    const counting = database.transaction(store).objectStore(store).count();
    counting.onsuccess = () => resolve(counting.result);
  });
  const [jobs, bytes, previews] = await Promise.all(["jobs", "bytes", "previews"].map(count));
  database.close();
  const pictures = (await caches.has("vooraf-pictures"))
    ? (await (await caches.open("vooraf-pictures")).keys()).length : 0;
  return { jobs, pictures, bytes, previews };
}"""

PLACE_OF = """async (picture) => {
  const shape = () => (picture.videoWidth || picture.naturalWidth)
    / (picture.videoHeight || picture.naturalHeight);
  while (!shape()) await new Promise((resolve) => setTimeout(resolve, 50));
  const { x, y, width, height } = picture.getBoundingClientRect();
  return { x: x + width / 2, y: y + height / 2, width, height, shape: shape() };
}"""


@dataclass(frozen=True)
class Place:
    """The middle of a picture and its size, in pixels of the screen."""

    x: float
    y: float
    width: float
    height: float
    shape: float

    @property
    def is_whole(self) -> bool:
        return self.width / self.height == pytest.approx(self.shape, rel=0.01)


class Phone:
    """Tom's, inside a home with a broken boiler."""

    def __init__(self, page: Page, tom: httpx.AsyncClient, job: str) -> None:
        self.page, self._tom, self._job = page, tom, job

    async def opens_camera(self, moment: str, slot: str) -> None:
        await self.page.goto(f"/app/jobs/{self._job}/camera?moment={moment}&slot={slot}")
        # The camera runs, and the phone knows what has to be photographed.
        await expect(self.page.get_by_role("button", name="Foto maken")).to_be_enabled(
            timeout=PATIENCE_MS
        )

    async def sees_spot(self, name: str) -> None:
        """The one that is photographed now."""
        await expect(self.page.get_by_role("radio", name=name)).to_be_checked()

    async def has_photo(self, size: tuple[int, int], **facts: Any) -> str:
        """One that the server has, with its copies."""
        path = given.photos_of(self._job)
        photo = await given.photo(self._tom, path, pictures.jpeg(size=size), **facts)
        while True:
            [known] = [each for each in await self.photos(facts["slot"]) if each["id"] == photo]
            if known["screenUrl"]:
                return photo
            await asyncio.sleep(0.2)

    async def place_of(self, selector: str) -> Place:
        """Where a picture lies on the screen, and in which shape it was made."""
        return Place(**await self.page.locator(f"main {selector}").evaluate(PLACE_OF))

    async def opens(self, screen: str) -> None:
        await self.page.goto(f"/app/jobs/{self._job}/{screen}")

    async def draws_over(self, selector: str) -> None:
        box = await self.page.locator(selector).bounding_box()
        assert box
        across, down = box["width"] / 10, box["height"] / 3
        await self.page.mouse.move(box["x"] + across, box["y"] + down)
        await self.page.mouse.down()
        for place in range(2, 9):
            height = down * (1 + place % 2)
            await self.page.mouse.move(box["x"] + across * place, box["y"] + height)
        await self.page.mouse.up()

    async def picks(self, *shown: bytes) -> None:
        files: list[FilePayload] = [
            {"name": f"{place}.jpg", "mimeType": "image/jpeg", "buffer": data}
            for place, data in enumerate(shown)
        ]
        await self.page.locator("main.camera input[type=file]").set_input_files(files)

    async def presses(self, name: str) -> None:
        await self.page.get_by_role("button", name=name, exact=True).click()

    async def sees(self, words: str) -> None:
        await self.page.get_by_text(words).first.wait_for()

    async def works_offline(self) -> None:
        """Once the app starts without a network."""
        await self.opens_job()
        await self.page.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
        await self.page.reload()
        await self.page.context.set_offline(True)

    async def works_offline_with_pictures(self) -> None:
        """Once it keeps those of its job too."""
        await self.opens_job()
        while True:
            if (await self.kept())["pictures"]:
                return await self.works_offline()
            await asyncio.sleep(0.2)

    async def takes_photo(self, moment: str, slot: str) -> None:
        await self.opens_camera(moment, slot)
        await self.presses("Foto maken")
        await self.presses("Gebruiken")
        await self.sees("Foto staat veilig op je telefoon")

    async def is_signed_out(self) -> None:
        """At the server, as when a sign-in is over; the phone hears it once it is online again."""
        assert (await self.page.context.request.post("/api/sign-out")).ok
        await self.page.context.set_offline(False)

    async def kept(self) -> dict[str, int]:
        """On its disk: jobs and pictures from the server; bytes and previews of its own."""
        return await self.page.evaluate(COUNT_KEPT)

    async def names_no_home(self) -> None:
        """Whoever holds it reads neither where nor at whose place."""
        job = await self.job()
        shown = await self.page.locator("body").inner_text()
        for told in (job["title"], job["dwelling"]["street"], job["tenant"]["name"]):
            assert told not in shown

    async def signs_in(self, name: str) -> None:
        """On the screen that asks who it is."""
        await self.page.get_by_role("button", name=name).click()
        await expect(self.page.get_by_role("button", name=name)).to_have_count(0)

    async def keeps_a_photo_that_is_refused(self) -> None:
        """On the screen of the queue."""
        await self.works_offline()
        await self.takes_photo("after", "gauge")
        await self.loses_bytes()
        await self.page.context.set_offline(False)
        await self.opens_queue()
        await self.sees("Niet aangenomen")

    async def loses_bytes(self) -> None:
        """Its disk fails under what was kept."""
        await self.page.evaluate(SPOIL_BYTES)

    async def opens_queue(self) -> None:
        await self.page.goto("/app/queue")
        await self.page.get_by_role("heading", name="Wachtrij").wait_for()

    async def sees_everything_sent(self) -> None:
        await self.opens_queue()
        await self.sees("Alles is veilig")

    async def job(self) -> dict[str, Any]:
        """As the server has it."""
        return (await self._tom.get(f"/api/jobs/{self._job}")).json()

    async def visit_that_was_left(self) -> dict[str, Any]:
        """Once the server knows that he left."""
        while True:
            visit = (await self.job())["visit"]
            if visit["leftAt"]:
                return visit
            await asyncio.sleep(0.2)

    async def request_id(self) -> str:
        return (await self.job())["requestId"]

    async def photos(self, slot: str) -> list[dict[str, object]]:
        answer = await self._tom.get(f"/api/jobs/{self._job}")
        return [photo for photo in answer.json()["photos"] if photo["slot"] == slot]

    async def recording(self, kind: str) -> dict[str, Any]:
        """Once the office can play it."""
        while True:
            answer = await self._tom.get(f"/api/jobs/{self._job}")
            for photo in answer.json()["photos"]:
                if photo["kind"] == kind and photo["playUrl"]:
                    return photo
            await asyncio.sleep(0.2)

    async def can_play(self, element: str, address: str) -> bool:
        return await self.page.evaluate(
            """([name, source]) => new Promise((resolve) => {
                const player = Object.assign(document.createElement(name), { src: source });
                player.oncanplay = () => resolve(true);
                player.onerror = () => resolve(false);
            })""",
            [element, address],
        )

    async def may_keep(self) -> None:
        """The browser throws nothing away that is kept here, as for an app on the home screen."""
        browser = await self.page.context.new_cdp_session(self.page)
        whose = (await browser.send("Target.getTargetInfo"))["targetInfo"]["browserContextId"]
        origin = await self.page.evaluate("location.origin")
        kept = {"permissions": ["durableStorage"], "browserContextId": whose}
        await browser.send("Browser.grantPermissions", {"origin": origin, **kept})

    async def opens_job(self) -> None:
        await self.page.goto(f"/app/jobs/{self._job}")
        await self.page.get_by_role("heading", name="Foto's").wait_for()

    async def records(self, kind: str, button: str) -> None:
        await self.begins_recording(kind, button)
        await self.presses("Stoppen")

    async def begins_recording(self, kind: str, button: str) -> None:
        await self.page.goto(f"/app/jobs/{self._job}/record?kind={kind}&moment=after&slot=boiler")
        await self.page.get_by_role("button", name=button).click(timeout=PATIENCE_MS)
        await expect(self.page.get_by_role("timer")).to_contain_text("0:02", timeout=PATIENCE_MS)

    async def has_slices(self, count: int) -> None:
        while True:
            if await self.page.evaluate(COUNT_SLICES) >= count:
                return
            await asyncio.sleep(0.2)

    async def width(self, slot: str) -> object:
        """Known once the copies have been made."""
        while True:
            [photo] = await self.photos(slot)
            if photo["width"]:
                return photo["width"]
            await asyncio.sleep(0.2)


@dataclass(frozen=True)
class Stage:
    address: str
    browser: Browser


@contextlib.asynccontextmanager
async def client(stage: Stage, person: str | None = None) -> AsyncIterator[httpx.AsyncClient]:
    async with httpx.AsyncClient(base_url=stage.address, timeout=60) as caller:
        if person:
            await caller.post("/api/demo/sign-in", json={"person": person})
        yield caller


@contextlib.asynccontextmanager
async def field_stage(data: Path, chromium: Path) -> AsyncIterator[Stage]:
    with running_server(data) as server:
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(**launch_options(chromium))
            yield Stage(server.address, browser)
            await browser.close()


@contextlib.asynccontextmanager
async def toms_phone(stage: Stage) -> AsyncIterator[Phone]:
    async with client(stage) as rosa, client(stage, "vera") as vera, client(stage, "tom") as tom:
        technicians = (await vera.get("/api/technicians")).json()
        toms_id = next(each["id"] for each in technicians if each["name"] == "Tom Bakker")
        repair = await given.repair(rosa, fault="CVK1")
        job = await given.job(vera, repair, technicianId=toms_id)
        await given.arrival(tom, job)
        context = await stage.browser.new_context(
            base_url=stage.address,
            viewport=PHONE,
            locale="nl-NL",
            permissions=["camera", "microphone"],
        )
        context.set_default_timeout(PATIENCE_MS)
        await context.add_init_script(PLACE_REFUSED)
        await context.request.post("/api/demo/sign-in", data={"person": "tom"})
        yield Phone(await context.new_page(), tom, job)
        await context.close()
