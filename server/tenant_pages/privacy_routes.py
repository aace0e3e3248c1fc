"""The pages about her data: what is kept in general, what of her repair, and what she needs."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER

from server.accounts.service import organisation_named
from server.caller import tenant_by_cookie
from server.clock import now
from server.needs import service as needs
from server.needs.tables import NeedCode
from server.privacy import taking_back
from server.sentences import sentences
from server.tenant_pages import views
from server.tenant_pages.pages import Printer, Visitor
from server.tenant_pages.privacy_view import kept_of_case, kinds_for_tenants
from server.tenant_pages.sent_form import SentForm
from storage.objects import ObjectStore

AnyRequest = Request[Any, Any, Any]


@get("/privacy", summary="What is kept about tenants")
async def explain_privacy(visitor: Visitor, printer: Printer) -> Response[bytes]:
    """With the periods that the corporation really chose."""
    hers, theirs = await kinds_for_tenants(visitor.organisation, visitor.say)
    words = sentences(visitor.say.language, "privacy")
    return printer.page(
        "privacy", visitor, title=words("page.title"), words=words, hers=hers, theirs=theirs
    )


@get("/r/privacy", summary="What is kept of my repair")
async def explain_case(request: AnyRequest, visitor: Visitor, printer: Printer) -> Response[bytes]:
    """Until when, and who looked at her photos."""
    tenant = await tenant_by_cookie(request)
    if tenant is None:
        return views.link_page(printer, visitor.at("/r"), "")
    words = sentences(visitor.say.language, "privacy")
    return printer.page(
        "kept",
        visitor.of(await organisation_named(tenant.organisation_id)),
        title=words("case.title"),
        words=words,
        kept=await kept_of_case(tenant.request_id, visitor.say, now()),
    )


@post("/r/needs", summary="Tell what I need", status_code=HTTP_303_SEE_OTHER)
async def tell_needs(pressed: SentForm) -> Redirect:
    """Each with her explicit consent: that is what the button says."""
    said = {str(each) for each in pressed.data.getall("needs", [])}
    codes = [code for code in NeedCode if code in said]
    if not codes:
        return Redirect("/r?needs=none#needs", status_code=303)
    await needs.give(pressed.tenant, codes)
    return Redirect("/r#needs", status_code=303)


@post(
    "/r/needs/{need_id:uuid}/withdraw",
    summary="Take back what I need",
    status_code=HTTP_303_SEE_OTHER,
)
async def take_back_need(pressed: SentForm, need_id: UUID, objects: ObjectStore) -> Redirect:
    """What it was is forgotten at once."""
    await taking_back.take_back_need(pressed.tenant, need_id, objects)
    return Redirect("/r#needs", status_code=303)
