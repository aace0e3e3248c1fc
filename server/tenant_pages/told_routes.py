"""The form by which a tenant chooses how she hears of her repair."""

from typing import Any

from litestar import Request, Response, post
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER

from server.caller import tenant_by_cookie
from server.case_links.ways import choose_way
from server.settings import Settings
from server.tenant_pages import views
from server.tenant_pages.pages import Printer, Visitor


@post("/r/told-by", summary="How I hear of my repair", status_code=HTTP_303_SEE_OTHER)
async def choose_how_told(
    request: Request[Any, Any, Any], visitor: Visitor, printer: Printer, settings: Settings
) -> Response[Any]:
    """By e-mail, by text message, by WhatsApp where there is, or only on her page."""
    tenant = await tenant_by_cookie(request)
    if tenant is None:
        return views.link_page(printer, visitor.at("/r"), "")
    await choose_way(tenant, str((await request.form()).get("way", "")), settings)
    return Redirect("/r#told-by", status_code=303)
