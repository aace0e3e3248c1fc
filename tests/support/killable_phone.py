"""A phone that can be switched off without telling anybody: its profile outlives the browser."""

import contextlib
import os
import signal
import subprocess
from collections.abc import AsyncIterator
from pathlib import Path

from playwright.async_api import BrowserContext, Page, Playwright, async_playwright

from tests.support.chromium import launch_options

PATIENCE_MS = 120_000


class KillablePhone:
    def __init__(self, playwright: Playwright, chromium: Path, profile: Path, address: str) -> None:
        self._playwright, self._chromium, self._profile = playwright, chromium, profile
        self._address = address
        self._context: BrowserContext | None = None

    @property
    def context(self) -> BrowserContext:
        assert self._context
        return self._context

    async def switch_on(self, script: str = "") -> Page:
        self._context = await self._playwright.chromium.launch_persistent_context(
            self._profile,
            base_url=self._address,
            viewport={"width": 360, "height": 740},
            locale="nl-NL",
            permissions=["camera", "microphone"],
            **launch_options(self._chromium),
        )
        self._context.set_default_timeout(PATIENCE_MS)
        if script:
            await self._context.add_init_script(script)
        return await self._context.new_page()

    async def dies(self) -> None:
        """As when the phone runs out of memory."""
        kill(f"--user-data-dir={self._profile}")
        await self.close()
        for lock in self._profile.glob("Singleton*"):
            lock.unlink()

    async def close(self) -> None:
        with contextlib.suppress(Exception):  # it may be dead already
            await self.context.close()


@contextlib.asynccontextmanager
async def killable_phone(
    chromium: Path, profile: Path, address: str
) -> AsyncIterator[KillablePhone]:
    async with async_playwright() as playwright:
        phone = KillablePhone(playwright, chromium, profile, address)
        try:
            yield phone
        finally:
            await phone.close()


async def sign_in(page: Page) -> None:
    """As Tom, on the screen for it."""
    await page.get_by_role("button", name="Tom").click()
    await page.get_by_role("heading", name="Vandaag").wait_for()


def kill(words: str) -> None:
    """Every process with these words in its command line, all at the same moment: none has time to
    write down what it kept for another that is gone."""
    found = subprocess.run(["pgrep", "-f", "--", words], capture_output=True, text=True, check=True)
    processes = [int(process) for process in found.stdout.split()]
    for blow in (signal.SIGSTOP, signal.SIGKILL):
        for process in processes:
            with contextlib.suppress(ProcessLookupError):
                os.kill(process, blow)
