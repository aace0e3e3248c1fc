"""Who reads a page, and in which language."""

from typing import Any

from litestar import Request

from server.caller import tenant_by_cookie
from server.composition import Parts
from server.sentences import LANGUAGES, language_wished, sentences
from server.tenant_pages.pages import LANGUAGE_COOKIE, Printer, Visitor
from server.tenant_pages.service import corporation_at_the_door

AnyRequest = Request[Any, Any, Any]


async def provide_visitor(request: AnyRequest) -> Visitor:
    """Her choice counts first, then what she chose before, then the language of her report, then
    what her browser says."""
    chosen = request.query_params.get("lang")
    is_case = request.url.path.split("/")[1] == "r"
    tenant = await tenant_by_cookie(request) if is_case else None
    language = language_wished(
        chosen,
        request.cookies.get(LANGUAGE_COOKIE),
        tenant.language if tenant else None,
        request.headers.get("accept-language"),
    )
    visitor = Visitor(
        say=sentences(language),
        path=request.url.path,
        organisation=await corporation_at_the_door(),
        chose_language=chosen in LANGUAGES,
        reads_gzip="gzip" in request.headers.get("accept-encoding", ""),
    )
    request.state.visitor = visitor
    return visitor


async def provide_printer(request: AnyRequest, parts: Parts) -> Printer:
    store = parts.settings.storage
    printer = Printer(
        parts.screens,
        # Browsers fetch photos from the store itself, unless it stands under our own address.
        storage_origin=store.origin if store and not store.public_prefix else "",
        has_tls=parts.settings.has_tls,
    )
    request.state.printer = printer
    return printer
