"""A case of 500 photos at the desk: what is asked for, and how smoothly it scrolls to its end."""

from dataclasses import dataclass

from playwright.async_api import Browser, async_playwright

from bench.lines import Line, alone
from bench.measuring import Effort, percentile, say, spread
from bench.phone import SHOWN_MS, chromium
from bench.photographed import desk_page, photographed
from bench.product import Product, running_product
from tests.support.chromium import launch_options

# A wheel that is turned evenly; what is kept is how long each frame took.
_SCROLL = """() => new Promise((resolve) => {
  const frames = [];
  let last = performance.now();
  const step = (now) => {
    frames.push(now - last);
    last = now;
    const before = scrollY;
    scrollBy(0, 60);
    if (scrollY === before) return resolve(frames.slice(1));
    requestAnimationFrame(step);
  };
  requestAnimationFrame(step);
})"""
_TOO_LONG_MS = 50


@dataclass(frozen=True)
class Look:
    """One time that the case was opened and read to its end."""

    asked_at_opening: int
    asked: int
    frames: list[float]

    @property
    def too_long(self) -> float:
        """The share of frames that somebody sees as a hitch."""
        return 100 * sum(each > _TOO_LONG_MS for each in self.frames) / len(self.frames)


async def measure(effort: Effort) -> list[Line]:
    async with running_product() as product, async_playwright() as playwright:
        [job] = await photographed(product, [effort.scaled(500, 60)])
        browser = await playwright.chromium.launch(**launch_options(chromium()))
        looks = [await look(browser, product, job.request_id) for _ in range(effort.rounds)]
        await browser.close()
    asked = [look.asked_at_opening for look in looks]
    middle, slowest = ([percentile(look.frames, part) for look in looks] for part in (0.5, 0.99))
    hitches = [look.too_long for look in looks]
    say(
        f"  grid: {spread(asked)} pictures at opening, {looks[0].asked} in all; frames"
        f" {spread(middle)} ms, p99 {spread(slowest)} ms; {spread(hitches)} % above 50 ms"
    )
    return [
        alone("evidence.grid_asked", "pictures at opening", "lower", asked),
        alone("evidence.grid_frame", "ms", "lower", middle),
        alone("evidence.grid_hitches", "% above 50 ms", "lower", hitches),
    ]


async def look(browser: Browser, product: Product, request_id: str) -> Look:
    async with desk_page(browser, product) as page:
        asked: list[str] = []
        page.on("request", lambda sent: asked.append(sent.url) if "/s3/" in sent.url else None)
        await page.goto(f"/desk/requests/{request_id}")
        await page.locator(".groups img").first.wait_for(timeout=SHOWN_MS)
        await page.wait_for_load_state("networkidle")
        at_opening = len(asked)
        frames = await page.evaluate(_SCROLL)
        await page.wait_for_load_state("networkidle")
    return Look(at_opening, len(asked), frames)
