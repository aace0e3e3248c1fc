"""A tenant's own page in a browser: the repair of a home of the demo, opened by its link."""

import contextlib
from collections.abc import AsyncIterator
from typing import Any

from playwright.async_api import Page

from server.demo.corporation import Dwelling
from tests.end_to_end.demo_stage import PHONE, DemoStage
from tests.support import given

WITHOUT_SCRIPT: Any = {"java_script_enabled": False}


def at_home(home: Dwelling, **changed: Any) -> dict[str, Any]:
    """What differs in a report from this home."""
    who = home.tenant
    return {
        "postcode": home.postcode,
        "houseNumber": home.house_number,
        "name": who.name,
        "phone": who.phone,
        **changed,
    }


@contextlib.asynccontextmanager
async def opened_case(
    stage: DemoStage, repair: given.Repair, language: str = "nl", *, has_script: bool = False
) -> AsyncIterator[Page]:
    """Her page. Without script the link itself cannot be opened: she comes by the cookie of her
    report."""
    options = {} if has_script else WITHOUT_SCRIPT
    async with stage.screen(size=PHONE, bypass_csp=True, **options) as page:
        await page.context.request.post("/api/case/sign-in", data={"secret": repair.secret})
        if language != "nl":
            await page.context.request.post("/reading", form={"language": language})
        await page.goto("/r")
        yield page
