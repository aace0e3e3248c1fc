"""Links into a case, at the desk."""

from uuid import UUID

from litestar import Router, get, post

from server.actors import Coordinator
from server.case_links import helpers, lost_link, service
from server.case_links.schemas import (
    CaseLinks,
    MadeHelperLink,
    NewHelperLink,
    SentLink,
)
from server.repair_requests.service import link_for
from server.settings import Settings


@get("/repair-requests/{request_id:uuid}/links", summary="Which links lead into a case")
async def list_links(request_id: UUID, corporation: Coordinator, settings: Settings) -> CaseLinks:
    """The tenant's and her helpers', with when each was last used."""
    return await service.links_of(corporation, request_id, settings.sms_reaches)


@post("/repair-requests/{request_id:uuid}/link/send", summary="Send the tenant a fresh link")
async def send_link(request_id: UUID, corporation: Coordinator, settings: Settings) -> SentLink:
    """To the e-mail address or the telephone that we know of her, and nowhere else: nobody at the
    desk sees it. Older ones go on working."""
    return SentLink(await lost_link.send_again(corporation, request_id, settings))


@post("/repair-requests/{request_id:uuid}/helpers", summary="Let a helper in to a case")
async def let_helper_in(
    request_id: UUID, data: NewHelperLink, corporation: Coordinator, settings: Settings
) -> MadeHelperLink:
    """Sees what comes next, and may add photos. In a call only after the tenant's yes."""
    facts, secret = await helpers.let_in(corporation, request_id, data)
    return MadeHelperLink(facts, link_for(settings.public_url, secret))


@post(
    "/repair-requests/{request_id:uuid}/links/{link_id:uuid}/revoke",
    summary="Withdraw a link into a case",
    status_code=200,
)
async def revoke_link(
    request_id: UUID, link_id: UUID, corporation: Coordinator, settings: Settings
) -> CaseLinks:
    """Whoever came in with it is out, also of a call."""
    await service.revoke(corporation, request_id, link_id)
    return await service.links_of(corporation, request_id, settings.sms_reaches)


@post(
    "/repair-requests/{request_id:uuid}/links/revoke",
    summary="Withdraw all links into a case",
    status_code=200,
)
async def revoke_links(request_id: UUID, corporation: Coordinator, settings: Settings) -> CaseLinks:
    """The tenant's and her helpers'. She needs a new one then."""
    await service.revoke_all(corporation, request_id)
    return await service.links_of(corporation, request_id, settings.sms_reaches)


router = Router(
    path="/",
    route_handlers=[list_links, send_link, let_helper_in, revoke_link, revoke_links],
    tags=["Links into a case"],
)
