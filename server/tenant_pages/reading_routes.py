"""Choosing how to read: a form of the head of every page."""

from typing import Any

from litestar import Request, post
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER

from server.caller import tenant_by_cookie
from server.rate_limits.budgets import SEND_BY_FORM
from server.rate_limits.counting import Limiter
from server.rate_limits.errors import TooManyRequests
from server.rate_limits.middleware import spend_from_form
from server.repair_requests.reading import read_in
from server.settings import Settings
from server.tenant_pages.reading import (
    LANGUAGE_COOKIE,
    LETTERS_COOKIE,
    chosen_language,
    chosen_letters,
    page_before,
    reading_cookie,
)


@post("/reading", summary="Choose a language or a size", status_code=HTTP_303_SEE_OTHER)
async def choose_reading(
    request: Request[Any, Any, Any], settings: Settings, limiter: Limiter
) -> Redirect:
    """Back to the page where it was pressed."""
    wait = await spend_from_form(request.scope, limiter, settings.trusted_proxies, SEND_BY_FORM)
    if wait:
        raise TooManyRequests(wait)
    data = await request.form()
    language, letters = chosen_language(data), chosen_letters(data)
    tenant = await tenant_by_cookie(request) if language else None
    if tenant and language:
        await read_in(tenant, language)
    chosen = ((LANGUAGE_COOKIE, language), (LETTERS_COOKIE, letters))
    return Redirect(
        page_before(data),
        status_code=HTTP_303_SEE_OTHER,
        cookies=[
            reading_cookie(key, value, has_tls=settings.has_tls) for key, value in chosen if value
        ],
    )
