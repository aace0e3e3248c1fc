"""A tenant asks to be told on this phone, or no longer."""

from typing import Any

from litestar import Request, Router, post, put

from server.accounts.devices import device_words
from server.actors import Tenant
from server.case_links.ways import tell_on_phone, tell_on_phone_no_more
from server.push.schemas import NewSubscription
from server.settings import Settings


@put("/case/push/subscription", summary="Tell me on this phone", status_code=204)
async def subscribe_phone(
    request: Request[Any, Any, Any], data: NewSubscription, tenant: Tenant, settings: Settings
) -> None:
    """From now on, in place of other ways; for as long as her link is good."""
    device = device_words(request.headers.get("user-agent", ""))
    await tell_on_phone(tenant, data, device or "browser", settings)


@post("/case/push/subscription/end", summary="Tell me no more on this phone", status_code=204)
async def unsubscribe_phone(tenant: Tenant, settings: Settings) -> None:
    """Whose browser was not told changes nothing."""
    await tell_on_phone_no_more(tenant, settings)


router = Router(path="/", route_handlers=[subscribe_phone, unsubscribe_phone], tags=["Push"])
