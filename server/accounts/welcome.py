"""The answer to whoever has just signed in: who she is, and the cookie."""

from datetime import timedelta
from typing import Any

from litestar import Request, Response
from litestar.datastructures import Cookie

from server.accounts import cookies, service
from server.accounts.schemas import Me
from server.errors import NotSignedIn
from server.settings import Settings
from signalling.broker import Broker


def sign_in_cookie(
    secret: str, settings: Settings, lasts: timedelta = service.SIGN_IN_LASTS
) -> Cookie:
    return cookies.cookie(
        cookies.SIGN_IN,
        secret,
        max_age=int(lasts.total_seconds()),
        has_tls=settings.has_tls,
    )


async def end_earlier(request: Request[Any, Any, Any], broker: Broker) -> None:
    """Whoever was signed in in this browser before is not any more."""
    earlier = request.cookies.get(cookies.SIGN_IN)
    person_id = await service.sign_out(earlier) if earlier else None
    if person_id:
        await broker.review_person(str(person_id))


async def welcome(
    request: Request[Any, Any, Any],
    settings: Settings,
    broker: Broker,
    secret: str,
    *done_with: cookies.Key,
) -> Response[Me]:
    """Signed in with this fresh secret; the cookies of how it was done are thrown away."""
    await end_earlier(request, broker)
    account = await service.signed_in(secret)
    if account is None:
        raise NotSignedIn
    thrown_away = [cookies.gone(key) for key in done_with]
    return Response(
        await service.me(account),
        cookies=[sign_in_cookie(secret, settings), *thrown_away],
        status_code=201,
    )
