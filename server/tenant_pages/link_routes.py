"""What is done with links on the plain pages: a tenant lets somebody in who helps her, a helper
goes along into the call, and whoever lost a link asks for another."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.background_tasks import BackgroundTask
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER

from server.accounts import cookies
from server.caller import enter_case, helper_by_cookie
from server.case_links import helpers, lost_link
from server.case_links import service as case_links
from server.case_links.errors import TooManyHelpers
from server.clock import now
from server.errors import DomainError, NotFound
from server.guests import helping
from server.guests.guest_link import COOKIE_LASTS as GUEST_COOKIE_LASTS
from server.rate_limits.budgets import LOST_LINK
from server.rate_limits.counting import Limiter
from server.rate_limits.errors import TooManyRequests
from server.rate_limits.middleware import spend_from_form
from server.repair_requests.service import link_for
from server.settings import Settings
from server.tenant_pages import link_views, views
from server.tenant_pages.case_page import case_page
from server.tenant_pages.link_form import typed_helper, typed_wish, wrong_in_wish
from server.tenant_pages.pages import Printer, Visitor
from server.tenant_pages.sent_form import FromNobodyWeKnow, SentForm
from storage.objects import ObjectStore

AnyRequest = Request[Any, Any, Any]


@post("/r/helpers", summary="Let somebody in who helps me", status_code=200)
async def let_helper_in(
    sent: SentForm,
    visitor: Visitor,
    printer: Printer,
    objects: ObjectStore,
    settings: Settings,
) -> Response[bytes]:
    """The answer is the link itself. Sent again, it is the same link with another secret."""
    tenant = sent.tenant
    if sent.wait:
        wrong = visitor.say("wrong.tooOften")
        page = await case_page(tenant, visitor, printer, objects, settings, helpers_wrong=wrong)
        return views.refusing(page, TooManyRequests(sent.wait))
    wanted = typed_helper(sent.data)
    wrong = "" if wanted else visitor.say("helpers.wrongName")
    if wanted:
        try:
            made, secret = await helpers.let_in(tenant, tenant.request_id, wanted)
        except TooManyHelpers:
            wrong = visitor.say("helpers.tooMany", most=helpers.MOST_HELPERS)
        else:
            link = link_for(settings.public_url, secret)
            return link_views.helper_made_page(printer, visitor, made, link, now())
    return await case_page(tenant, visitor, printer, objects, settings, helpers_wrong=wrong)


@post(
    "/r/helpers/{link_id:uuid}/revoke",
    summary="Put out who helps me",
    status_code=HTTP_303_SEE_OTHER,
)
async def revoke_helper(pressed: SentForm, link_id: UUID) -> Redirect:
    """Whoever came in with that link is out, also of a call."""
    await case_links.revoke(pressed.tenant, pressed.tenant.request_id, link_id)
    return Redirect("/r", status_code=303)


@post("/r/look-along", summary="Look along in her call", status_code=HTTP_303_SEE_OTHER)
async def look_along_as_helper(
    request: AnyRequest,
    visitor: Visitor,
    printer: Printer,
    objects: ObjectStore,
    settings: Settings,
) -> Response[Any]:
    """A helper becomes a guest of the call, with whatever a guest may and may not."""
    helper = await helper_by_cookie(request)
    if helper is None:
        raise FromNobodyWeKnow(await request.form())
    try:
        secret = await helping.come_to_call(helper)
    except NotFound:
        raise
    except DomainError:
        await enter_case(request)
        return await case_page(helper, visitor, printer, objects, settings, cannot_join=True)
    cookie = cookies.cookie(
        cookies.GUEST,
        secret,
        max_age=int(GUEST_COOKIE_LASTS.total_seconds()),
        has_tls=settings.has_tls,
    )
    return Redirect("/g", status_code=303, cookies=[cookie])


@get("/lost-link", summary="I lost my link")
async def lose_link(visitor: Visitor, printer: Printer) -> Response[bytes]:
    """What to fill in."""
    return link_views.lost_link_page(printer, visitor)


@post("/lost-link", summary="Ask for a new link", status_code=200)
async def ask_for_link(
    request: AnyRequest,
    visitor: Visitor,
    printer: Printer,
    settings: Settings,
    limiter: Limiter,
) -> Response[bytes]:
    """The same answer for everybody, before anything is looked up: neither its words nor its time
    tell whether there is such a repair."""
    wish = typed_wish(await request.form())
    wait = await spend_from_form(request.scope, limiter, settings.trusted_proxies, LOST_LINK)
    if wait:
        often = {"often": visitor.say("wrong.tooOften")}
        page = link_views.lost_link_page(printer, visitor, wish, often)
        return views.refusing(page, TooManyRequests(wait))
    wrong = wrong_in_wish(wish, visitor.say)
    if wrong:
        return link_views.lost_link_page(printer, visitor, wish, wrong)
    page = link_views.asked_page(printer, visitor)
    page.background = BackgroundTask(
        lost_link.send_to_who_is_known,
        wish.as_number(),
        wish.postcode,
        wish.house_number,
        settings,
        limiter,
    )
    return page


handlers = (let_helper_in, revoke_helper, look_along_as_helper, lose_link, ask_for_link)
