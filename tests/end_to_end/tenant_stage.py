"""Sets the stage for a tenant: a running server with the homes of the demo, and her phone."""

import asyncio
import contextlib
import io
import itertools
import socket
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import httpx
import pillow_heif
import uvicorn
from PIL import Image, ImageDraw
from playwright.async_api import Browser, BrowserContext, Page, async_playwright

from server.app import create_app
from server.demo.corporation import DWELLINGS
from server.settings import Settings
from tests.support.chromium import launch_options

PHONE = {"width": 360, "height": 740}
_homes = itertools.cycle(DWELLINGS)
"""The next for each report: two of one tap from one home would be taken for one."""
SIZE = (800, 600)
LEFT_TOP, RIGHT_BOTTOM = (200, 40, 40), (40, 90, 200)


@dataclass
class Stage:
    """A server and a browser, for as long as a module's tests take."""

    address: str
    browser: Browser
    complaints: list[str] = field(default_factory=list)

    @contextlib.asynccontextmanager
    async def phone(self, **options: Any) -> AsyncIterator[BrowserContext]:
        context = await self.browser.new_context(
            base_url=self.address, **{"viewport": PHONE, "locale": "nl-NL", **options}
        )
        context.set_default_timeout(10_000)
        context.on("weberror", lambda error: self.complaints.append(str(error.error)))
        try:
            yield context
        finally:
            await context.close()

    @contextlib.asynccontextmanager
    async def office(self, person: str) -> AsyncIterator[httpx.AsyncClient]:
        async with httpx.AsyncClient(base_url=self.address) as client:
            answer = await client.post("/api/demo/sign-in", json={"person": person})
            assert answer.status_code == 201
            yield client


class _Server(uvicorn.Server):
    """Tells when it listens."""

    def __init__(self, config: uvicorn.Config) -> None:
        super().__init__(config)
        self.is_up = asyncio.Event()

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        self.is_up.set()


@contextlib.asynccontextmanager
async def tenant_stage(data: Path, chromium: Path, **changed: Any) -> AsyncIterator[Stage]:
    """The application on a free port of this machine, with a small limit for pictures; `changed`
    are other settings."""
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        address = f"http://127.0.0.1:{listener.getsockname()[1]}"
        app = create_app(
            Settings(
                data=data,
                database_url=f"sqlite:///{data}/vooraf.sqlite",
                secret="no secret in a test, but long enough for one",  # noqa: S106
                public_url=address,
                is_demo=True,
                picture_limit_bytes=1_000_000,
                rate_limit_factor=1000,  # everybody here lives at one address
                **changed,
            )
        )
        config = uvicorn.Config(
            app, ws="websockets-sansio", log_config=None, timeout_graceful_shutdown=1
        )
        server = _Server(config)
        life = asyncio.create_task(server.serve(sockets=[listener]))
        is_up = asyncio.create_task(server.is_up.wait())
        await asyncio.wait([life, is_up], return_when=asyncio.FIRST_COMPLETED)
        try:
            async with async_playwright() as playwright:
                browser = await playwright.chromium.launch(**launch_options(chromium))
                yield Stage(address, browser)
                await browser.close()
        finally:
            server.should_exit = True
            await life


def jpeg() -> bytes:
    return _encoded("JPEG")


def heic() -> bytes:
    pillow_heif.register_heif_opener()
    return _encoded("HEIF")


def _encoded(form: str) -> bytes:
    picture = Image.new("RGB", SIZE, "white")
    draw = ImageDraw.Draw(picture)
    draw.rectangle((0, 0, 399, 299), fill=LEFT_TOP)
    draw.rectangle((400, 300, 800, 600), fill=RIGHT_BOTTOM)
    out = io.BytesIO()
    picture.save(out, form, quality=85)
    return out.getvalue()


def chosen(*named: tuple[str, bytes]) -> list[Any]:
    """Files for Playwright's file chooser. The type is what phones say of HEIC: nothing."""
    return [
        {"name": name, "mimeType": "application/octet-stream", "buffer": content}
        for name, content in named
    ]


async def fill_in(page: Page, **changes: str) -> None:
    home = next(_homes)
    typed = {
        "description": "De kraan druppelt dag en nacht.",
        "postcode": home.postcode,
        "house_number": home.house_number,
        "name": "Rosa de Wit",
        "phone": "06 12345678",
        **changes,
    }
    for name, words in typed.items():
        await page.locator(f"#{name}").fill(words)
    await page.locator("[name=since][value=days]").check()


async def keeps_typed(page: Page, words: str) -> None:
    """Once the phone keeps what was typed or chosen last: writing it down takes a moment."""
    while True:
        kept = await page.evaluate("""() => new Promise((resolve) => {
      indexedDB.open("vooraf-tenant").onsuccess = ({ target }) => {
        const drafts = target.result.transaction("drafts").objectStore("drafts").getAll();
        drafts.onsuccess = () => {
          target.result.close();
          resolve(JSON.stringify(drafts.result));
        };
      };
    })""")
        if words in kept:
            return
        await asyncio.sleep(0.05)


async def kept_on(page: Page) -> list[int]:
    """How many photos and drafts are on the phone, where the tenant's pages keep them."""
    return await page.evaluate("""() => new Promise((resolve) => {
      indexedDB.open("vooraf-tenant").onsuccess = ({ target }) => {
        const all = target.result.transaction(["photos", "drafts"]);
        const counts = ["photos", "drafts"].map((name) => all.objectStore(name).count());
        all.oncomplete = () => {
          target.result.close();
          resolve(counts.map((count) => count.result));
        };
      };
    })""")
