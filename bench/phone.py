"""The technician's phone: the app in Chromium, with a profile that outlives the browser."""

from pathlib import Path

from playwright.async_api import BrowserContext, Page, Playwright, ViewportSize

from bench.peers import PeerMissing
from bench.product import Product
from tests.support.chromium import launch_options
from tests.support.programs import CHROMIUM

FAULT = "De kraan druppelt"
SHOWN_MS = 60_000
_SCREEN: ViewportSize = {"width": 412, "height": 915}


def chromium() -> Path:
    found = CHROMIUM.find()
    if found is None:
        raise PeerMissing("Chromium is not installed")
    return found


async def switched_on(playwright: Playwright, profile: str) -> BrowserContext:
    return await playwright.chromium.launch_persistent_context(
        profile, viewport=_SCREEN, locale="nl-NL", **launch_options(chromium())
    )


async def sign_in(phone: BrowserContext, product: Product, person: str) -> None:
    address = f"{product.address}/api/demo/sign-in"
    answer = await phone.request.post(address, data={"person": person})
    if not answer.ok:
        raise RuntimeError(f"{person} cannot sign in: {answer.status}")


async def first_screen(phone: BrowserContext, product: Product) -> Page:
    """Today's work, with the job on it."""
    page = await phone.new_page()
    await page.goto(f"{product.address}/app/")
    await page.get_by_text(FAULT).first.wait_for(timeout=SHOWN_MS)
    return page
