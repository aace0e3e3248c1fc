"""Who reads a page, and in which language."""

from typing import Any
from uuid import UUID

from litestar import Request

from server.accounts.schemas import OrganisationFacts
from server.answer_headers import Surroundings
from server.caller import case_visitor_by_cookie
from server.composition import Parts
from server.language import (
    LANGUAGES,
    TENANT_LANGUAGES,
    TenantLanguage,
    language_wished,
    tenant_language_wished,
)
from server.sentences import sentences
from server.settings import Settings
from server.tenant_pages.pages import Printer, Visitor
from server.tenant_pages.reading import LANGUAGE_COOKIE, LARGE, LETTERS_COOKIE
from server.tenant_pages.service import corporation_at_the_door

AnyRequest = Request[Any, Any, Any]


async def provide_visitor(request: AnyRequest) -> Visitor:
    """Her choice counts first, then what she chose before, then the language of her report, then
    what her browser says."""
    chosen = request.query_params.get("lang")
    part = request.url.path.split("/")[1]
    tenant = await case_visitor_by_cookie(request) if part == "r" else None
    # Who does the work reads what staff read.
    languages: tuple[TenantLanguage, ...] = LANGUAGES if part == "o" else TENANT_LANGUAGES
    wished = language_wished if part == "o" else tenant_language_wished
    language = wished(
        chosen,
        request.cookies.get(LANGUAGE_COOKIE),
        tenant.language if tenant else None,
        request.headers.get("accept-language"),
    )
    visitor = Visitor(
        say=sentences(language),
        languages=languages,
        has_large_letters=request.cookies.get(LETTERS_COOKIE) == LARGE,
        path=request.url.path,
        organisation=await corporation_at_the_door(),
        chose_language=chosen in languages,
        reads_gzip="gzip" in request.headers.get("accept-encoding", ""),
    )
    request.state.visitor = visitor
    return visitor


def visitor_at_first_sight(request: AnyRequest) -> Visitor:
    """What the request and the settings say. For whoever is turned away before anything is asked
    of the database."""
    settings: Settings = request.app.state.parts.settings
    return Visitor(
        say=sentences(
            tenant_language_wished(
                request.cookies.get(LANGUAGE_COOKIE), request.headers.get("accept-language")
            )
        ),
        has_large_letters=request.cookies.get(LETTERS_COOKIE) == LARGE,
        path=request.url.path,
        organisation=OrganisationFacts(
            UUID(int=0), settings.organisation, settings.organisation_phone
        ),
    )


async def provide_printer(request: AnyRequest, parts: Parts) -> Printer:
    printer = printer_of(parts)
    request.state.printer = printer
    return printer


def printer_of(parts: Parts) -> Printer:
    return Printer(
        parts.screens,
        around=Surroundings.of(parts.settings),
        has_tls=parts.settings.has_tls,
    )
