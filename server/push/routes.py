"""Push subscriptions over HTTP: a browser asks to be told, or no longer."""

from litestar import Router, get, post, put

from server.actors import Technician
from server.push import service
from server.push.identity import PushIdentity
from server.push.schemas import EndedSubscription, NewSubscription, PushKey
from server.settings import Settings


@get("/push/key", summary="The key to subscribe with")
async def push_key(technician: Technician, settings: Settings) -> PushKey:
    """The same on every node, for as long as the server keeps its secret."""
    return PushKey(PushIdentity(settings.secret, settings.public_url).public_key)


@put("/push/subscription", summary="Tell this browser when a photo comes back", status_code=204)
async def subscribe(data: NewSubscription, technician: Technician, settings: Settings) -> None:
    """Until it is taken back, or this sign-in ends."""
    await service.subscribe(technician, data, settings.push_services)


@post("/push/subscription/end", summary="Tell this browser nothing any more", status_code=204)
async def unsubscribe(data: EndedSubscription, technician: Technician) -> None:
    """One that is not his, or is gone already, changes nothing."""
    await service.unsubscribe(technician, data.endpoint)


router = Router(path="/", route_handlers=[push_key, subscribe, unsubscribe], tags=["Push"])
