"""The pages a tenant meets. Each is complete without JavaScript; scripts only make it quicker."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, Router, get, post
from litestar.di import Provide
from litestar.exceptions import HTTPException
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER

from server.accounts import cookies
from server.actors import Tenant
from server.caller import enter_as_outsider, guest_by_cookie, tenant_by_cookie
from server.case_files.outside_view import outside_view
from server.case_files.tenant_case import case_for
from server.clock import now
from server.errors import DomainError
from server.guests.joining import own_invitation
from server.outsiders.outsider_link import note_use
from server.problems import on_domain_error, on_http_error, on_undecodable
from server.repair_requests import tenant_link
from server.repair_requests.errors import CallInstead
from server.settings import Settings
from server.tenant_pages import service, views
from server.tenant_pages.errors import ReportIncomplete
from server.tenant_pages.form import TypedReport, pictures_in, typed_report
from server.tenant_pages.pages import Printer, Visitor
from server.tenant_pages.visitor import provide_printer, provide_visitor
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
    room: str, code: str, visitor: Visitor, printer: Printer, settings: Settings
) -> Response[bytes]:
    """The third step. With danger there is nothing to fill in: what to do, and whom to phone."""
    fault = service.fault_in(room, code)
    if fault.is_emergency:
        return views.emergency_page(printer, visitor, room, fault)
    blank = TypedReport.blank(code, room, visitor.say.language)
    limit_bytes = settings.picture_limit_bytes
    return views.form_page(printer, visitor, blank, picture_limit_bytes=limit_bytes)


@post("/report", summary="Send the report", status_code=HTTP_303_SEE_OTHER)
async def send_report(
    request: AnyRequest,
    visitor: Visitor,
    printer: Printer,
    objects: ObjectStore,
    settings: Settings,
) -> Response[Any]:
    """Without script: to the case page, or the form again with a sentence beside each field.
    With `Accept: application/json`: 201 with the link, or a problem document."""
    wants_json = _wants_json(request)
    typed = service.with_its_room(typed_report(await request.form()))
    taken = await service.take_report(typed, visitor.say, objects, settings)
    if isinstance(taken, service.Accepted):
        return _accepted(taken, settings, wants_json=wants_json)
    if wants_json:
        raise ReportIncomplete(errors=taken.as_pointers())
    limit_bytes = settings.picture_limit_bytes
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
) -> Response[bytes]:
    """With the cookie: the case. Without: the page whose script exchanges the link for it."""
    tenant = await tenant_by_cookie(request)
    if tenant is None or link:
        return views.link_page(printer, visitor, link)
    wrong = visitor.say("case.reportSafe") if photos == "lost" else ""
    return await _case_page(tenant, visitor, printer, objects, settings, wrong)


@post("/r/photos", summary="Add photos to my repair", status_code=HTTP_303_SEE_OTHER)
async def add_photos(
    request: AnyRequest,
    visitor: Visitor,
    printer: Printer,
    objects: ObjectStore,
    settings: Settings,
) -> Response[Any]:
    """The plain form's way; the script uploads each photo by itself."""
    tenant = await tenant_by_cookie(request)
    if tenant is None:
        return views.link_page(printer, visitor, "")
    pictures = pictures_in(await request.form())
    wrong = await service.add_photos(tenant, pictures, visitor.say, objects, settings)
    if not wrong:
        return Redirect("/r", status_code=303)
    return await _case_page(tenant, visitor, printer, objects, settings, wrong)


@get("/r/photos/{photo_id:uuid}", summary="One of my photos")
async def look_at_photo(
    request: AnyRequest, photo_id: UUID, visitor: Visitor, printer: Printer, objects: ObjectStore
) -> Response[bytes]:
    """Large, on a page with a way back: an app that shows web pages has no button for it."""
    tenant = await tenant_by_cookie(request)
    if tenant is None:
        return views.link_page(printer, visitor.at("/r"), "")
    case = await case_for(tenant, visitor.say.language, objects)
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


@get("/o", summary="One job, for somebody outside")
async def look_from_outside(
    request: AnyRequest,
    visitor: Visitor,
    printer: Printer,
    objects: ObjectStore,
    settings: Settings,
    link: str = "",
) -> Response[bytes]:
    """With the outsider's cookie: the job. Without: the page whose script exchanges the link."""
    outsider = await enter_as_outsider(request)
    if outsider is None or link:
        return views.outside_door(printer, visitor, link)
    await note_use(outsider.link_id)
    seen = await outside_view(outsider, visitor.say.language, objects)
    return views.outside_page(
        printer, visitor, seen, outsider, now(), picture_limit_bytes=settings.picture_limit_bytes
    )


@get("/o/photos/{photo_id:uuid}", summary="One photo of a job, for somebody outside")
async def look_at_photo_from_outside(
    request: AnyRequest, photo_id: UUID, visitor: Visitor, printer: Printer, objects: ObjectStore
) -> Response[bytes]:
    """As the tenant's, of what this link lets see."""
    outsider = await enter_as_outsider(request)
    if outsider is None:
        return views.outside_door(printer, visitor.at("/o"), "")
    await note_use(outsider.link_id)
    seen = await outside_view(outsider, visitor.say.language, objects)
    return views.photo_outside(printer, visitor, seen, photo_id)


async def _case_page(
    tenant: Tenant,
    visitor: Visitor,
    printer: Printer,
    objects: ObjectStore,
    settings: Settings,
    photos_wrong: str,
) -> Response[bytes]:
    return views.case_page(
        printer,
        visitor,
        await case_for(tenant, visitor.say.language, objects),
        now(),
        picture_limit_bytes=settings.picture_limit_bytes,
        a_photo_was_refused=await service.was_a_photo_refused(tenant),
        photos_wrong=photos_wrong,
    )


def _on_refusal(request: AnyRequest, error: DomainError) -> Response[Any]:
    if _wants_json(request) or not _has_visitor(request):
        return on_domain_error(request, error)
    if isinstance(error, CallInstead):
        room, fault = error.particulars["room"], error.particulars["fault"]
        return Redirect(f"/report/{room}/{fault}", status_code=303)
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
        send_report,
        follow_case,
        add_photos,
        look_at_photo,
        look_along,
        look_from_outside,
        look_at_photo_from_outside,
    ],
    dependencies={"visitor": Provide(provide_visitor), "printer": Provide(provide_printer)},
    exception_handlers={
        DomainError: _on_refusal,
        HTTPException: _on_http_error,
        UnicodeDecodeError: _on_undecodable,
    },
    include_in_schema=False,
)
