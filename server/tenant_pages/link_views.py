"""Pages around links: for who helps a tenant, for the link that she makes for a helper, and for who
lost a link."""

from datetime import datetime

from litestar import Response

from server.actors import Helper
from server.case_files.schemas import Case
from server.case_links.schemas import CaseLinkFacts
from server.case_words.spoken_times import SpokenTimes
from server.tenant_pages.case_view import case_view
from server.tenant_pages.link_form import LostLinkForm, TypedWish
from server.tenant_pages.pages import Printer, Visitor, texts_for_script
from server.tenant_pages.pictures import told_of_limits


def helper_page(
    printer: Printer,
    visitor: Visitor,
    case: Case,
    helper: Helper,
    until: datetime,
    now: datetime,
    *,
    picture_limit_bytes: int,
    a_photo_was_refused: bool,
    photos_wrong: str = "",
    cannot_join: bool = False,
) -> Response[bytes]:
    """What comes next, and her own photos. Nothing that was told to us, or is the tenant's to
    decide."""
    visitor = visitor.of(case.organisation).at("/r")
    return printer.page(
        "helper",
        visitor,
        title=case.title,
        script=True,
        status=422 if photos_wrong else 409 if cannot_join else 200,
        uses=("microphone",),
        case=case,
        tenant=(case.tenant_name.split() or [""])[0],
        name=helper.name,
        until=SpokenTimes(visitor.say, now).line(until),
        view=case_view(case, visitor.say, now, "helping"),
        now_iso=now.isoformat(),
        **told_of_limits(picture_limit_bytes),
        photos_wrong=photos_wrong,
        a_photo_was_refused=a_photo_was_refused,
        cannot_join=cannot_join,
        script_texts=texts_for_script(visitor, "notTaken"),
    )


def helper_made_page(
    printer: Printer, visitor: Visitor, made: CaseLinkFacts, link: str, now: datetime
) -> Response[bytes]:
    """The one time that the tenant sees a helper's link. No address leads here, so that nothing
    keeps the secret but she."""
    return printer.page(
        "helper_made",
        visitor.at("/r"),
        title=visitor.say("helpers.madeTitle", name=made.name),
        script=True,
        name=made.name,
        until=SpokenTimes(visitor.say, now).line(made.expires_at),
        link=link,
        script_texts=texts_for_script(visitor),
    )


def lost_link_page(
    printer: Printer,
    visitor: Visitor,
    typed: TypedWish | None = None,
    wrong: dict[str, str] | None = None,
) -> Response[bytes]:
    """What to fill in; with `wrong`, what cannot be right, and everything that was typed."""
    return printer.page(
        "lost",
        visitor,
        title=visitor.say("lost.title"),
        status=422 if wrong else 200,
        form=LostLinkForm(typed or TypedWish(), wrong or {}),
    )


def asked_page(printer: Printer, visitor: Visitor) -> Response[bytes]:
    """The same for everybody: it tells nobody whether there is such a repair."""
    return printer.page("lost_asked", visitor, title=visitor.say("lost.askedTitle"))
