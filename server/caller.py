"""Who is calling: resolved from the cookies once per request, handed to routes as `actor`."""

from typing import Any

from litestar import Request
from litestar.connection import ASGIConnection

from server.accounts import cookies, service
from server.actors import Actor, Coordinator, Staff, Technician, Tenant
from server.errors import NotAllowed, NotSignedIn
from server.repair_requests import tenant_link

_KEPT = "vooraf_actor"
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


async def provide_actor(request: Request[Any, Any, Any]) -> Actor:
    """Anybody who is let in."""
    actor = await who_is(request)
    if actor is None:
        raise NotSignedIn
    return actor


async def provide_staff(request: Request[Any, Any, Any]) -> Staff:
    """A colleague."""
    actor = await who_is(request)
    if not isinstance(actor, Coordinator | Technician):
        raise NotSignedIn
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
        raise NotSignedIn("Open the link you were given once more.")
    return tenant
