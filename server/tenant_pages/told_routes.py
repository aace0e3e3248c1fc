"""The form by which a tenant chooses how she hears of her repair."""

from litestar import post
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER

from server.case_links.ways import choose_way
from server.settings import Settings
from server.tenant_pages.sent_form import SentForm


@post("/r/told-by", summary="How I hear of my repair", status_code=HTTP_303_SEE_OTHER)
async def choose_how_told(pressed: SentForm, settings: Settings) -> Redirect:
    """By e-mail, by text message, by WhatsApp where there is, or only on her page."""
    await choose_way(pressed.tenant, str(pressed.data.get("way", "")), settings)
    return Redirect("/r#told-by", status_code=303)
