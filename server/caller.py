"""Who is calling: resolved from the cookies once per request, handed to routes as `actor`."""

from typing import Any
from uuid import UUID

from litestar import Request
from litestar.connection import ASGIConnection

from server.accounts import cookies, service
from server.actors import Actor, Coordinator, Guest, Outsider, Sender, Staff, Technician, Tenant
from server.errors import DomainError, NotAllowed, NotFound, NotSignedIn
from server.guests.guest_link import guest_signed_in
from server.outsiders.outsider_link import outsider_signed_in
from server.repair_requests import tenant_link

_KEPT = "vooraf_actor"
_LOOKS_AS = "vooraf_looks_as"
_OPEN_AGAIN = "Open the link you were given once more."
Connection = ASGIConnection[Any, Any, Any, Any]


async def who_is(connection: Connection) -> Actor | None:
    """Staff first; a colleague who opens a tenant's link stays a colleague in the API."""
    state: dict[str, Any] = connection.scope["state"]
    if _KEPT not in state:
        state[_KEPT] = await _look_up(connection)
    return state[_KEPT]


async def _look_up(connection: Connection) -> Actor | None:
    secret = connection.cookies.get(cookies.SIGN_IN)
    if secret:
        staff = await service.staff_signed_in(secret)
        if staff:
            return staff
    return await tenant_by_cookie(connection)


async def is_still(connection: Connection, actor: Actor) -> bool:
    """Asked again for a line that stays open: signed out, expired and revoked people are not."""
    return await _look_up(connection) == actor


async def tenant_by_cookie(connection: Connection) -> Tenant | None:
    """The tenant whose case this browser follows."""
    secret = connection.cookies.get(cookies.CASE)
    return await tenant_link.tenant_signed_in(secret) if secret else None


async def guest_by_cookie(connection: Connection) -> Guest | None:
    """Who was invited into one call in this browser."""
    secret = connection.cookies.get(cookies.GUEST)
    return await guest_signed_in(secret) if secret else None


async def outsider_by_cookie(connection: Connection) -> Outsider | None:
    """Who was let in to one job in this browser."""
    secret = connection.cookies.get(cookies.OUTSIDER)
    return await outsider_signed_in(secret) if secret else None


async def enter_as_outsider(connection: Connection) -> Outsider | None:
    """The same, for what is made for outsiders: what is shown there is shown to the link, whoever
    else is signed in beside it in the same browser."""
    outsider = await outsider_by_cookie(connection)
    state: dict[str, Any] = connection.scope["state"]
    state[_LOOKS_AS] = outsider
    return outsider


async def who_looks(connection: Connection) -> Sender | None:
    """To whom this answer shows photos."""
    outsider: Outsider | None = connection.scope["state"].get(_LOOKS_AS)
    return outsider or await who_is(connection)


async def _refusal(request: Request[Any, Any, Any], detail: str = "") -> DomainError:
    """Guests and outsiders are known to us, and for them there is nothing here."""
    is_known = await guest_by_cookie(request) or await outsider_by_cookie(request)
    return NotFound() if is_known else NotSignedIn(detail)


async def provide_actor(request: Request[Any, Any, Any]) -> Actor:
    """Anybody who is let in."""
    actor = await who_is(request)
    if actor is None:
        raise await _refusal(request)
    return actor


async def provide_staff(request: Request[Any, Any, Any]) -> Staff:
    """A colleague."""
    actor = await who_is(request)
    if not isinstance(actor, Coordinator | Technician):
        raise NotSignedIn if actor else await _refusal(request)
    return actor


async def provide_coordinator(request: Request[Any, Any, Any]) -> Coordinator:
    """The office."""
    actor = await provide_staff(request)
    if not isinstance(actor, Coordinator):
        raise NotAllowed("This is done at the desk.")
    return actor


async def provide_technician(request: Request[Any, Any, Any]) -> Technician:
    """The person at the door."""
    actor = await provide_staff(request)
    if not isinstance(actor, Technician):
        raise NotAllowed("This is done by the technician.")
    return actor


async def provide_tenant(request: Request[Any, Any, Any]) -> Tenant:
    """The tenant, also when a colleague is signed in beside her in the same browser."""
    tenant = await tenant_by_cookie(request)
    if tenant is None:
        raise await _refusal(request, _OPEN_AGAIN)
    return tenant


async def provide_guest(request: Request[Any, Any, Any]) -> Guest:
    """Somebody invited into one call, whoever else is signed in beside her in the same browser."""
    guest = await guest_by_cookie(request)
    if guest is None:
        raise NotSignedIn(_OPEN_AGAIN)
    return guest


async def provide_outsider(request: Request[Any, Any, Any]) -> Outsider:
    """Somebody let in to one job, whoever else is signed in beside her in the same browser."""
    outsider = await enter_as_outsider(request)
    if outsider is None:
        raise NotSignedIn(_OPEN_AGAIN)
    return outsider


def refuse_other(own: UUID, on_the_page: UUID | None) -> None:
    """A browser carries one link at a time: what a page still shows of an earlier one must not land
    in the case, or the job, that was opened since."""
    if on_the_page not in (None, own):
        raise NotSignedIn(_OPEN_AGAIN)
