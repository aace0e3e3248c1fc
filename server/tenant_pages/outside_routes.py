"""What somebody outside meets: whether she does the job she was asked for, and the job itself."""

from contextlib import suppress
from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER

from server.actors import Outsider
from server.caller import enter_as_outsider, outsider_declined
from server.case_files.outside_view import outside_view, wanted_work
from server.clock import now
from server.jobs.errors import JobIsClosed
from server.outsiders import answering
from server.outsiders.errors import OutsiderHasBegun
from server.outsiders.outsider_link import note_use
from server.rate_limits.budgets import SEND_BY_FORM
from server.rate_limits.counting import Limiter
from server.rate_limits.errors import TooManyRequests
from server.rate_limits.middleware import spend_from_form
from server.settings import Settings
from server.tenant_pages import outside_views, views
from server.tenant_pages.outside_form import TypedAnswer, typed_answer, wrong_reason
from server.tenant_pages.pages import Printer, Visitor
from server.tenant_pages.sent_form import FromNobodyWeKnow
from storage.objects import ObjectStore

AnyRequest = Request[Any, Any, Any]


@get("/o", summary="One job, for somebody outside")
async def look_from_outside(
    request: AnyRequest,
    visitor: Visitor,
    printer: Printer,
    objects: ObjectStore,
    settings: Settings,
    link: str = "",
) -> Response[bytes]:
    """With the outsider's cookie: the job, or whether she does it. Without: the page whose script
    exchanges the link."""
    outsider = None if link else await enter_as_outsider(request)
    if outsider is None:
        return await _door(request, visitor, printer, link)
    await note_use(outsider.link_id)
    return await _page(outsider, visitor, printer, objects, settings)


@post("/o/accept", summary="I do this job", status_code=HTTP_303_SEE_OTHER)
async def accept_from_outside(
    request: AnyRequest,
    visitor: Visitor,
    printer: Printer,
    objects: ObjectStore,
    settings: Settings,
    limiter: Limiter,
) -> Response[Any]:
    """The job opens. Pressed twice, it is one yes."""
    typed = typed_answer(await request.form())
    outsider = await _who_was_asked(request, typed)
    if outsider is None:
        return await _door(request, visitor, printer)
    wait = await spend_from_form(request.scope, limiter, settings.trusted_proxies, SEND_BY_FORM)
    if wait:
        wrong = visitor.say("wrong.tooOften")
        page = await _page(outsider, visitor, printer, objects, settings, typed, wrong)
        return views.refusing(page, TooManyRequests(wait))
    with suppress(JobIsClosed):  # the page itself says so
        await answering.accept(outsider)
    return Redirect("/o", status_code=303)


@post("/o/decline", summary="I cannot do this job", status_code=HTTP_303_SEE_OTHER)
async def decline_from_outside(
    request: AnyRequest,
    visitor: Visitor,
    printer: Printer,
    objects: ObjectStore,
    settings: Settings,
    limiter: Limiter,
) -> Response[Any]:
    """Also after a yes, until her first photo: the link is over. Pressed twice, it is one no."""
    data = await request.form()
    typed = typed_answer(data)
    outsider = await _who_was_asked(request, typed)
    if outsider is None and not await outsider_declined(request):
        raise FromNobodyWeKnow(data)
    if outsider is None:
        return await _door(request, visitor, printer)
    wait = await spend_from_form(request.scope, limiter, settings.trusted_proxies, SEND_BY_FORM)
    wrong = visitor.say("wrong.tooOften") if wait else wrong_reason(typed, visitor.say)
    if not wrong:
        try:
            with suppress(JobIsClosed):
                await answering.decline(outsider, typed.reason)
        except OutsiderHasBegun:
            wrong = visitor.say("asked.hasBegun")
    if not wrong:
        return Redirect("/o", status_code=303)
    page = await _page(outsider, visitor, printer, objects, settings, typed, wrong)
    return views.refusing(page, TooManyRequests(wait)) if wait else page


@get("/o/photos/{photo_id:uuid}", summary="One photo of a job, for somebody outside")
async def look_at_photo_from_outside(
    request: AnyRequest, photo_id: UUID, visitor: Visitor, printer: Printer, objects: ObjectStore
) -> Response[bytes]:
    """As the tenant's, of what this link lets see."""
    outsider = await enter_as_outsider(request)
    if outsider is None:
        return await _door(request, visitor, printer)
    await note_use(outsider.link_id)
    seen = await outside_view(outsider, visitor.say.language, objects)
    return outside_views.photo_outside(printer, visitor, seen, photo_id)


async def _who_was_asked(request: AnyRequest, typed: TypedAnswer) -> Outsider | None:
    """A browser carries one link at a time: what a page still shows of an earlier one must not be
    an answer about the job that was opened since."""
    outsider = await enter_as_outsider(request)
    return outsider if outsider and str(outsider.link_id) == typed.link else None


async def _door(
    request: AnyRequest, visitor: Visitor, printer: Printer, trouble: str = ""
) -> Response[bytes]:
    if not trouble and await outsider_declined(request):
        trouble = "declined"
    return outside_views.outside_door(printer, visitor.at("/o"), trouble)


async def _page(
    outsider: Outsider,
    visitor: Visitor,
    printer: Printer,
    objects: ObjectStore,
    settings: Settings,
    typed: TypedAnswer | None = None,
    wrong: str = "",
) -> Response[bytes]:
    """What she may see now, with what went wrong beside where it did."""
    answer = outside_views.AnswerForm(outsider.link_id, typed.reason if typed else "", wrong)
    if outsider.must_answer:
        wanted = await wanted_work(outsider, visitor.say.language)
        return outside_views.asked_page(printer, visitor, wanted, outsider, answer, now())
    seen = await outside_view(outsider, visitor.say.language, objects)
    limit_bytes = settings.picture_limit_bytes
    return outside_views.outside_page(
        printer, visitor, seen, outsider, answer, now(), picture_limit_bytes=limit_bytes
    )


handlers = (
    look_from_outside,
    accept_from_outside,
    decline_from_outside,
    look_at_photo_from_outside,
)
