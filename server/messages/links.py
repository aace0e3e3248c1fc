"""The tenant's link that her messages carry: one for all, and its secret is kept nowhere."""

from datetime import timedelta

from server.accounts.secrets import hash_of
from server.clock import now
from server.database import insert, one
from server.identifiers import new_id
from server.repair_requests.service import link_for
from server.repair_requests.tables import Holder, RepairRequest, TenantLink
from server.repair_requests.tenant_link import LINK_LASTS, ends_at
from server.settings import Settings
from server.signing_in.keyed import keyed_secret

_GOOD_FOR_AT_LEAST = timedelta(days=30)
SHOWN_INSTEAD = "••••••"
"""In the log: whoever may read what she was told may not open her page."""


async def link_in_message(request: RepairRequest, settings: Settings) -> str | None:
    """Her link, the same in each message, inside a transaction. None when the desk withdrew it, and
    gave her no other since: the address it went to is not hers, perhaps."""
    newest = await one(
        TenantLink,
        "request = {} AND is_for_messages ORDER BY created_at DESC, id DESC LIMIT 1",
        request.id,
    )
    if newest and newest.revoked_at and not await _has_another_since(newest):
        return None
    if newest is None or newest.revoked_at or _ends_soon(newest, request):
        newest = await _make(request, settings)
    return link_for(settings.public_url, _secret_of(newest, settings))


def _ends_soon(link: TenantLink, request: RepairRequest) -> bool:
    if request.closed_at:  # it ends some weeks after the repair, whenever it was made
        return ends_at(link, request.closed_at) <= now()
    return link.expires_at < now() + _GOOD_FOR_AT_LEAST


async def _has_another_since(withdrawn: TenantLink) -> bool:
    newer = await one(
        TenantLink,
        "request = {} AND holder = {} AND revoked_at IS NULL AND created_at > {} LIMIT 1",
        withdrawn.request,
        Holder.TENANT.value,
        withdrawn.revoked_at,
    )
    return newer is not None


async def _make(request: RepairRequest, settings: Settings) -> TenantLink:
    link = TenantLink(
        id=new_id(),
        request=request.id,
        secret_hash="",
        made_by="",
        created_at=now(),
        expires_at=now() + LINK_LASTS,
        is_for_messages=True,
    )
    link.secret_hash = hash_of(_secret_of(link, settings))
    await insert(link)
    return link


def _secret_of(link: TenantLink, settings: Settings) -> str:
    return keyed_secret(settings.secret, "link in messages", str(link.id))
