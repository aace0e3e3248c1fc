"""A call of the product up to the last tap: Tom in the room, Rosa in front of its door."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator

from playwright.async_api import Browser, BrowserContext, Page

from bench.phone import SHOWN_MS
from bench.seen import SEEN
from tests.end_to_end.video.call_stage import PHONE, plan_call

_CHECKED = "[data-check]:not([data-check=running])"
CALM_SECONDS = 1


class OurCall:
    def __init__(self, waiting: Page, joining: Page) -> None:
        self.waiting = waiting
        self.joining = joining

    @classmethod
    @contextlib.asynccontextmanager
    async def prepared(
        cls, browser: Browser, address: str, script: str = ""
    ) -> AsyncGenerator["OurCall"]:
        """What each checks beforehand is done. `script` runs in both pages before their own."""
        planned = await plan_call(address)
        toms, rosas = [await _phone(browser, script) for _ in range(2)]
        await toms.request.post(f"{address}/api/demo/sign-in", data={"person": "tom"})
        tom, rosa = await toms.new_page(), await rosas.new_page()
        try:
            await tom.goto(f"{address}/app/jobs/{planned.job_id}/call")
            await tom.locator(_CHECKED).wait_for(timeout=SHOWN_MS)
            await rosa.goto(planned.link)
            await rosa.locator("[data-join]").first.click(timeout=SHOWN_MS)
            await rosa.locator(_CHECKED).wait_for(timeout=SHOWN_MS)
            await asyncio.sleep(CALM_SECONDS)
            yield cls(tom, rosa)
        finally:
            await toms.close()
            await rosas.close()

    async def join(self) -> None:
        await self.joining.get_by_role("button", name="Beginnen", exact=True).click()


async def _phone(browser: Browser, script: str) -> BrowserContext:
    phone = await browser.new_context(
        viewport=PHONE, locale="nl-NL", permissions=["camera", "microphone"]
    )
    await phone.add_init_script(SEEN + script)
    return phone
