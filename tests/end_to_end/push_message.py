"""A push message as it reaches the worker of a page, through DevTools."""

import asyncio
from typing import Any

from playwright.async_api import Page


async def bring_push(page: Page, origin: str, data: str) -> None:
    """What the browser does with a message that its maker's service brought, already decrypted."""
    devtools = await page.context.new_cdp_session(page)
    registered: asyncio.Future[str] = asyncio.get_running_loop().create_future()

    def on_registration(event: dict[str, Any]) -> None:
        for each in event["registrations"]:
            if not registered.done():
                registered.set_result(each["registrationId"])

    devtools.on("ServiceWorker.workerRegistrationUpdated", on_registration)
    await devtools.send("ServiceWorker.enable")
    message = {"origin": origin, "registrationId": await registered, "data": data}
    await devtools.send("ServiceWorker.deliverPushMessage", message)
