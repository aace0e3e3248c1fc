"""The links into one case: which there are, and withdrawing them."""

from uuid import UUID

from server.actors import Coordinator
from server.case_links import access
from server.case_links.access import Keeper, about_case
from server.case_links.contact import known_contact
from server.case_links.facts import facts_of, is_live
from server.case_links.schemas import CaseLinks
from server.clock import now
from server.database import change, transaction
from server.guests.inviting import withdraw_helper
from server.journal.service import append
from server.repair_requests.tables import Holder, RepairRequest, TenantLink


async def links_of(actor: Coordinator, request_id: UUID, sms_reaches: tuple[str, ...]) -> CaseLinks:
    """Every link into a case, with when each was last used."""
    request = await access.case_to_see(actor, request_id)
    contact = await known_contact(request, sms_reaches)
    return CaseLinks(
        links=[facts_of(link, request) for link in await _all_of(request)],
        sends_to=contact.masked if contact else None,
        wanted_at=request.link_wanted_at,
    )


async def nobody_waits(request: RepairRequest) -> None:
    """The tenant has what she asked for."""
    if request.link_wanted_at:
        await change("UPDATE repair_request SET link_wanted_at = NULL WHERE id = {}", request.id)


async def revoke(actor: Keeper, request_id: UUID, link_id: UUID) -> None:
    """Withdraw a link: whoever came in with it is out. Twice changes nothing."""
    async with transaction():
        request = await access.case_to_open(actor, request_id)
        await _withdraw(actor, request, await access.link_to_withdraw(actor, request, link_id))


async def revoke_all(actor: Coordinator, request_id: UUID) -> None:
    """Nobody is in this case by a link any more."""
    async with transaction():
        request = await access.case_to_open(actor, request_id)
        for link in await _all_of(request):
            if is_live(link, request):
                await _withdraw(actor, request, link)


async def _withdraw(actor: Keeper, request: RepairRequest, link: TenantLink) -> None:
    if link.revoked_at:
        return
    await change("UPDATE tenant_link SET revoked_at = {} WHERE id = {}", now(), link.id)
    told = {"linkId": str(link.id)}
    if link.holder == Holder.TENANT:
        await append("request.link_revoked", about_case(request), actor, told)
        return
    await withdraw_helper(actor, link.id)
    told["helper"] = link.name
    await append("request.helper_revoked", about_case(request), actor, told)


async def _all_of(request: RepairRequest) -> list[TenantLink]:
    return (
        await TenantLink.objects()
        .where(TenantLink.request == request.id)
        .order_by(TenantLink.created_at, TenantLink.id, ascending=False)
    )
