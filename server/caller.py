"""Who is calling: resolved from the cookies once per request, handed to routes as `actor`."""

from typing import Any
from uuid import UUID

from litestar import Request
from litestar.connection import ASGIConnection

from server.accounts import cookies, service
from server.actors import (
    Account,
    Actor,
    Administrator,
    CaseVisitor,
    Coordinator,
    Guest,
    Helper,
    Outsider,
    Sender,
    Staff,
    Technician,
    Tenant,
)
from server.errors import DomainError, NotAllowed, NotFound, NotSignedIn
from server.guests.guest_link import guest_signed_in
from server.outsiders.outsider_link import has_declined, outsider_signed_in
from server.repair_requests import tenant_link

_KEPT = "vooraf_actor"
_LOOKS_AS = "vooraf_looks_as"
_OPEN_AGAIN = "Open the link you were given once more."
Connection = ASGIConnection[Any, Any, Any, Any]


async def who_is(connection: Connection) -> Actor | None:
    """Staff first; a colleague who opens a tenant's link stays a colleague in the API. A helper is
    nobody here: what is for helpers asks for one."""
    state: dict[str, Any] = connection.scope["state"]
    if _KEPT not in state:
        state[_KEPT] = await _look_up(connection)
    return state[_KEPT]


async def _look_up(connection: Connection) -> Actor | None:
    account = await account_by_cookie(connection)
    if isinstance(account, Coordinator | Technician):
        return account
    return await tenant_by_cookie(connection)


async def account_by_cookie(connection: Connection) -> Account | None:
    """Who signed in in this browser."""
    secret = connection.cookies.get(cookies.SIGN_IN)
    return await service.signed_in(secret) if secret else None


async def is_still(connection: Connection, actor: Actor) -> bool:
    """Asked again for a line that stays open: signed out, expired and revoked people are not."""
    return await _look_up(connection) == actor


async def case_visitor_by_cookie(connection: Connection) -> CaseVisitor | None:
    """The tenant whose case this browser follows, or who helps her."""
    secret = connection.cookies.get(cookies.CASE)
    return await tenant_link.signed_in(secret) if secret else None


async def tenant_by_cookie(connection: Connection) -> Tenant | None:
    """The same, when it is the tenant herself."""
    visitor = await case_visitor_by_cookie(connection)
    return visitor if isinstance(visitor, Tenant) else None


async def guest_by_cookie(connection: Connection) -> Guest | None:
    """Who was invited into one call in this browser."""
    secret = connection.cookies.get(cookies.GUEST)
    return await guest_signed_in(secret) if secret else None


async def outsider_by_cookie(connection: Connection) -> Outsider | None:
    """Who was let in to one job in this browser."""
    secret = connection.cookies.get(cookies.OUTSIDER)
    return await outsider_signed_in(secret) if secret else None


async def outsider_declined(connection: Connection) -> bool:
    """Whether this browser said no to a job: its link is over."""
    secret = connection.cookies.get(cookies.OUTSIDER)
    return bool(secret) and await has_declined(secret)


async def helper_by_cookie(connection: Connection) -> Helper | None:
    """Who helps the tenant whose case this browser follows."""
    visitor = await case_visitor_by_cookie(connection)
    return visitor if isinstance(visitor, Helper) else None


async def enter_as_outsider(connection: Connection) -> Outsider | None:
    """The same, for what is made for outsiders: what is shown there is shown to the link, whoever
    else is signed in beside it in the same browser."""
    outsider = await outsider_by_cookie(connection)
    _looks_as(connection, outsider)
    return outsider


async def enter_case(connection: Connection) -> CaseVisitor | None:
    """Whoever came by a link into a case, for what is made for them; shown to a helper's link as to
    an outsider's."""
    visitor = await case_visitor_by_cookie(connection)
    if isinstance(visitor, Helper):
        _looks_as(connection, visitor)
    return visitor


def _looks_as(connection: Connection, visitor: Helper | Outsider | None) -> None:
    state: dict[str, Any] = connection.scope["state"]
    state[_LOOKS_AS] = visitor


async def who_looks(connection: Connection) -> Sender | None:
    """To whom this answer shows photos."""
    by_link: Helper | Outsider | None = connection.scope["state"].get(_LOOKS_AS)
    return by_link or await who_is(connection)


async def _refusal(request: Request[Any, Any, Any], detail: str = "") -> DomainError:
    """Helpers, guests and outsiders are known to us, and for them there is nothing here."""
    is_known = (
        await helper_by_cookie(request)
        or await guest_by_cookie(request)
        or await outsider_by_cookie(request)
    )
    return NotFound() if is_known else NotSignedIn(detail)


async def _no_actor(request: Request[Any, Any, Any]) -> DomainError:
    """Nor is there for an administrator, where repairs are."""
    return NotFound() if await account_by_cookie(request) else await _refusal(request)


async def provide_actor(request: Request[Any, Any, Any]) -> Actor:
    """Anybody who is let in."""
    actor = await who_is(request)
    if actor is None:
        raise await _no_actor(request)
    return actor


async def provide_staff(request: Request[Any, Any, Any]) -> Staff:
    """A colleague."""
    actor = await who_is(request)
    if not isinstance(actor, Coordinator | Technician):
        raise NotSignedIn if actor else await _no_actor(request)
    return actor


async def provide_account(request: Request[Any, Any, Any]) -> Account:
    """Anybody who signs in."""
    account = await account_by_cookie(request)
    if account is None:
        raise await _refusal(request)
    return account


async def provide_administrator(request: Request[Any, Any, Any]) -> Administrator:
    """Whoever lets people in and out."""
    account = await provide_account(request)
    if not isinstance(account, Administrator):
        raise NotAllowed("This is done by an administrator.")
    return account


async def provide_manager(request: Request[Any, Any, Any]) -> Coordinator:
    """Whoever decides what holds for all cases of a corporation."""
    actor = await provide_corporation(request)
    if not actor.is_manager:
        raise NotAllowed("This is done by a manager.")
    return actor


async def provide_corporation(request: Request[Any, Any, Any]) -> Coordinator:
    """The office of the corporation itself: what a contractor's office has no say in."""
    actor = await provide_coordinator(request)
    if actor.is_contractor:
        raise NotAllowed("This is done by the corporation.")
    return actor


async def provide_contractor(request: Request[Any, Any, Any]) -> Coordinator:
    """The office of a contractor."""
    actor = await provide_coordinator(request)
    if not actor.is_contractor:
        raise NotAllowed("This is done by the contractor.")
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


async def provide_case_visitor(request: Request[Any, Any, Any]) -> CaseVisitor:
    """The tenant, or who helps her."""
    visitor = await enter_case(request)
    if visitor is None:
        raise await _refusal(request, _OPEN_AGAIN)
    return visitor


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
