"""A hundred photos judged by keyboard: how long Vera waits for the machine, and what it costs."""

import time
from dataclasses import dataclass

from playwright.async_api import Browser, async_playwright

from bench.lines import Line, alone
from bench.measuring import Effort, cpu_seconds, percentile, say, spread
from bench.phone import SHOWN_MS, chromium
from bench.photographed import desk_page, photographed
from bench.product import Product, running_product
from tests.support.chromium import launch_options

_A_JOB = 5
# Every fifth is sent back, too dark; and now and then she looks at the next one first.
_KEYS = ("a", "a", " ", "a", "a", "r2")

# From the last key to the next picture on the screen: another one, decoded, and a frame later.
_WATCH = """() => {
  addEventListener("keydown", () => { window.pressedAt = performance.now(); }, true);
  const frame = () => new Promise(requestAnimationFrame);
  window.shown = async (before) => {
    for (;;) {
      const picture = document.querySelector(".stage img");
      if (picture && picture.src !== before && picture.complete && picture.naturalWidth) {
        await picture.decode();
        await frame();
        return [performance.now() - window.pressedAt, picture.src];
      }
      if (document.querySelector(".review .empty")) return [performance.now() - pressedAt, ""];
      await frame();
    }
  };
}"""


@dataclass(frozen=True)
class Judged:
    """One hundred photos, and nobody hesitated."""

    seconds: float
    waits: list[float]
    server_ms: float


async def measure(effort: Effort) -> list[Line]:
    rounds: list[Judged] = []
    jobs = effort.scaled(20, 2)
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(**launch_options(chromium()))
        async with running_product() as product:
            for _ in range(min(effort.rounds, 3)):
                await photographed(product, [_A_JOB] * jobs)
                rounds.append(await judge(browser, product, _A_JOB * jobs))
        await browser.close()
    seconds = [each.seconds for each in rounds]
    slow = [percentile(each.waits, 0.95) for each in rounds]
    cost = [each.server_ms for each in rounds]
    say(
        f"  judging: {spread(seconds)} s, key to next picture"
        f" {spread([percentile(each.waits, 0.5) for each in rounds])} ms, p95 {spread(slow)} ms,"
        f" server {spread(cost)} ms for each"
    )
    return [
        alone("evidence.judging", "s for 100 photos", "lower", seconds),
        alone("evidence.judging_key", "ms to the next picture, p95", "lower", slow),
        alone("evidence.judging_cpu", "ms CPU of the server per photo", "lower", cost),
    ]


async def judge(browser: Browser, product: Product, count: int) -> Judged:
    async with desk_page(browser, product) as page:
        await page.goto("/desk/review")
        await page.locator(".stage img").first.wait_for(timeout=SHOWN_MS)
        await page.wait_for_load_state("networkidle")
        await page.evaluate(_WATCH)
        source: str = await page.locator(".stage img").first.evaluate("img => img.src")
        waits: list[float] = []
        judged, turn = 0, 0
        before, started = cpu_seconds(product.process_id), time.perf_counter()
        while judged < count:
            keys = _KEYS[turn % len(_KEYS)]
            if keys == " " and judged >= count - 1:
                keys = "a"  # the last one is the next one
            for key in keys:
                await page.keyboard.press(key)
            wait, source = await page.evaluate("before => window.shown(before)", source)
            waits.append(wait)
            judged, turn = judged + (keys != " "), turn + 1
        # What was sent last has been answered: its sentence stands on the screen.
        await page.wait_for_load_state("networkidle")
        seconds = time.perf_counter() - started
        cost = cpu_seconds(product.process_id) - before
    return Judged(seconds * 100 / count, waits, cost / count * 1000)
