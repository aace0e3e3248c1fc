"""Reporting a repair over the API, the tenant's link, and cancelling."""

from uuid import UUID

from litestar import Request, Response, Router, get, post
from litestar.datastructures import Cookie, State

from server.accounts import cookies
from server.actors import Coordinator
from server.caller import case_visitor_by_cookie
from server.case_files.schemas import RequestDetail
from server.case_files.whole_file import request_detail
from server.jobs.service import cancel_repair
from server.repair_requests import service, tenant_link
from server.repair_requests.faults import FAULTS
from server.repair_requests.schemas import (
    CancelReason,
    FaultRow,
    LinkSecret,
    NewReport,
    Reported,
)
from server.settings import Settings
from server.visit_levels.carrying_out import carry_out_for
from storage.objects import ObjectStore


@get("/faults", summary="The faults to choose from", security=[])
async def list_faults(language: str) -> list[FaultRow]:
    """In the reader's language, in the order of the list."""
    return [
        FaultRow(code, words.title, fault.room, fault.trade, list(words.parts))
        for code, fault in FAULTS.items()
        for words in [fault.words(language)]
    ]


@post("/repair-requests", summary="Report a repair", security=[])
async def report(data: NewReport, settings: Settings) -> Response[Reported]:
    """For anybody who lives in a home of ours. Sets the cookie by which photos can follow."""
    received = await service.report(data)
    await carry_out_for(received.request_id)
    answer = Reported(
        received.request_id,
        received.number,
        service.link_for(settings.public_url, received.secret),
    )
    secret = await tenant_link.open_case(received.request_id, received.link_id)
    return Response(answer, cookies=[_cookie_of_case(secret, settings)], status_code=201)


@post("/case/sign-in", summary="Open a case by its link", status_code=204, security=[])
async def open_case(
    data: LinkSecret, request: Request[None, None, State], settings: Settings
) -> Response[None]:
    """Exchanges the secret of the link for a cookie that sees this one case."""
    present = await case_visitor_by_cookie(request)
    secret = await tenant_link.exchange(data.secret, present)
    return Response(None, cookies=[_cookie_of_case(secret, settings)], status_code=204)


@post("/repair-requests/{request_id:uuid}/cancel", summary="Cancel a repair", status_code=200)
async def cancel(
    request_id: UUID,
    data: CancelReason,
    corporation: Coordinator,
    language: str,
    objects: ObjectStore,
) -> RequestDetail:
    """The tenant reads the reason."""
    await cancel_repair(corporation, request_id, data.reason)
    return await request_detail(corporation, request_id, language, objects)


def _cookie_of_case(secret: str, settings: Settings) -> Cookie:
    return cookies.cookie(
        cookies.CASE,
        secret,
        max_age=int(tenant_link.COOKIE_LASTS.total_seconds()),
        has_tls=settings.has_tls,
    )


router = Router(
    path="/",
    route_handlers=[list_faults, report, open_case, cancel],
    tags=["Repair requests"],
)
