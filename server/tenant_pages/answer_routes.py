"""The buttons by which a tenant moves her repair on, or back. Each is a form of its own."""

from dataclasses import replace
from typing import Any

from litestar import Response, post
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER

from server.errors import DomainError
from server.rate_limits.errors import TooManyRequests
from server.settings import Settings
from server.tenant_pages import views
from server.tenant_pages.answer_form import Said, carry_out, typed_in
from server.tenant_pages.case_page import case_page
from server.tenant_pages.pages import Printer, Visitor
from server.tenant_pages.sent_form import SentForm
from storage.objects import ObjectStore


@post("/r/say/{said:str}", summary="Move my repair on", status_code=HTTP_303_SEE_OTHER)
async def say_about_repair(
    said: Said,
    sent: SentForm,
    visitor: Visitor,
    printer: Printer,
    objects: ObjectStore,
    settings: Settings,
) -> Response[Any]:
    """Back to her page as it is then, or what to change, with her words kept."""
    tenant = sent.tenant
    typed = typed_in(said, sent.data, visitor.say)
    if sent.wait:
        wrong = replace(typed, wrong=visitor.say("wrong.tooOften"))
        page = await case_page(tenant, visitor, printer, objects, settings, answer_wrong=wrong)
        return views.refusing(page, TooManyRequests(sent.wait))
    if not typed.wrong:
        try:
            await carry_out(tenant, typed)
        except DomainError:
            moved = replace(typed, wrong=visitor.say("answer.moved"), is_late=True)
            return await case_page(tenant, visitor, printer, objects, settings, answer_wrong=moved)
        return Redirect("/r#answer", status_code=303)
    return await case_page(tenant, visitor, printer, objects, settings, answer_wrong=typed)
