"""The link that lets a tenant, or her helper, in to one case: its secret travels in the address's
fragment and a POST body.

A browser exchanges the secret for a cookie that sees that one case, no longer than the link does.
"""

from datetime import datetime, timedelta
from uuid import UUID, uuid5

import msgspec

from server.accounts.secrets import hash_of, new_secret
from server.actors import CaseVisitor, Helper, Tenant
from server.clock import now
from server.database import change, few, one, transaction
from server.identifiers import new_id
from server.repair_requests.errors import LinkExpired, LinkOfHelper, LinkUnknown
from server.repair_requests.tables import CaseSignIn, Holder, RepairRequest, TenantLink

LINK_LASTS = timedelta(days=365)
"""At most, however long the repair takes: using a link never makes it last longer."""

AFTER_CLOSING = timedelta(weeks=6)
"""As long as a repair that is closed may turn out not to be right, and she wants to look back."""

REPORTERS_LINK_LASTS = timedelta(days=30)
"""Of who reported for her; the tenant, or the desk, lets somebody in for longer."""

COOKIE_LASTS = timedelta(days=30)
_USE_IS_NOTED_EVERY = timedelta(minutes=1)


def ends_at(link: TenantLink, closed_at: datetime | None) -> datetime:
    """When a link ends by itself: some weeks after its case is closed, or after it was made when
    that was later still."""
    return _end(link.expires_at, link.created_at, closed_at)


def _end(expires_at: datetime, created_at: datetime, closed_at: datetime | None) -> datetime:
    if closed_at is None:
        return expires_at
    return min(expires_at, max(closed_at, created_at) + AFTER_CLOSING)


async def make_link(request_id: UUID, secret: str, made_by: str) -> UUID:
    """Let this secret open the case for its tenant. Joins the transaction that is running."""
    link_id = new_id()
    async with transaction():
        await TenantLink.insert(
            TenantLink(
                id=link_id,
                request=request_id,
                secret_hash=hash_of(secret),
                made_by=made_by,
                created_at=now(),
                expires_at=now() + LINK_LASTS,
            )
        )
    return link_id


def reporters_link_id(request_id: UUID) -> UUID:
    """Of the link of who reported in the tenant's name."""
    return uuid5(request_id, "reporter")


async def make_reporters_link(request: RepairRequest, name: str, secret: str) -> UUID:
    """Let this secret open the case for who reported it in the tenant's name. The same person
    sending the same report again gets the same link, with a new secret. The tenant has read
    nothing about it, so it lets nobody look along in her calls unasked."""
    link_id = reporters_link_id(request.id)
    async with transaction():
        if await one(TenantLink, "id = {}", link_id):
            await change(
                "UPDATE tenant_link SET secret_hash = {} WHERE id = {}", hash_of(secret), link_id
            )
            return link_id
        await TenantLink.insert(
            TenantLink(
                id=link_id,
                request=request.id,
                holder=Holder.HELPER,
                name=name,
                secret_hash=hash_of(secret),
                made_by=name,
                created_at=now(),
                expires_at=now() + REPORTERS_LINK_LASTS,
            )
        )
    return link_id


async def exchange(secret: str, present: CaseVisitor | None = None) -> str:
    """The secret of a cookie, for the secret of a link. A tenant who tries the link that she made
    for a helper stays who she is: in her own browser."""
    link = await one(TenantLink, "secret_hash = {}", hash_of(secret))
    if link is None:
        raise LinkUnknown(errors=[_secret_is("No case has this secret.")])
    if link.revoked_at or ends_at(link, await _closed_at(link.request)) <= now():
        raise LinkExpired(errors=[_secret_is("It worked for a while; ask for a new link.")])
    is_hers = isinstance(present, Tenant) and present.request_id == link.request
    if link.holder == Holder.HELPER and is_hers:
        raise LinkOfHelper
    return await open_case(link.request, link.id)


async def _closed_at(request_id: UUID) -> datetime | None:
    found = await few(
        lambda moment: moment, "SELECT closed_at FROM repair_request WHERE id = {}", request_id
    )
    return found[0] if found else None


def _secret_is(detail: str) -> dict[str, str]:
    return {"pointer": "/secret", "detail": detail}


async def open_case(request_id: UUID, link_id: UUID) -> str:
    """A cookie's secret for somebody who just reported, or opened a link. Without the link it is
    worth nothing, so that withdrawing the link is enough."""
    secret = new_secret()
    async with transaction():
        await CaseSignIn.insert(
            CaseSignIn(
                id=new_id(),
                request=request_id,
                link=link_id,
                secret_hash=hash_of(secret),
                expires_at=now() + COOKIE_LASTS,
            )
        )
    return secret


class _Opened(msgspec.Struct, frozen=True):
    """A cookie, with the link it came by and the case it opens."""

    sign_in_id: UUID
    link_id: UUID
    holder: str
    helper_name: str
    request_id: UUID
    organisation_id: UUID
    tenant_name: str
    language: str
    expires_at: datetime
    created_at: datetime
    closed_at: datetime | None

    @property
    def ends_at(self) -> datetime:
        return _end(self.expires_at, self.created_at, self.closed_at)


_OPENED = (
    "SELECT c.id, l.id, l.holder, l.name, r.id, r.organisation, r.tenant_name, r.language,"
    " l.expires_at, l.created_at, r.closed_at"
    " FROM case_sign_in c JOIN tenant_link l ON l.id = c.link"
    " JOIN repair_request r ON r.id = c.request"
    " WHERE l.revoked_at IS NULL AND c.expires_at > {}"
)


async def signed_in(secret: str) -> CaseVisitor | None:
    """Whose case this cookie opens, and for whom. A link that is over closes its cookies too."""
    opened = await _opened("c.secret_hash = {}", hash_of(secret))
    if opened is None:
        return None
    if opened.holder == Holder.HELPER:
        return Helper(
            opened.link_id,
            opened.sign_in_id,
            opened.request_id,
            opened.organisation_id,
            opened.helper_name,
            opened.language,
        )
    return Tenant(
        opened.request_id,
        opened.organisation_id,
        opened.tenant_name,
        opened.language,
        opened.sign_in_id,
    )


async def is_signed_in(request_id: UUID, sign_in: str) -> bool:
    """Whether that cookie of the tenant is still good for that case. For what outlives a
    request."""
    if not sign_in:
        return False
    opened = await _opened("c.id = {}", UUID(sign_in))
    return bool(opened and opened.request_id == request_id and opened.holder == Holder.TENANT)


async def _opened(which: str, value: str | UUID | None) -> _Opened | None:
    found = await few(_Opened, f"{_OPENED} AND {which}", now(), value)
    return found[0] if found and found[0].ends_at > now() else None


async def end_of(visitor: CaseVisitor) -> datetime:
    """When the link ends by which this person came in."""
    opened = await _opened("c.id = {}", visitor.sign_in_id)
    return opened.ends_at if opened else now()


async def note_use(visitor: CaseVisitor) -> None:
    """The desk sees when a link was last used, to the minute. Noting it changes nothing else: no
    link lasts longer because it is used."""
    async with transaction():
        await change(
            "UPDATE tenant_link SET last_used_at = {}"
            " WHERE id = (SELECT link FROM case_sign_in WHERE id = {})"
            " AND (last_used_at IS NULL OR last_used_at < {})",
            now(),
            visitor.sign_in_id,
            now() - _USE_IS_NOTED_EVERY,
        )
