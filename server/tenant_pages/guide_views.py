"""What the pages of the guides show."""

from typing import Any

from litestar import Response

from server.case_files.schemas import Case
from server.clock import now
from server.guides.film import film_of
from server.guides.guide import Guide, by_room, guide_for
from server.guides.scene import HEIGHT, WIDTH, shape_of
from server.tenant_pages.pages import Printer, Visitor
from server.tenant_pages.parcel_view import parcel_view


def guides_page(printer: Printer, visitor: Visitor, *, known_tags: str) -> Response[bytes]:
    title = visitor.say("guides.title")
    return printer.kept_page("guides", visitor, known_tags, title=title, rooms=by_room())


def guide_page(
    printer: Printer, visitor: Visitor, guide: Guide, *, room: str, known_tags: str
) -> Response[bytes]:
    """For everybody: who is stuck goes on to the form, of the room she was reporting in."""
    known_room = room if room in guide.fault.rooms else ""
    report = f"/report/{known_room or guide.fault.room}/{guide.code}"
    back = report if known_room else "/guides"
    return printer.kept_page(
        "guide", visitor, known_tags, report=report, back=back, **_told(guide, visitor)
    )


def own_guide_page(
    printer: Printer, visitor: Visitor, guide: Guide, case: Case, *, parcel_wrong: str = ""
) -> Response[bytes]:
    """For a tenant with an open repair: she answers whether it works again, and asks for a part.
    `parcel_wrong` says why she does not get it."""
    visitor = visitor.of(case.organisation).at("/r/guide")
    return printer.page(
        "own_guide",
        visitor,
        status=409 if parcel_wrong else 200,
        case=case,
        back="/r",
        parcel=parcel_view(case, visitor.say, now()),
        parcel_wrong=parcel_wrong,
        **_told(guide, visitor),
    )


def helper_guide_page(
    printer: Printer, visitor: Visitor, guide: Guide, case: Case
) -> Response[bytes]:
    """For who helps her: to read, with nothing of the tenant in it."""
    visitor = visitor.of(case.organisation)
    return printer.page("helper_guide", visitor, back="/r", **_told(guide, visitor))


def _told(guide: Guide, visitor: Visitor) -> dict[str, Any]:
    language = visitor.say.language
    return {
        "title": guide.fault.words(language).title,
        "guide": guide,
        "words": guide.words[language],
        "film": film_of(guide),
        "shapes": {part.part: shape_of(part.part) for each in guide.pictures for part in each},
        "related": [each for each in map(guide_for, guide.related) if each],
        "width": WIDTH,
        "height": HEIGHT,
    }
