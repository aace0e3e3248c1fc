"""What a tenant does with parts, by plain forms on the guide of her own repair."""

from typing import Any, Literal
from uuid import UUID

from litestar import Response, post
from litestar.datastructures import FormMultiDict
from litestar.response import Redirect
from litestar.status_codes import HTTP_303_SEE_OTHER

from server.actors import Tenant
from server.case_files.tenant_case import case_for
from server.errors import DomainError
from server.guides.guide import guide_for
from server.parcels import asking, trying
from server.parcels.errors import PartUnknown, WayImpossible
from server.parcels.schemas import NewParcel
from server.parcels.tables import Way
from server.rate_limits.errors import TooManyRequests
from server.tenant_pages import guide_views, views
from server.tenant_pages.form import id_in, line
from server.tenant_pages.pages import Printer, Visitor
from server.tenant_pages.sent_form import SentForm
from storage.objects import ObjectStore

ParcelSaid = Literal["arrived", "does-not-fit"]
"""As in the address of the form. Whether it works she says of the repair."""

_LONGEST = 32
_COME = "come"
"""In place of a variant: nothing more by post."""


@post("/r/parcel", summary="Send me this part", status_code=HTTP_303_SEE_OTHER)
async def ask_for_part(
    sent: SentForm, visitor: Visitor, printer: Printer, objects: ObjectStore
) -> Response[Any]:
    """Back to her guide, which then says where the part is; or why she does not get it."""
    tenant, form = sent.tenant, sent.data
    if sent.wait:
        page = await _guide(tenant, visitor, printer, objects, visitor.say("wrong.tooOften"))
        return views.refusing(page, TooManyRequests(sent.wait))
    try:
        await asking.ask(tenant, _wanted(form))
    except DomainError as refused:
        return await _guide(tenant, visitor, printer, objects, _why(refused, visitor))
    return Redirect("/r/guide#parcel", status_code=303)


@post(
    "/r/parcel/{parcel_id:uuid}/{parcel_said:str}",
    summary="How it goes with my part",
    status_code=HTTP_303_SEE_OTHER,
)
async def say_about_parcel(
    sent: SentForm,
    parcel_id: UUID,
    parcel_said: ParcelSaid,
    visitor: Visitor,
    printer: Printer,
    objects: ObjectStore,
) -> Response[Any]:
    """It came; or it does not fit, and then which other one she wants, or that we come."""
    tenant, form = sent.tenant, sent.data
    if sent.wait:
        page = await _guide(tenant, visitor, printer, objects, visitor.say("wrong.tooOften"))
        return views.refusing(page, TooManyRequests(sent.wait))
    try:
        if parcel_said == "arrived":
            await trying.arrived(tenant, parcel_id)
        else:
            await _does_not_fit(tenant, parcel_id, form)
    except DomainError as refused:
        return await _guide(tenant, visitor, printer, objects, _why(refused, visitor))
    return Redirect("/r/guide#parcel", status_code=303)


async def _does_not_fit(tenant: Tenant, parcel_id: UUID, form: FormMultiDict) -> None:
    if not form.get("variant"):
        raise PartUnknown  # nothing was chosen
    is_over = form.get("variant") == _COME
    await trying.does_not_fit(tenant, parcel_id, None if is_over else _wanted(form))


def _wanted(form: FormMultiDict) -> NewParcel:
    """What she chose; what is no part, size or way is refused like one that we do not have."""
    part, variant, way = (line(form, name) for name in ("part", "variant", "way"))
    if max(len(part), len(variant)) > _LONGEST:
        raise PartUnknown
    if way not in list(Way):
        raise WayImpossible
    return NewParcel(id_in(form), part, variant, Way(way))


def _why(refused: DomainError, visitor: Visitor) -> str:
    """Mostly her page is older than her repair; what she left out she can still choose."""
    is_unchosen = isinstance(refused, PartUnknown | WayImpossible)
    return visitor.say("parcel.choose" if is_unchosen else "answer.moved")


async def _guide(
    tenant: Tenant, visitor: Visitor, printer: Printer, objects: ObjectStore, wrong: str
) -> Response[Any]:
    case = await case_for(tenant, visitor.say.language, objects)
    guide = guide_for(case.fault) if case.guide else None
    if guide is None:
        return Redirect("/r", status_code=303)
    return guide_views.own_guide_page(printer, visitor, guide, case, parcel_wrong=wrong)


handlers = (ask_for_part, say_about_parcel)
