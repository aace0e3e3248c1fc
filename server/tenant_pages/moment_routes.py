"""A tenant chooses when the video call is, moves it, says that nothing suits her, or takes the
moment along for her calendar: plain pages and forms."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER

from server.accounts.service import organisation_named
from server.actors import Tenant
from server.calendar_file import CalendarEvent, calendar_file
from server.caller import case_visitor_by_cookie, tenant_by_cookie
from server.case_chat import feed
from server.case_chat.schemas import NewMessage
from server.case_chat.spending import spend_on_case
from server.case_chat.whispers import Whispers
from server.clock import now
from server.errors import DomainError, NotFound
from server.moments import choosing
from server.moments.errors import MomentNotOffered, MomentTaken
from server.previsits.tables import CALL_TAKES
from server.rate_limits.counting import Limiter
from server.rate_limits.errors import TooManyRequests
from server.sentences import Sentences
from server.settings import Settings
from server.tenant_pages import views
from server.tenant_pages.answer_form import wrong_words
from server.tenant_pages.form import id_in, line
from server.tenant_pages.moment_view import (
    NOTHING_WRONG,
    Chosen,
    Wrong,
    calendar_words,
    call_offer,
    chosen_in,
    moment_page,
)
from server.tenant_pages.pages import Printer, Visitor
from server.tenant_pages.sent_form import SentForm

AnyRequest = Request[Any, Any, Any]
_ROOM_OPENS_BEFORE = "PT30M"


@get("/r/moment", summary="When does it suit me?")
async def choose_moment(
    request: AnyRequest, visitor: Visitor, printer: Printer, day: str = "", at: str = ""
) -> Response[bytes]:
    """Days; with `day` its times; with `at` the sentence to say yes to."""
    tenant = await tenant_by_cookie(request)
    if tenant is None:
        return views.link_page(printer, visitor.at("/r"), "")
    return await _page(tenant, visitor, printer, chosen_in(day, at))


@post("/r/moment", summary="Call me then", status_code=HTTP_303_SEE_OTHER)
async def take_moment(sent: SentForm, visitor: Visitor, printer: Printer) -> Response[Any]:
    """Back to her page, which then says when; or why not, with the moments that are left."""
    tenant = sent.tenant
    chosen = chosen_in("", line(sent.data, "at"))
    if sent.wait:
        wrong = Wrong(visitor.say("wrong.tooOften"))
        page = await _page(tenant, visitor, printer, chosen, wrong)
        return views.refusing(page, TooManyRequests(sent.wait))
    try:
        if chosen.at is None:
            raise MomentNotOffered
        await choosing.take_moment(tenant, chosen.at)
    except DomainError as refused:
        wrong = Wrong(_why(refused, visitor.say), refused.status)
        return await _page(tenant, visitor, printer, Chosen(chosen.day), wrong)
    return Redirect("/r", status_code=303)


def _why(refused: DomainError, say: Sentences) -> str:
    """What has to be done by telephone, the page says by itself."""
    if isinstance(refused, MomentTaken):
        return say("moment.taken")
    return say("moment.notOffered") if isinstance(refused, MomentNotOffered) else ""


@post("/r/moment/none", summary="None of these suits me", status_code=HTTP_303_SEE_OTHER)
async def say_none_suits(
    sent_words: SentForm,
    visitor: Visitor,
    printer: Printer,
    limiter: Limiter,
    whispers: Whispers,
) -> Response[Any]:
    """On to the chat, where her words stand and are answered."""
    tenant = sent_words.tenant
    words, message_id = line(sent_words.data, "words"), id_in(sent_words.data)
    wrong, refused = wrong_words(words, visitor.say), None
    if not wrong or sent_words.wait:
        refused = await too_often(sent_words, limiter)
    if refused:
        wrong = visitor.say("wrong.tooOften")
    if wrong:
        beside = Wrong(status=422, words=words, beside_words=wrong)
        page = await _page(tenant, visitor, printer, Chosen(), beside, message_id)
        return views.refusing(page, refused) if refused else page
    await choosing.none_suits(tenant, NewMessage(message_id, words))
    whispers.said(tenant.request_id, feed.who(tenant))
    return Redirect("/r/chat#newest", status_code=303)


async def too_often(sent: SentForm, limiter: Limiter) -> TooManyRequests | None:
    """From her, or in her case by whoever writes there."""
    if sent.wait:
        return TooManyRequests(sent.wait)
    try:
        await spend_on_case(limiter, sent.tenant.request_id)
    except TooManyRequests as refused:
        return refused
    return None


@get("/r/moment.ics", summary="Put it in my calendar")
async def take_along(
    request: AnyRequest, visitor: Visitor, printer: Printer, settings: Settings
) -> Response[bytes]:
    """For who helps her too: she may look along."""
    case_visitor = await case_visitor_by_cookie(request)
    if case_visitor is None:
        return views.link_page(printer, visitor.at("/r"), "")
    moments = await choosing.own_moments(case_visitor)
    if moments.call_id is None or moments.planned_at is None:
        raise NotFound
    title, description = calendar_words(
        call_offer(moments), visitor.of(await organisation_named(case_visitor.organisation_id))
    )
    event = CalendarEvent(
        moments.call_id,
        moments.planned_at,
        moments.planned_at + CALL_TAKES,
        moments.moves,
        title,
        description,
        f"{settings.public_url}/r",
        _ROOM_OPENS_BEFORE,
    )
    return calendar_answer(event)


def calendar_answer(event: CalendarEvent) -> Response[bytes]:
    """One event, to be put in a calendar."""
    return Response(
        calendar_file([event], now()),
        media_type="text/calendar",
        headers={
            "content-disposition": 'attachment; filename="vooraf.ics"',
            "cache-control": "no-store",
        },
    )


async def _page(
    tenant: Tenant,
    visitor: Visitor,
    printer: Printer,
    chosen: Chosen,
    wrong: Wrong = NOTHING_WRONG,
    message_id: UUID | None = None,
) -> Response[bytes]:
    moments = await choosing.own_moments(tenant)
    theirs = visitor.of(await organisation_named(tenant.organisation_id))
    return moment_page(printer, theirs, call_offer(moments), chosen, wrong, message_id)


handlers = (choose_moment, take_moment, say_none_suits, take_along)
