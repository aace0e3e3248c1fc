"""The page on which a tenant chats about her repair: plain forms, that a script makes quicker."""

from typing import Any

import structlog
from litestar import Request, Response, get, post
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER

from server.accounts.service import organisation_named
from server.actors import Tenant
from server.caller import tenant_by_cookie
from server.case_chat import access, feed, reading, service
from server.case_chat.spending import spend_on_case
from server.case_chat.whispers import Whispers
from server.clock import now
from server.rate_limits.counting import Limiter
from server.rate_limits.errors import TooManyRequests
from server.settings import Settings
from server.tenant_pages import views
from server.tenant_pages.chat_form import (
    TypedMessage,
    as_messages,
    typed_message,
    wrong_in_message,
)
from server.tenant_pages.chat_view import chat_view
from server.tenant_pages.pages import Printer, Visitor
from server.tenant_pages.sent_form import SentForm
from storage.errors import StorageUnavailable
from storage.objects import ObjectStore

log = structlog.get_logger()
AnyRequest = Request[Any, Any, Any]


@get("/r/chat", summary="Chat about my repair")
async def read_chat(
    request: AnyRequest,
    visitor: Visitor,
    printer: Printer,
    objects: ObjectStore,
    settings: Settings,
    whispers: Whispers,
) -> Response[bytes]:
    """Whoever has the page before her has read what stands there."""
    tenant = await tenant_by_cookie(request)
    if tenant is None:
        return views.link_page(printer, visitor.at("/r"), "")
    seq = await reading.newest(tenant.request_id)
    if await service.mark_read(tenant, tenant.request_id, seq):
        whispers.look(tenant.request_id)
    return await _page(tenant, visitor, printer, objects, settings)


@post("/r/chat", summary="Say something about my repair", status_code=HTTP_303_SEE_OTHER)
async def say_by_form(
    sent_words: SentForm,
    visitor: Visitor,
    printer: Printer,
    objects: ObjectStore,
    settings: Settings,
    limiter: Limiter,
    whispers: Whispers,
) -> Response[Any]:
    """The plain form's way, photos included. What will not do comes back as it was typed."""
    tenant = sent_words.tenant
    typed = typed_message(sent_words.data)
    if sent_words.wait:
        wrong = visitor.say("wrong.tooOften")
        page = await _page(tenant, visitor, printer, objects, settings, typed, wrong)
        return views.refusing(page, TooManyRequests(sent_words.wait))
    limit_bytes = settings.picture_limit_bytes
    wrong = await wrong_in_message(typed, visitor.say, limit_bytes=limit_bytes)
    if not wrong:
        wrong = await _say(typed, tenant, visitor, objects, settings, limiter)
    if wrong:
        return await _page(tenant, visitor, printer, objects, settings, typed, wrong)
    whispers.said(tenant.request_id, feed.who(tenant))
    return Redirect("/r/chat#newest", status_code=303)


async def _say(
    typed: TypedMessage,
    tenant: Tenant,
    visitor: Visitor,
    objects: ObjectStore,
    settings: Settings,
    limiter: Limiter,
) -> str:
    """Answers what is wrong, if anything."""
    try:
        messages = await as_messages(typed, tenant, objects, settings)
    except StorageUnavailable:
        log.error("tenant_pages.photos_not_stored", request=str(tenant.request_id))
        return visitor.say("chat.wrongStorage")
    try:
        for message in messages:
            await spend_on_case(limiter, tenant.request_id)
            await service.say(tenant, tenant.request_id, message)
    except TooManyRequests:
        return visitor.say("wrong.tooOften")
    return ""


async def _page(
    tenant: Tenant,
    visitor: Visitor,
    printer: Printer,
    objects: ObjectStore,
    settings: Settings,
    typed: TypedMessage | None = None,
    wrong: str = "",
) -> Response[bytes]:
    case = await access.conversation_to_see(tenant, tenant.request_id)
    conversation = await reading.own_conversation(tenant, 0, objects)
    return views.chat_page(
        printer,
        visitor.of(await organisation_named(tenant.organisation_id)),
        chat_view(conversation, visitor.say, now()),
        now(),
        request_id=tenant.request_id,
        number=case.number,
        picture_limit_bytes=settings.picture_limit_bytes,
        typed=typed.text if typed else "",
        wrong=wrong,
    )


handlers = [read_chat, say_by_form]
