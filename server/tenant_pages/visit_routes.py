"""A tenant chooses when somebody comes, moves it, says that nothing suits her, or takes it along
for her calendar: plain pages and forms, as those of the video call."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER

from server.accounts.service import organisation_named
from server.actors import Tenant
from server.calendar_file import CalendarEvent
from server.caller import case_visitor_by_cookie, tenant_by_cookie
from server.case_chat import feed
from server.case_chat.schemas import NewMessage
from server.case_chat.service import say as say_in_chat
from server.case_chat.whispers import Whispers
from server.errors import DomainError, NotFound
from server.planning import choosing
from server.planning.errors import BlockNotOffered, BlockTaken, OnlyEmergencies
from server.rate_limits.counting import Limiter
from server.rate_limits.errors import TooManyRequests
from server.sentences import Sentences
from server.settings import Settings
from server.tenant_pages import views
from server.tenant_pages.answer_form import wrong_words
from server.tenant_pages.form import id_in, line
from server.tenant_pages.moment_routes import calendar_answer, too_often
from server.tenant_pages.moment_view import (
    NOTHING_WRONG,
    Chosen,
    Wrong,
    calendar_words,
    chosen_in,
    moment_page,
    visit_offer,
)
from server.tenant_pages.pages import Printer, Visitor
from server.tenant_pages.sent_form import SentForm

AnyRequest = Request[Any, Any, Any]
_REMINDS_BEFORE = "PT1H"


@get("/r/visit", summary="When may you come?")
async def choose_block(
    request: AnyRequest, visitor: Visitor, printer: Printer, day: str = "", at: str = ""
) -> Response[bytes]:
    """Days; with `day` its blocks; with `at` the sentence to say yes to."""
    tenant = await tenant_by_cookie(request)
    if tenant is None:
        return views.link_page(printer, visitor.at("/r"), "")
    return await _page(tenant, visitor, printer, chosen_in(day, at))


@post("/r/visit", summary="Come then", status_code=HTTP_303_SEE_OTHER)
async def take_block(sent: SentForm, visitor: Visitor, printer: Printer) -> Response[Any]:
    """Back to her page, which then says when; or why not, with the blocks that are left."""
    chosen = chosen_in("", line(sent.data, "at"))
    if sent.wait:
        wrong = Wrong(visitor.say("wrong.tooOften"))
        page = await _page(sent.tenant, visitor, printer, chosen, wrong)
        return views.refusing(page, TooManyRequests(sent.wait))
    try:
        if chosen.at is None:
            raise BlockNotOffered
        await choosing.take_block(sent.tenant, chosen.at)
    except DomainError as refused:
        wrong = Wrong(_why(refused, visitor.say), refused.status)
        return await _page(sent.tenant, visitor, printer, Chosen(chosen.day), wrong)
    return Redirect("/r", status_code=303)


def _why(refused: DomainError, say: Sentences) -> str:
    """What has to be done by telephone, the page says by itself."""
    if isinstance(refused, BlockTaken):
        return say("moment.taken")
    if isinstance(refused, OnlyEmergencies):
        return say("moment.onlyEmergencies")
    return say("moment.notOffered") if isinstance(refused, BlockNotOffered) else ""


@post("/r/visit/none", summary="None of these suits me", status_code=HTTP_303_SEE_OTHER)
async def say_no_block_suits(
    sent_words: SentForm, visitor: Visitor, printer: Printer, limiter: Limiter, whispers: Whispers
) -> Response[Any]:
    """On to the chat, where her words stand and are answered. What she has stays hers."""
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
    await say_in_chat(tenant, tenant.request_id, NewMessage(message_id, words))
    whispers.said(tenant.request_id, feed.who(tenant))
    return Redirect("/r/chat#newest", status_code=303)


@get("/r/visit.ics", summary="Put it in my calendar")
async def take_along(
    request: AnyRequest, visitor: Visitor, printer: Printer, settings: Settings
) -> Response[bytes]:
    """For who helps her too: she may look along."""
    case_visitor = await case_visitor_by_cookie(request)
    if case_visitor is None:
        return views.link_page(printer, visitor.at("/r"), "")
    visit = await choosing.own_visit(case_visitor)
    planned = visit.appointment
    if planned is None or visit.job_id is None:
        raise NotFound
    title, description = calendar_words(
        visit_offer(visit), visitor.of(await organisation_named(case_visitor.organisation_id))
    )
    event = CalendarEvent(
        visit.job_id,
        planned.begins_at,
        planned.ends_at,
        visit.sequence,
        title,
        description,
        f"{settings.public_url}/r",
        _REMINDS_BEFORE,
    )
    return calendar_answer(event)


async def _page(
    tenant: Tenant,
    visitor: Visitor,
    printer: Printer,
    chosen: Chosen,
    wrong: Wrong = NOTHING_WRONG,
    message_id: UUID | None = None,
) -> Response[bytes]:
    visit = await choosing.own_visit(tenant)
    theirs = visitor.of(await organisation_named(tenant.organisation_id))
    return moment_page(printer, theirs, visit_offer(visit), chosen, wrong, message_id)


handlers = (choose_block, take_block, say_no_block_suits, take_along)
