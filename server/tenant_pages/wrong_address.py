"""A browser that opens an address where there is nothing, or one that only takes forms, gets a page
too; programs get the problem document."""

import re
from typing import Any

from litestar import Request, Response
from litestar.exceptions import HTTPException

from server.problems import on_http_error
from server.tenant_pages import views
from server.tenant_pages.visitor import printer_of, visitor_at_first_sight

_FOR_PROGRAMS = re.compile(r"/(api|s3|problems)(/|$)")


def on_wrong_address(request: Request[Any, Any, Any], error: HTTPException) -> Response[Any]:
    """No route has taken it, so nobody was looked up: her browser says in which language."""
    if error.status_code not in (404, 405) or not _is_page(request):
        return on_http_error(request, error)
    page = views.trouble_page(
        printer_of(request.app.state.parts),
        visitor_at_first_sight(request),
        "trouble.elsewhere",
        status=error.status_code,
    )
    page.headers.update(error.headers or {})  # 405 tells what is allowed
    return page


def _is_page(request: Request[Any, Any, Any]) -> bool:
    wants_page = "text/html" in request.headers.get("accept", "")
    return wants_page and not _FOR_PROGRAMS.match(request.url.path)
