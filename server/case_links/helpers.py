"""Letting somebody in who helps the tenant: a neighbour, a child, a carer."""

from datetime import timedelta
from uuid import UUID

from server.accounts.secrets import hash_of, new_secret
from server.actors import Tenant
from server.case_links import access
from server.case_links.access import Keeper, about_case
from server.case_links.errors import TooManyHelpers
from server.case_links.facts import facts_of, is_live
from server.case_links.schemas import CaseLinkFacts, NewHelperLink
from server.clock import now
from server.database import change, insert, one, transaction
from server.errors import NotFound
from server.journal.service import append
from server.repair_requests.tables import Holder, RepairRequest, TenantLink

MOST_HELPERS = 5
"""At a time. One link is for one person, and each is a way in."""

TEXT_VERSION = "1"
"""Of what the tenant reads beside the form: what a helper may see and do, also in her calls."""


async def let_in(
    actor: Keeper, request_id: UUID, wanted: NewHelperLink
) -> tuple[CaseLinkFacts, str]:
    """A helper's link and its secret. Sent twice it is one link, with the secret of the last
    answer."""
    secret = new_secret()
    async with transaction():
        request = await access.case_to_open(actor, request_id)
        link = await one(TenantLink, "id = {}", wanted.id)
        if link is None:
            if len(await live_helpers(request)) >= MOST_HELPERS:
                raise TooManyHelpers(most=MOST_HELPERS)
            link = _link(actor, request, wanted, secret)
            await insert(link)
            told = {"linkId": str(link.id), "helper": link.name, "days": wanted.days}
            if link.text_version:
                told["textVersion"] = link.text_version
            await append("request.helper_let_in", about_case(request), actor, told)
        elif link.request != request.id or link.revoked_at or not _made_it(actor, link):
            raise NotFound  # knowing an id must not open what somebody else made, or withdrew
        else:
            await change(
                "UPDATE tenant_link SET secret_hash = {} WHERE id = {}", hash_of(secret), link.id
            )
    return facts_of(link, request), secret


def _made_it(actor: Keeper, link: TenantLink) -> bool:
    """Only whoever made a helper's link gets another secret for it: she did not get the first."""
    was_made_by_her = (link.made_by, bool(link.text_version))
    return link.holder == Holder.HELPER and was_made_by_her == (
        actor.name,
        isinstance(actor, Tenant),
    )


def _link(actor: Keeper, request: RepairRequest, wanted: NewHelperLink, secret: str) -> TenantLink:
    return TenantLink(
        id=wanted.id,
        request=request.id,
        holder=Holder.HELPER,
        name=wanted.name.strip(),
        secret_hash=hash_of(secret),
        made_by=actor.name,
        text_version=TEXT_VERSION if isinstance(actor, Tenant) else "",
        created_at=now(),
        expires_at=now() + timedelta(days=wanted.days),
    )


async def live_helpers(request: RepairRequest) -> list[TenantLink]:
    """Who may come in by a helper's link now, the newest first."""
    links = (
        await TenantLink.objects()
        .where((TenantLink.request == request.id) & (TenantLink.holder == Holder.HELPER))
        .order_by(TenantLink.created_at, TenantLink.id, ascending=False)
    )
    return [link for link in links if is_live(link, request)]


async def helpers_of(tenant: Tenant) -> list[CaseLinkFacts]:
    """What the tenant sees of who helps her."""
    request = await one(RepairRequest, "id = {}", tenant.request_id)
    return [facts_of(link, request) for link in await live_helpers(request)] if request else []
