"""The pages a tenant meets. Each is complete without JavaScript; scripts only make it quicker."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, Router, get, post
from litestar.di import Provide
from litestar.exceptions import HTTPException, InternalServerException
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER

from server.accounts import cookies
from server.caller import enter_case, guest_by_cookie
from server.case_files.tenant_case import case_for
from server.errors import DomainError
from server.guests.joining import own_invitation
from server.incidents.service import known_nearby
from server.problems import (
    on_domain_error,
    on_http_error,
    on_undecodable,
    on_unexpected_error,
)
from server.rate_limits.budgets import REPORT, SEND_BY_FORM
from server.rate_limits.counting import Limiter
from server.rate_limits.errors import TooManyRequests
from server.rate_limits.middleware import spend_from_form
from server.repair_requests import tenant_link
from server.repair_requests.errors import CallInstead
from server.settings import Settings
from server.tenant_pages import (
    chat_routes,
    guide_routes,
    link_routes,
    moment_routes,
    move_out_routes,
    outside_routes,
    parcel_routes,
    protocol_routes,
    sent_form,
    service,
    views,
    visit_routes,
)
from server.tenant_pages.answer_routes import say_about_repair
from server.tenant_pages.case_page import case_page
from server.tenant_pages.errors import ReportIncomplete
from server.tenant_pages.form import TypedReport, pictures_in, typed_report
from server.tenant_pages.pages import Printer, Visitor
from server.tenant_pages.privacy_routes import (
    explain_case,
    explain_privacy,
    take_back_need,
    tell_needs,
)
from server.tenant_pages.reading_routes import choose_reading
from server.tenant_pages.sent_form import FromNobodyWeKnow, on_nobody_we_know
from server.tenant_pages.told_routes import choose_how_told
from server.tenant_pages.visitor import (
    printer_of,
    provide_printer,
    provide_visitor,
    visitor_at_first_sight,
)
from storage.objects import ObjectStore

AnyRequest = Request[Any, Any, Any]


@get("/", summary="Where is it?")
async def choose_room(visitor: Visitor, printer: Printer) -> Response[bytes]:
    """The first step of a report."""
    return views.rooms_page(printer, visitor)


@get("/report/{room:str}", summary="What is wrong?")
async def choose_fault(room: str, visitor: Visitor, printer: Printer) -> Response[bytes]:
    """The second step: the faults of one room."""
    return views.faults_page(printer, visitor, service.known_room(room))


@get("/report/{room:str}/{code:str}", summary="Tell us more, or phone at once")
async def describe_fault(
    request: AnyRequest,
    room: str,
    code: str,
    visitor: Visitor,
    printer: Printer,
    settings: Settings,
) -> Response[bytes]:
    """The third step. With danger there is nothing to fill in: what to do, and whom to phone."""
    fault = service.fault_in(room, code)
    if fault.is_emergency:
        return views.emergency_page(printer, visitor, room, fault)
    blank = TypedReport.blank(code, room, visitor.say.language)
    limit_bytes = settings.picture_limit_bytes
    known = views.Known(
        incidents=tuple(await known_nearby(visitor.organisation.id, fault.shared)),
        own_number=await service.own_number_alike(await enter_case(request), fault),
    )
    return views.form_page(printer, visitor, blank, picture_limit_bytes=limit_bytes, known=known)


@get("/report/{room:str}/{code:str}/{flag:str}", summary="This cannot wait for a form")
async def warn_of_danger(
    room: str, code: str, flag: str, visitor: Visitor, printer: Printer
) -> Response[bytes]:
    """After a yes to what is asked first: what to do now, and whom to phone."""
    fault = service.fault_in(room, code)
    danger = service.danger_of(fault, flag)
    return views.danger_page(printer, visitor, room, fault, danger)


@post("/report", summary="Send the report", status_code=HTTP_303_SEE_OTHER)
async def send_report(
    request: AnyRequest,
    visitor: Visitor,
    printer: Printer,
    objects: ObjectStore,
    settings: Settings,
    limiter: Limiter,
) -> Response[Any]:
    """Without script: to the case page, or the form again with a sentence beside each field.
    With `Accept: application/json`: 201 with the link, or a problem document."""
    wants_json = _wants_json(request)
    typed = service.with_its_room(typed_report(await request.form()))
    limit_bytes = settings.picture_limit_bytes
    wait = await spend_from_form(request.scope, limiter, settings.trusted_proxies, REPORT)
    if wait:
        refused = TooManyRequests(wait)
        if wants_json:
            raise refused
        return views.form_page(
            printer, visitor, typed, picture_limit_bytes=limit_bytes, refused=refused
        )
    taken = await service.take_report(typed, visitor.say, objects, settings)
    if isinstance(taken, service.Accepted):
        return _accepted(taken, settings, wants_json=wants_json)
    if wants_json:
        raise ReportIncomplete(errors=taken.as_pointers())
    return views.form_page(
        printer, visitor, typed, picture_limit_bytes=limit_bytes, wrong=taken.wrong
    )


def _accepted(taken: service.Accepted, settings: Settings, *, wants_json: bool) -> Response[Any]:
    cookie = cookies.cookie(
        cookies.CASE,
        taken.cookie_secret,
        max_age=int(tenant_link.COOKIE_LASTS.total_seconds()),
        has_tls=settings.has_tls,
    )
    if wants_json:
        facts = {"number": taken.number, "link": taken.link, "caseUrl": "/r"}
        return Response(facts, status_code=201, cookies=[cookie])
    # Without script the address itself is her link: the browser keeps what stands behind the "#".
    query = "" if taken.photos_are_safe else "?photos=lost"
    page, secret = taken.link.removeprefix(settings.public_url).split("#")
    return Redirect(f"{page}{query}#{secret}", status_code=303, cookies=[cookie])


@get("/r", summary="My repair")
async def follow_case(
    request: AnyRequest,
    visitor: Visitor,
    printer: Printer,
    objects: ObjectStore,
    settings: Settings,
    link: str = "",
    photos: str = "",
    needs: str = "",
) -> Response[bytes]:
    """With the cookie: the case. Without: the page whose script exchanges the link for it."""
    case_visitor = await enter_case(request)
    if case_visitor is None or link not in ("", "own"):
        return views.link_page(printer, visitor, link)
    await tenant_link.note_use(case_visitor)
    wrong = visitor.say("case.reportSafe") if photos == "lost" else ""
    return await case_page(
        case_visitor,
        visitor,
        printer,
        objects,
        settings,
        photos_wrong=wrong,
        needs_wrong=needs == "none",
    )


@post("/r/photos", summary="Add photos to my repair", status_code=HTTP_303_SEE_OTHER)
async def add_photos(
    request: AnyRequest,
    visitor: Visitor,
    printer: Printer,
    objects: ObjectStore,
    settings: Settings,
    limiter: Limiter,
) -> Response[Any]:
    """The plain form's way; the script uploads each photo by itself."""
    case_visitor = await enter_case(request)
    if case_visitor is None:
        raise FromNobodyWeKnow(await request.form())
    wait = await spend_from_form(request.scope, limiter, settings.trusted_proxies, SEND_BY_FORM)
    if wait:
        wrong = visitor.say("wrong.tooOften")
        page = await case_page(
            case_visitor, visitor, printer, objects, settings, photos_wrong=wrong
        )
        return views.refusing(page, TooManyRequests(wait))
    pictures = pictures_in(await request.form())
    wrong = await service.add_photos(case_visitor, pictures, visitor.say, objects, settings)
    if not wrong:
        return Redirect("/r", status_code=303)
    return await case_page(case_visitor, visitor, printer, objects, settings, photos_wrong=wrong)


@get("/r/photos/{photo_id:uuid}", summary="One of my photos")
async def look_at_photo(
    request: AnyRequest, photo_id: UUID, visitor: Visitor, printer: Printer, objects: ObjectStore
) -> Response[bytes]:
    """Large, on a page with a way back: an app that shows web pages has no button for it."""
    case_visitor = await enter_case(request)
    if case_visitor is None:
        return views.link_page(printer, visitor.at("/r"), "")
    case = await case_for(case_visitor, visitor.say.language, objects)
    return views.photo_of_case(printer, visitor, case, photo_id)


@get("/g", summary="Look along in a call")
async def look_along(
    request: AnyRequest, visitor: Visitor, printer: Printer, link: str = ""
) -> Response[bytes]:
    """With the guest's cookie: who asks. Without: the page whose script exchanges the link."""
    guest = await guest_by_cookie(request)
    if guest is None or link:
        return views.guest_page(printer, visitor, None, link)
    invitation = await own_invitation(guest)
    organisation = await service.organisation_of(guest)
    return views.guest_page(printer, visitor.of(organisation), invitation, "")


def _on_refusal(request: AnyRequest, error: DomainError) -> Response[Any]:
    if isinstance(error, TooManyRequests) and not _wants_json(request):
        page = views.trouble_page(
            printer_of(request.app.state.parts),
            visitor_at_first_sight(request),
            "trouble.tooOften",
            status=error.status,
        )
        return views.refusing(page, error)
    if _wants_json(request) or not _has_visitor(request):
        return on_domain_error(request, error)
    if isinstance(error, CallInstead):
        return Redirect(str(error.particulars["url"]), status_code=303)
    sentence = "trouble.missing" if error.status == 404 else "wrong.noFault"
    return _trouble(request, sentence, error.status)


def _on_http_error(request: AnyRequest, error: HTTPException) -> Response[Any]:
    if _wants_json(request) or not _has_visitor(request):
        return on_http_error(request, error)
    if error.status_code == 413:
        return _trouble(request, "wrong.everythingTooLarge", 413)
    return _trouble(request, "trouble.broken", error.status_code)


def _on_undecodable(request: AnyRequest, error: UnicodeDecodeError) -> Response[Any]:
    if _wants_json(request) or not _has_visitor(request):
        return on_undecodable(request, error)
    return _trouble(request, "trouble.broken", 400)


def _on_unexpected(request: AnyRequest, error: Exception) -> Response[Any]:
    """What it was stands in the log; she reads that it is not her, and whom to phone."""
    told = on_unexpected_error(request, error)
    if _wants_json(request) or not _has_visitor(request):
        return told
    return _trouble(request, "trouble.ours", told.status_code or 500)


def _trouble(request: AnyRequest, sentence: str, status: int) -> Response[Any]:
    printer: Printer = request.state.printer
    return views.trouble_page(printer, request.state.visitor, sentence, status=status)


def _has_visitor(request: AnyRequest) -> bool:
    """A page speaks in somebody's language, in the name of a corporation; both are found first."""
    return "visitor" in request.state and "printer" in request.state


def _wants_json(request: AnyRequest) -> bool:
    return "application/json" in request.headers.get("accept", "")


router = Router(
    path="/",
    route_handlers=[
        choose_room,
        choose_fault,
        describe_fault,
        warn_of_danger,
        send_report,
        follow_case,
        add_photos,
        look_at_photo,
        look_along,
        *guide_routes.handlers,
        *parcel_routes.handlers,
        *move_out_routes.handlers,
        *protocol_routes.handlers,
        *outside_routes.handlers,
        *link_routes.handlers,
        say_about_repair,
        choose_how_told,
        *chat_routes.handlers,
        *moment_routes.handlers,
        *visit_routes.handlers,
        explain_privacy,
        explain_case,
        tell_needs,
        take_back_need,
        choose_reading,
    ],
    dependencies={
        "visitor": Provide(provide_visitor),
        "printer": Provide(provide_printer),
        **sent_form.dependencies,
    },
    exception_handlers={
        FromNobodyWeKnow: on_nobody_we_know,
        DomainError: _on_refusal,
        HTTPException: _on_http_error,
        UnicodeDecodeError: _on_undecodable,
        InternalServerException: _on_unexpected,
        Exception: _on_unexpected,
    },
    include_in_schema=False,
)
