"""Links for people outside the organisation, over HTTP."""

from uuid import UUID

from litestar import Response, Router, get, post

from server.accounts import cookies
from server.actors import Coordinator
from server.outsiders import outsider_link, service
from server.outsiders.schemas import (
    LONGEST_DAYS,
    MadeOutsiderLink,
    NewOutsiderLink,
    OutsiderLinkFacts,
    OutsiderSecret,
)
from server.settings import Settings

_COOKIE_SECONDS = LONGEST_DAYS * 24 * 3600


@post("/jobs/{job_id:uuid}/outsiders", summary="Let an outsider in to a job")
async def make_link(
    job_id: UUID, data: NewOutsiderLink, corporation: Coordinator, settings: Settings
) -> MadeOutsiderLink:
    """To view what was accepted, or to add photos; for some days."""
    facts, secret = await service.make_link(corporation, job_id, data)
    return MadeOutsiderLink(facts, outsider_link.link_for(settings.public_url, secret))


@get("/jobs/{job_id:uuid}/outsiders", summary="Which outsiders were let in to a job")
async def list_links(job_id: UUID, corporation: Coordinator) -> list[OutsiderLinkFacts]:
    """The newest first, with when each was last used."""
    return await service.links_of(corporation, job_id)


@post(
    "/jobs/{job_id:uuid}/outsiders/{link_id:uuid}/revoke",
    summary="Withdraw an outsider's link",
    status_code=200,
)
async def revoke_link(
    job_id: UUID, link_id: UUID, corporation: Coordinator
) -> list[OutsiderLinkFacts]:
    """Whoever came in with it is out."""
    return await service.revoke(corporation, job_id, link_id)


@post("/outside/sign-in", summary="Open an outsider's link", status_code=204, security=[])
async def open_link(data: OutsiderSecret, settings: Settings) -> Response[None]:
    """Exchanges the secret of the link for a cookie that is good for this one job."""
    secret = await outsider_link.exchange(data.secret)
    cookie = cookies.cookie(
        cookies.OUTSIDER, secret, max_age=_COOKIE_SECONDS, has_tls=settings.has_tls
    )
    return Response(None, cookies=[cookie], status_code=204)


router = Router(
    path="/",
    route_handlers=[make_link, list_links, revoke_link, open_link],
    tags=["Outsiders"],
)
