"""Signing in, and who is here."""

from litestar import Request, Response, Router, get, post
from litestar.datastructures import State

from server.accounts import cookies, service
from server.accounts.schemas import DemoSignIn, Me, TechnicianRow
from server.actors import Coordinator, Staff
from server.errors import NotFound, NotSignedIn
from server.settings import Settings
from signalling.broker import Broker


@post("/demo/sign-in", summary="Become somebody of the demo cast", security=[])
async def sign_in_to_demo(data: DemoSignIn, settings: Settings) -> Response[Me]:
    """There is no such address outside demo mode."""
    if not settings.is_demo:
        raise NotFound
    secret = await service.sign_in_to_demo(data.person)
    staff = await service.staff_signed_in(secret)
    if staff is None:
        raise NotSignedIn
    cookie = cookies.cookie(
        cookies.SIGN_IN,
        secret,
        max_age=int(service.SIGN_IN_LASTS.total_seconds()),
        has_tls=settings.has_tls,
    )
    return Response(await service.me(staff), cookies=[cookie], status_code=201)


@get("/me", summary="Who is signed in here")
async def me(staff: Staff) -> Me:
    """Also tells the server's time, so that a phone knows how far its own clock is off."""
    return await service.me(staff)


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
