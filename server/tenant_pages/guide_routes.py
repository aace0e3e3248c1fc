"""The guides: what somebody may do herself about a fault.

Open to everybody and about nobody, but for the one of a tenant's own repair, which is read by her
and by who helps her.
"""

from typing import Any

from litestar import Request, Response, get
from litestar.response import Redirect

from server.actors import Helper
from server.caller import enter_case
from server.case_files.tenant_case import case_for
from server.errors import NotFound
from server.guides.film import film_of
from server.guides.guide import Guide, guide_for
from server.tenant_pages import guide_views, views
from server.tenant_pages.pages import Printer, Visitor
from storage.objects import ObjectStore

AnyRequest = Request[Any, Any, Any]


@get("/guides", summary="Fix it yourself, with help")
async def list_guides(request: AnyRequest, visitor: Visitor, printer: Printer) -> Response[bytes]:
    """All guides, by room."""
    return guide_views.guides_page(printer, visitor, known_tags=_known_tags(request))


@get("/guides/{code:str}", summary="How to repair this yourself")
async def read_guide(
    request: AnyRequest, code: str, visitor: Visitor, printer: Printer, room: str = ""
) -> Response[bytes]:
    """Step by step, to read on the phone or to print. `room` is where she was reporting it."""
    guide = _known_guide(code)
    return guide_views.guide_page(
        printer, visitor, guide, room=room, known_tags=_known_tags(request)
    )


@get("/guides/{code:str}/film.svg", summary="What the hands do, as a drawing that moves")
async def watch_film(request: AnyRequest, code: str) -> Response[bytes]:
    """The page names its version in the address, so a browser asks once."""
    film = film_of(_known_guide(code))
    headers = {
        "etag": f'"{film.version}"',
        "cache-control": "max-age=31536000, immutable",
        "content-security-policy": film.policy,
    }
    if film.version in _known_tags(request):
        return Response(b"", media_type="image/svg+xml", status_code=304, headers=headers)
    return Response(film.content, media_type="image/svg+xml", headers=headers)


@get("/r/guide", summary="How to repair this yourself, while it is open")
async def read_own_guide(
    request: AnyRequest, visitor: Visitor, printer: Printer, objects: ObjectStore
) -> Response[Any]:
    """The guide for her own fault, with the answers that move her repair on. Who helps her reads
    along: answering is the tenant's."""
    case_visitor = await enter_case(request)
    if case_visitor is None:
        return views.link_page(printer, visitor.at("/r"), "")
    case = await case_for(case_visitor, visitor.say.language, objects)
    guide = guide_for(case.fault) if case.guide else None
    if guide is None:
        return Redirect("/r", status_code=303)
    if isinstance(case_visitor, Helper):
        return guide_views.helper_guide_page(printer, visitor, guide, case)
    return guide_views.own_guide_page(printer, visitor, guide, case)


def _known_guide(code: str) -> Guide:
    guide = guide_for(code)
    if guide is None:
        raise NotFound
    return guide


def _known_tags(request: AnyRequest) -> str:
    return request.headers.get("if-none-match", "")


handlers = (list_guides, read_guide, watch_film, read_own_guide)
