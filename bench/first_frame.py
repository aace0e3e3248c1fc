"""From Rosa's tap to the first picture of Tom. He is in the room already, and she in front of it.

Both pages have their cameras on and their checks behind them: nothing but the call is measured. The
bare call beside it has two pages in the same browser, and no server to go through.
"""

import asyncio

from playwright.async_api import Browser, async_playwright

from bench.bare_call import BareCall
from bench.lines import Line, beside
from bench.measuring import Effort, say, spread
from bench.our_call import CALM_SECONDS, OurCall
from bench.phone import chromium
from bench.product import Product, running_product
from bench.seen import seconds_to_first
from tests.support.chromium import launch_options


def measure(effort: Effort) -> Line:
    ours, theirs = asyncio.run(_rounds(effort))
    say(f"  first frame: {spread(ours)} s; bare: {spread(theirs)} s")
    return beside("call.first_frame", "s", "lower", ours, "bare call of two pages", theirs)


async def _rounds(effort: Effort) -> tuple[list[float], list[float]]:
    found: tuple[list[float], list[float]] = ([], [])
    async with running_product() as product, async_playwright() as playwright:
        browser = await playwright.chromium.launch(**launch_options(chromium()))
        # The first of each finds everything cold, and does not count.
        await _ours(browser, product)
        await _bare(browser)
        for number in range(effort.rounds):
            if number % 2 == 0:
                found[0].append(await _ours(browser, product))
                found[1].append(await _bare(browser))
            else:
                found[1].append(await _bare(browser))
                found[0].append(await _ours(browser, product))
        await browser.close()
    return found


async def _ours(browser: Browser, product: Product) -> float:
    async with OurCall.prepared(browser, product.address) as call:
        await call.join()
        return await seconds_to_first(call.joining)


async def _bare(browser: Browser) -> float:
    async with BareCall.prepared(browser) as call:
        await asyncio.sleep(CALM_SECONDS)
        await call.join()
        return await seconds_to_first(call.joining)
