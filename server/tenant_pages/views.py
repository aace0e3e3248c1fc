"""Which page shows what. Each function turns facts into one page of HTML."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from litestar import Response

from server.actors import Outsider
from server.case_files.outside_view import OutsideView
from server.case_files.schemas import Case
from server.guests.schemas import OwnInvitation
from server.repair_requests.faults import ROOMS, Fault, faults_in, find
from server.tenant_pages.case_view import case_view
from server.tenant_pages.drawn_marks import marked
from server.tenant_pages.form import MOMENTS, TypedReport
from server.tenant_pages.large_photos import LargePhoto, large_photo_of_case, large_photo_outside
from server.tenant_pages.outside_groups import outside_groups
from server.tenant_pages.pages import Printer, Visitor, texts_for_script
from server.tenant_pages.pictures import MOST_PICTURES, in_words
from server.tenant_pages.spoken_times import SpokenTimes

_NUMBERS = {"gas_network": "0800-9009", "emergency": "112"}
_CALLS = {
    "gas_network": ("emergency.gasNetwork", "emergency.gasNetworkWho"),
    "emergency": ("emergency.emergency", "emergency.emergencyWho"),
    "organisation": ("emergency.organisation", "emergency.organisationWho"),
}
_TROUBLE_TITLES = {
    "trouble.missing": "trouble.missingTitle",
    "trouble.broken": "trouble.brokenTitle",
}
_LINK_TROUBLE = {"unknown": 404, "expired": 410}
_GUEST_TROUBLE = {**_LINK_TROUBLE, "used": 409}


@dataclass(frozen=True)
class FilledForm:
    """The form with what was typed, and the sentences beside the fields."""

    typed: TypedReport
    wrong: dict[str, str]

    @property
    def first_wrong(self) -> str:
        return next(iter(self.wrong), "")

    @property
    def photos_lost(self) -> bool:
        """A browser never lets a page choose files: what was chosen has to be chosen again."""
        return bool(self.wrong and self.typed.pictures)


@dataclass(frozen=True)
class Call:
    """A telephone number to phone now, and when."""

    number: str
    label: str
    who: str


def rooms_page(printer: Printer, visitor: Visitor) -> Response[bytes]:
    rooms = [room for room in ROOMS if room != "danger"]
    title = visitor.say("rooms.title")
    return printer.page("rooms", visitor, title=title, rooms=rooms, step=1, back="")


def faults_page(printer: Printer, visitor: Visitor, room: str) -> Response[bytes]:
    title = visitor.say("faults.dangerTitle" if room == "danger" else "faults.title")
    faults = faults_in(room)
    return printer.page("faults", visitor, title=title, room=room, faults=faults, step=2, back="/")


def emergency_page(printer: Printer, visitor: Visitor, room: str, fault: Fault) -> Response[bytes]:
    return printer.page(
        "emergency",
        visitor,
        title=visitor.say("emergency.title"),
        words=fault.words(visitor.say.language),
        calls=[_call(whom, visitor) for whom in fault.call],
        back=f"/report/{room}",
    )


def _call(whom: str, visitor: Visitor) -> Call:
    label, who = _CALLS[whom]
    number = _NUMBERS.get(whom, visitor.phone)
    return Call(
        number,
        visitor.say(label, phone=number),
        visitor.say(who, name=visitor.organisation.name),
    )


def form_page(
    printer: Printer,
    visitor: Visitor,
    typed: TypedReport,
    *,
    picture_limit_bytes: int,
    wrong: dict[str, str] | None = None,
) -> Response[bytes]:
    """The whole form on one page; with `wrong`, what to change and everything that was typed."""
    fault = find(typed.fault)
    if fault is None:
        raise LookupError(typed.fault)
    words = fault.words(visitor.say.language)
    return printer.page(
        "form",
        visitor.at(f"/report/{typed.room}/{typed.fault}"),
        title=words.title,
        script=True,
        status=422 if wrong else 200,
        words=words,
        room=typed.room,
        form=FilledForm(typed, wrong or {}),
        moments=MOMENTS,
        picture_limit=picture_limit_bytes,
        picture_limit_in_words=in_words(picture_limit_bytes),
        most_pictures=MOST_PICTURES,
        script_texts=texts_for_script(visitor),
        step=3,
        back=f"/report/{typed.room}",
    )


def case_page(
    printer: Printer,
    visitor: Visitor,
    case: Case,
    now: datetime,
    *,
    picture_limit_bytes: int,
    a_photo_was_refused: bool,
    photos_wrong: str = "",
) -> Response[bytes]:
    visitor = visitor.of(case.organisation).at("/r")
    return printer.page(
        "case",
        visitor,
        title=case.title,
        script=True,
        status=422 if photos_wrong else 200,
        case=case,
        view=case_view(case, visitor.say, now),
        now_iso=now.isoformat(),
        picture_limit=picture_limit_bytes,
        picture_limit_in_words=in_words(picture_limit_bytes),
        most_pictures=MOST_PICTURES,
        photos_wrong=photos_wrong,
        a_photo_was_refused=a_photo_was_refused,
        script_texts=texts_for_script(visitor, "notTaken"),
    )


def link_page(printer: Printer, visitor: Visitor, trouble: str) -> Response[bytes]:
    """Nobody is recognised here yet: the page's script reads the link, or tells what to do."""
    if trouble in _LINK_TROUBLE:
        title, sentence = f"link.{trouble}Title", f"link.{trouble}"
    else:
        title, sentence = "link.title", "link.needed"
    return printer.page(
        "link",
        visitor,
        title=visitor.say(title),
        sentence=visitor.say(sentence, phone=visitor.phone),
        is_over=trouble == "expired",
        script=True,
        status=_LINK_TROUBLE.get(trouble, 200),
        script_texts=texts_for_script(visitor),
    )


def guest_page(
    printer: Printer, visitor: Visitor, invitation: OwnInvitation | None, trouble: str
) -> Response[bytes]:
    """Who asks the guest to look along; without an invitation, what to do."""
    if invitation:
        title = visitor.say("guest.heading", inviter=invitation.inviter_name)
        return printer.page(
            "guest", visitor, title=title, sentence="", invitation=invitation, script=True
        )
    known = trouble if trouble in _GUEST_TROUBLE else ""
    return printer.page(
        "guest",
        visitor,
        title=visitor.say(f"guest.{known}Title" if known else "guest.title"),
        sentence=visitor.say(f"guest.{known}" if known else "guest.needed"),
        invitation=None,
        script=True,
        status=_GUEST_TROUBLE.get(known, 200),
    )


def outside_door(printer: Printer, visitor: Visitor, trouble: str) -> Response[bytes]:
    """Nobody is recognised here: the page's script reads the link, or tells what to do."""
    known = trouble if trouble in _LINK_TROUBLE else ""
    return printer.page(
        "outside",
        visitor,
        title=visitor.say(f"outside.{known}Title" if known else "outside.title"),
        sentence=visitor.say(f"outside.{known or 'needed'}", phone=visitor.phone),
        job=None,
        script=True,
        status=_LINK_TROUBLE.get(known, 200),
        script_texts=texts_for_script(visitor),
    )


def outside_page(
    printer: Printer,
    visitor: Visitor,
    job: OutsideView,
    outsider: Outsider,
    now: datetime,
    *,
    picture_limit_bytes: int,
) -> Response[bytes]:
    """What somebody outside may see of a job, or add to it."""
    visitor = visitor.of(job.organisation).at("/o")
    return printer.page(
        "outside",
        visitor,
        title=job.title,
        sentence="",
        script=True,
        job=job,
        groups=outside_groups(job),
        marked=marked,
        job_id=outsider.job_id,
        name=outsider.name,
        until=SpokenTimes(visitor.say, now).line(job.expires_at),
        now_iso=now.isoformat(),
        picture_limit=picture_limit_bytes,
        picture_limit_in_words=in_words(picture_limit_bytes),
        most_pictures=MOST_PICTURES,
        script_texts=texts_for_script(visitor, "notTaken"),
    )


def photo_of_case(
    printer: Printer, visitor: Visitor, case: Case, photo_id: UUID
) -> Response[bytes]:
    """One of her photos, large."""
    photo = large_photo_of_case(case.photos, photo_id)
    return _photo_page(printer, visitor.of(case.organisation), photo)


def photo_outside(
    printer: Printer, visitor: Visitor, job: OutsideView, photo_id: UUID
) -> Response[bytes]:
    """One of the photos that somebody outside may see, large, with what was drawn on it."""
    photo = large_photo_outside(
        outside_groups(job), lambda moment: visitor.say(f"outside.{moment}"), photo_id
    )
    return _photo_page(printer, visitor.of(job.organisation), photo)


def _photo_page(printer: Printer, visitor: Visitor, photo: LargePhoto) -> Response[bytes]:
    which = visitor.say("page.photoOfAll", n=photo.place, count=photo.count)
    title = " · ".join(filter(None, (photo.title, which)))
    return printer.page("photo", visitor, title=title, photo=photo)


def trouble_page(
    printer: Printer, visitor: Visitor, sentence: str, *, status: int
) -> Response[bytes]:
    return printer.page(
        "trouble",
        visitor,
        title=visitor.say(_TROUBLE_TITLES.get(sentence, "wrong.title")),
        sentence=visitor.say(sentence, phone=visitor.phone),
        status=status,
    )
