"""The page on which a tenant reads how her home is handed over, and answers."""

from typing import Any
from uuid import UUID

from litestar import Request, Response, get, post
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER

from server.actors import Tenant
from server.caller import tenant_by_cookie
from server.case_files.tenant_case import case_for
from server.errors import DomainError
from server.move_outs import answering
from server.move_outs.errors import AgreementRevised
from server.rate_limits.errors import TooManyRequests
from server.sentences import sentences
from server.tenant_pages import views
from server.tenant_pages.move_out_view import TypedAnswer, move_out_page, typed_in
from server.tenant_pages.pages import Printer, Visitor
from server.tenant_pages.sent_form import SentForm
from storage.objects import ObjectStore

AnyRequest = Request[Any, Any, Any]


@get("/r/move-out", summary="How my home is handed over")
async def read_move_out(
    request: AnyRequest, visitor: Visitor, printer: Printer, objects: ObjectStore
) -> Response[Any]:
    """Back to her page where she reported a repair."""
    tenant = await tenant_by_cookie(request)
    if tenant is None:
        return views.link_page(printer, visitor.at("/r"), "")
    return await _page(tenant, visitor, printer, objects)


@post("/r/move-out/answer", summary="Agree, or not", status_code=HTTP_303_SEE_OTHER)
async def answer(
    sent: SentForm, visitor: Visitor, printer: Printer, objects: ObjectStore
) -> Response[Any]:
    """Back to what she answered; or what to change, with all that she wrote."""
    words = sentences(visitor.say.language, "move-out")
    typed = typed_in(sent.data, words)
    if sent.wait:
        typed = typed.because(visitor.say("wrong.tooOften"))
        page = await _page(sent.tenant, visitor, printer, objects, typed)
        return views.refusing(page, TooManyRequests(sent.wait))
    if not typed.wrong:
        try:
            await _carry_out(sent.tenant, typed)
        except AgreementRevised:
            typed = typed.because(words("page.wrongRevised"))
        except DomainError:
            typed = typed.because(words("page.wrongMoved"))
    if typed.wrong:
        return await _page(sent.tenant, visitor, printer, objects, typed)
    return Redirect("/r/move-out#answer", status_code=303)


async def _carry_out(tenant: Tenant, typed: TypedAnswer) -> None:
    if typed.answer == "agree":
        await answering.agree(tenant, typed.version, typed.name)
    else:
        await answering.dispute(tenant, typed.version, typed.name, typed.words)


@post("/r/move-out/done", summary="What I have done", status_code=HTTP_303_SEE_OTHER)
async def tell_done(
    pressed: SentForm, visitor: Visitor, printer: Printer, objects: ObjectStore
) -> Response[Any]:
    """Each of her own works that she ticked; the others are open again."""
    try:
        await answering.tell_done(pressed.tenant, _ids_in(pressed.data.getall("done", [])))
    except DomainError:
        late = sentences(visitor.say.language, "move-out")("page.wrongMoved")
        typed = TypedAnswer().because(late)
        return await _page(pressed.tenant, visitor, printer, objects, typed)
    return Redirect("/r/move-out#left", status_code=303)


def _ids_in(ticked: list[Any]) -> set[UUID]:
    """What is no id is nobody's work."""
    found: set[UUID] = set()
    for each in ticked:
        try:
            found.add(UUID(str(each)))
        except ValueError:
            continue
    return found


async def _page(
    tenant: Tenant,
    visitor: Visitor,
    printer: Printer,
    objects: ObjectStore,
    typed: TypedAnswer | None = None,
) -> Response[Any]:
    case = await case_for(tenant, visitor.say.language, objects)
    if case.move_out is None:
        return Redirect("/r", status_code=303)
    return move_out_page(printer, visitor, case, case.move_out, typed)


handlers = (read_move_out, answer, tell_done)
