"""A server with the people of the demo, and the screens and callers they come with."""

import contextlib
from collections.abc import AsyncIterator, Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import httpx
from playwright.async_api import Browser, Page, async_playwright

from tests.support.chromium import launch_options
from tests.support.running_server import running_server

PATIENCE_MS = 60_000
PHONE: Any = {"width": 360, "height": 740}
DESK: Any = {"width": 1440, "height": 900}


@dataclass(frozen=True)
class DemoStage:
    """Where the server is reached, and the one browser that everybody's screens are in."""

    address: str
    browser: Browser

    @contextlib.asynccontextmanager
    async def screen(
        self, person: str = "", size: Any = DESK, **options: Any
    ) -> AsyncIterator[Page]:
        """Of one person; of nobody without."""
        context = await self.browser.new_context(
            base_url=self.address, viewport=size, **{"locale": "nl-NL", **options}
        )
        context.set_default_timeout(PATIENCE_MS)
        if person:
            await context.request.post("/api/demo/sign-in", data={"person": person})
        yield await context.new_page()
        await context.close()

    @contextlib.asynccontextmanager
    async def caller(self, person: str = "") -> AsyncIterator[httpx.AsyncClient]:
        """The same without a screen."""
        async with httpx.AsyncClient(
            base_url=self.address, timeout=PATIENCE_MS / 1000, trust_env=False
        ) as client:
            if person:
                await client.post("/api/demo/sign-in", json={"person": person})
            yield client


S = TypeVar("S", bound=DemoStage)


@contextlib.asynccontextmanager
async def demo_stage(
    kind: type[S], folder: Path, chromium: Path, settings: Mapping[str, str] | None = None
) -> AsyncIterator[S]:
    """One of this kind, on a server that keeps everything in this folder."""
    with running_server(folder, settings=settings) as server:
        async with async_playwright() as playwright:
            browser = await playwright.chromium.launch(**launch_options(chromium))
            yield kind(server.address, browser)
            await browser.close()
