"""A call without a product around it: two pages of one browser that tell each other everything in
the browser itself, and repair nothing. The cameras are asked for the same as ours."""

import contextlib
import json
from collections.abc import AsyncGenerator, Mapping
from pathlib import Path
from typing import Any, TypeAlias
from urllib.parse import quote

from playwright.async_api import Browser, BrowserContext, Page, Route

from bench.phone import SHOWN_MS
from bench.seen import SEEN
from tests.end_to_end.video.call_stage import PHONE

_ADDRESS = "http://localhost/bare-call"
_PAGE = Path(__file__).with_name("bare_call.html")
_SOUND = {"echoCancellation": True, "noiseSuppression": True, "autoGainControl": True}
_TENANT = ("environment", 1280, 720, 24)
_TECHNICIAN = ("user", 320, 180, 15)

Configuration: TypeAlias = Mapping[str, Any]


class BareCall:
    """`waiting` is there with its camera on; `joining` has a button."""

    def __init__(self, waiting: Page, joining: Page) -> None:
        self.waiting = waiting
        self.joining = joining

    @classmethod
    @contextlib.asynccontextmanager
    async def prepared(
        cls, browser: Browser, configuration: Configuration | None = None
    ) -> AsyncGenerator["BareCall"]:
        """`configuration` is that of their connection."""
        context = await browser.new_context(
            viewport=PHONE, locale="nl-NL", permissions=["camera", "microphone"]
        )
        try:
            await context.add_init_script(SEEN)
            await context.route(f"{_ADDRESS}*", _serve)
            pages = [
                await _opened(context, _wish(*camera), configuration or {})
                for camera in (_TECHNICIAN, _TENANT)
            ]
            yield cls(*pages)
        finally:
            await context.close()

    async def join(self) -> None:
        await self.joining.get_by_role("button").click()


async def _opened(
    context: BrowserContext, wish: Mapping[str, Any], configuration: Configuration
) -> Page:
    page = await context.new_page()
    facts = {"wish": wish, "configuration": configuration}
    await page.goto(f"{_ADDRESS}#{quote(json.dumps(facts))}")
    await page.get_by_role("button").wait_for(timeout=SHOWN_MS)
    return page


async def _serve(route: Route) -> None:
    await route.fulfill(path=_PAGE, content_type="text/html")


def _wish(facing: str, width: int, height: int, pictures: int) -> dict[str, Any]:
    video = {
        "facingMode": {"ideal": facing},
        "width": {"ideal": width},
        "height": {"ideal": height},
        "frameRate": {"ideal": pictures},
    }
    return {"audio": _SOUND, "video": video}
