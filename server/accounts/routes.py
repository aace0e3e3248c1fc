"""Signing in, and who is here."""

from litestar import Request, Response, Router, get, post
from litestar.datastructures import State

from server.accounts import cookies, service
from server.accounts.devices import device_words
from server.accounts.schemas import DemoSignIn, Me, TechnicianRow
from server.accounts.welcome import welcome
from server.actors import Account, Coordinator
from server.errors import NotFound
from server.settings import Settings
from signalling.broker import Broker


@post("/demo/sign-in", summary="Become somebody of the demo cast", security=[])
async def sign_in_to_demo(
    data: DemoSignIn, request: Request[None, None, State], settings: Settings, broker: Broker
) -> Response[Me]:
    """There is no such address outside demo mode."""
    if not settings.is_demo:
        raise NotFound
    device = device_words(request.headers.get("user-agent", ""))
    secret = await service.sign_in_to_demo(data.person, device)
    return await welcome(request, settings, broker, secret)


@get("/me", summary="Who is signed in here")
async def me(account: Account) -> Me:
    """Also tells the server's time, so that a phone knows how far its own clock is off."""
    return await service.me(account)


@post("/sign-out", summary="Sign out", status_code=204)
async def sign_out(request: Request[None, None, State], broker: Broker) -> Response[None]:
    """Ends this sign-in for good, and any call that goes on with it; what is still on the phone
    stays there."""
    secret = request.cookies.get(cookies.SIGN_IN)
    person_id = await service.sign_out(secret) if secret else None
    if person_id:
        await broker.review_person(str(person_id))
    return Response(None, cookies=[cookies.gone(cookies.SIGN_IN)], status_code=204)


@get("/technicians", summary="Technicians to give a job to")
async def technicians(coordinator: Coordinator) -> list[TechnicianRow]:
    """By name, with how much each has today."""
    return await service.technicians(coordinator)


router = Router(
    path="/", route_handlers=[sign_in_to_demo, me, sign_out, technicians], tags=["Accounts"]
)
