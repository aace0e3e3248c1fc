"""The page on which a tenant reads what happens at the visit, and agrees to it."""

from typing import Any

from litestar import Request, Response, get, post
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER

from server.actors import Tenant
from server.caller import tenant_by_cookie
from server.case_files.tenant_case import case_for
from server.rate_limits.errors import TooManyRequests
from server.sentences import sentences
from server.tenant_pages import views
from server.tenant_pages.pages import Printer, Visitor
from server.tenant_pages.protocol_view import TypedAgreement, protocol_page, typed_in
from server.tenant_pages.sent_form import SentForm
from server.visit_protocol.agreeing import agree
from server.visit_protocol.errors import CannotWait, NoVisitAhead, ProtocolRevised
from storage.objects import ObjectStore

AnyRequest = Request[Any, Any, Any]

_WRONG = {ProtocolRevised: "wrongRevised", CannotWait: "cannotWait"}


@get("/r/protocol", summary="What happens at the visit")
async def read_protocol(
    request: AnyRequest, visitor: Visitor, printer: Printer, objects: ObjectStore
) -> Response[Any]:
    """Back to her page while nobody is coming, and once somebody was inside."""
    tenant = await tenant_by_cookie(request)
    if tenant is None:
        return views.link_page(printer, visitor.at("/r"), "")
    return await _page(tenant, visitor, printer, objects)


@post("/r/protocol", summary="Agree to the visit", status_code=HTTP_303_SEE_OTHER)
async def agree_to_visit(
    sent: SentForm, visitor: Visitor, printer: Printer, objects: ObjectStore
) -> Response[Any]:
    """Back to her page, which then says so; or what to change, with all that she chose."""
    tenant = sent.tenant
    typed = typed_in(sent.data)
    if sent.wait:
        wrong = typed.because(visitor.say("wrong.tooOften"))
        page = await _page(tenant, visitor, printer, objects, wrong)
        return views.refusing(page, TooManyRequests(sent.wait))
    words = sentences(visitor.say.language, "protocol")
    if not typed.given.name:
        return await _page(
            tenant, visitor, printer, objects, typed.because(words("page.wrongName"))
        )
    try:
        await agree(tenant, typed.given)
    except NoVisitAhead:
        return Redirect("/r", status_code=303)
    except (ProtocolRevised, CannotWait) as refused:
        wrong = typed.because(words(f"page.{_WRONG[type(refused)]}"))
        return await _page(tenant, visitor, printer, objects, wrong)
    return Redirect("/r#protocol", status_code=303)


async def _page(
    tenant: Tenant,
    visitor: Visitor,
    printer: Printer,
    objects: ObjectStore,
    typed: TypedAgreement | None = None,
) -> Response[Any]:
    case = await case_for(tenant, visitor.say.language, objects)
    if case.visit_ahead is None:
        return Redirect("/r", status_code=303)
    return protocol_page(printer, visitor, case, case.visit_ahead, typed)


handlers = (read_protocol, agree_to_visit)
