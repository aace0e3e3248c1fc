"""From the camera to the queue: a picture of 12 megapixels until it is safe on the phone."""

import tempfile
from pathlib import Path

from playwright.async_api import Page, async_playwright

from bench.lines import Line, alone
from bench.measuring import WORK, Effort, say, spread
from bench.phone import SHOWN_MS, first_screen, sign_in, switched_on
from bench.product import job_for_tom, running_product

# Times are taken inside the page. Nobody hesitates: "use" is pressed as soon as it can be.
_WATCH = """([use, saved]) => {
  window.kept = new Promise((resolve) => {
    let started = 0;
    addEventListener("change", () => { started = performance.now(); }, { capture: true });
    new MutationObserver(() => {
      if (!started) return;
      if (document.body.innerText.includes(saved)) return resolve(performance.now() - started);
      const button = [...document.querySelectorAll("button")]
        .find((each) => each.innerText.trim() === use && !each.disabled);
      button?.click();
    }).observe(document.body, { childList: true, subtree: true, characterData: true });
  });
}"""
_WORDS = ["Gebruiken", "Foto staat veilig op je telefoon"]


async def measure(effort: Effort, picture: Path) -> Line:
    async with running_product() as product:
        job_id = await job_for_tom(product)
        with tempfile.TemporaryDirectory(dir=WORK, prefix="phone-") as profile:
            async with async_playwright() as playwright:
                phone = await switched_on(playwright, profile)
                await sign_in(phone, product, "tom")
                page = await first_screen(phone, product)
                await page.evaluate("navigator.serviceWorker.ready.then(() => true)")
                await page.reload()
                # As in a cellar: sending is no part of this.
                await phone.set_offline(True)
                camera = f"{product.address}/app/jobs/{job_id}/camera?moment=before"
                # Asked once on each phone, before the camera opens.
                await page.evaluate("localStorage.setItem('vooraf_position', 'off')")
                await _seconds(page, camera, picture)
                rounds = [await _seconds(page, camera, picture) for _ in range(effort.rounds)]
                await phone.close()
    say(f"  capture: {spread(rounds)} s")
    return alone("evidence.capture", "s", "lower", rounds)


async def _seconds(page: Page, camera: str, picture: Path) -> float:
    await page.goto(camera)
    await page.get_by_role("button", name="Foto maken").wait_for(timeout=SHOWN_MS)
    await page.evaluate(_WATCH, _WORDS)
    await page.locator("main.camera input[type=file]").set_input_files(picture)
    return await page.evaluate("window.kept") / 1000
