"""Before the call: how long until Rosa knows what her internet is good for."""

import asyncio

from playwright.async_api import BrowserContext, async_playwright

from bench.lines import Line, alone
from bench.measuring import Effort, say, spread
from bench.phone import SHOWN_MS, chromium
from bench.product import running_product
from tests.end_to_end.video.call_stage import PHONE, plan_call
from tests.support.chromium import launch_options

# From the moment the screen says that it checks to the moment it says what came of it.
_WATCH = """
window.checked = new Promise((resolve) => {
  let started = 0;
  new MutationObserver(() => {
    const state = document.querySelector("[data-check]")?.dataset.check;
    if (!state) return;
    started ||= performance.now();
    if (state !== "running") resolve([state, (performance.now() - started) / 1000]);
  }).observe(document, { childList: true, subtree: true, attributes: true });
});
"""


def measure(effort: Effort) -> Line:
    seconds = asyncio.run(_checks(effort))
    say(f"  check: {spread(seconds)} s")
    return alone("call.check", "s", "lower", seconds)


async def _checks(effort: Effort) -> list[float]:
    async with running_product() as product, async_playwright() as playwright:
        browser = await playwright.chromium.launch(**launch_options(chromium()))
        planned = await plan_call(product.address)
        phone = await browser.new_context(
            viewport=PHONE, locale="nl-NL", permissions=["camera", "microphone"]
        )
        found = [await _check(phone, planned.link) for _ in range(effort.rounds)]
        await browser.close()
    return found


async def _check(phone: BrowserContext, link: str) -> float:
    page = await phone.new_page()
    await page.add_init_script(_WATCH)
    await page.goto(link)
    await page.locator("[data-join]").first.click(timeout=SHOWN_MS)
    level, seconds = await page.evaluate("window.checked")
    await page.close()
    if level != "good":
        raise RuntimeError(f"the check says {level}; that is not the one to be timed")
    return seconds
