"""Which page shows what. Each function turns facts into one page of HTML."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from litestar import Response
from litestar.response import Redirect

from server.answer_headers import Device
from server.case_chat.schemas import LONGEST
from server.case_files.schemas import Case
from server.guests.schemas import OwnInvitation
from server.guides.guide import guide_for
from server.identifiers import new_id
from server.incidents.tables import Incident
from server.rate_limits.errors import TooManyRequests
from server.repair_requests.faults import ROOMS, Fault, FaultWords, RedFlag, faults_in, find
from server.tenant_pages.chat_view import ChatView
from server.tenant_pages.form import MOMENTS, TypedReport
from server.tenant_pages.large_photos import LargePhoto, large_photo_of_case
from server.tenant_pages.pages import Printer, Visitor, texts_for_script
from server.tenant_pages.payers import for_whose_account
from server.tenant_pages.pictures import told_of_limits

_NUMBERS = {"gas_network": "0800-9009", "emergency": "112"}
_CALLS = {
    "gas_network": ("emergency.gasNetwork", "emergency.gasNetworkWho"),
    "emergency": ("emergency.emergency", "emergency.emergencyWho"),
    "organisation": ("emergency.organisation", "emergency.organisationWho"),
}
# The other pages leave taking pictures to the browser's own file chooser.
IN_A_CALL: tuple[Device, ...] = ("camera", "microphone")
_TROUBLE_TITLES = {
    "trouble.missing": "trouble.missingTitle",
    "trouble.elsewhere": "trouble.missingTitle",
    "trouble.broken": "trouble.brokenTitle",
    "trouble.ours": "trouble.oursTitle",
    "trouble.tooOften": "trouble.tooOftenTitle",
}
LINK_TROUBLE = {"unknown": 404, "expired": 410}
_GUEST_TROUBLE = {**LINK_TROUBLE, "used": 409}


@dataclass(frozen=True)
class FilledForm:
    """The form with what was typed, and the sentences beside the fields."""

    typed: TypedReport
    wrong: dict[str, str]
    refused: str = ""
    """Why it was not sent, although nothing in it is wrong."""

    @property
    def first_wrong(self) -> str:
        return next(iter(self.wrong), "")

    @property
    def photos_lost(self) -> bool:
        """A browser never lets a page choose files: what was chosen has to be chosen again."""
        return bool((self.wrong or self.refused) and self.typed.pictures)


@dataclass(frozen=True)
class Known:
    """What makes the form perhaps needless: said above it."""

    incidents: tuple[Incident, ...] = ()
    own_number: str = ""
    """Of the same fault, reported in this browser."""


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


def danger_page(
    printer: Printer, visitor: Visitor, room: str, fault: Fault, danger: RedFlag
) -> Response[bytes]:
    """What to do after a yes to a red flag, with the way back to the form."""
    words = danger.words(visitor.say.language)
    return printer.page(
        "emergency",
        visitor,
        title=visitor.say("emergency.title"),
        words=FaultWords(words.question, "", (), emergency=words.steps),
        calls=[_call(whom, visitor) for whom in danger.call],
        back=f"/report/{room}/{fault.code}",
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
    known: Known | None = None,
    refused: TooManyRequests | None = None,
) -> Response[bytes]:
    """The whole form on one page; with `wrong`, what to change and everything that was typed.
    `refused` shows the same to whoever has to wait."""
    fault = find(typed.fault)
    if fault is None:
        raise LookupError(typed.fault)
    words = fault.words(visitor.say.language)
    page = printer.page(
        "form",
        visitor.at(f"/report/{typed.room}/{typed.fault}"),
        title=words.title,
        script=True,
        status=422 if wrong else 200,
        words=words,
        fault=fault,
        payers=for_whose_account(fault, visitor.say),
        known=known or Known(),
        guide=None if wrong or refused else guide_for(typed.fault),
        room=typed.room,
        form=FilledForm(typed, wrong or {}, visitor.say("wrong.tooOften") if refused else ""),
        moments=MOMENTS,
        **told_of_limits(picture_limit_bytes),
        script_texts=texts_for_script(visitor),
        step=3,
        back=f"/report/{typed.room}",
    )
    return refusing(page, refused) if refused else page


def refusing(page: Response[Any], refused: TooManyRequests) -> Response[Any]:
    """The page as it is, for somebody who has to wait: browsers and programs are told how long.
    Where there is no such page any more, she is led on."""
    if isinstance(page, Redirect):
        return page
    page.status_code = refused.status
    page.headers.update(refused.headers)
    return page


def chat_page(
    printer: Printer,
    visitor: Visitor,
    view: ChatView,
    now: datetime,
    *,
    request_id: UUID,
    number: str,
    picture_limit_bytes: int,
    typed: str,
    wrong: str,
) -> Response[bytes]:
    """What was said, and the box to say more; with what she typed where it will not do."""
    visitor = visitor.at("/r/chat")
    return printer.page(
        "chat",
        visitor,
        title=visitor.say("chat.title", organisation=visitor.organisation.name),
        script=True,
        status=422 if wrong else 200,
        uses=IN_A_CALL,
        view=view,
        request_id=request_id,
        number=number,
        message_id=new_id(),
        now_iso=now.isoformat(),
        **told_of_limits(picture_limit_bytes),
        longest=LONGEST,
        typed=typed,
        wrong=wrong,
        script_texts=texts_for_script(visitor, "chat", "chatScript", "notTaken"),
    )


def link_page(printer: Printer, visitor: Visitor, trouble: str) -> Response[bytes]:
    """Nobody is recognised here yet: the page's script reads the link, or tells what to do."""
    if trouble in LINK_TROUBLE:
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
        status=LINK_TROUBLE.get(trouble, 200),
        script_texts=texts_for_script(visitor),
    )


def guest_page(
    printer: Printer, visitor: Visitor, invitation: OwnInvitation | None, trouble: str
) -> Response[bytes]:
    """Who asks the guest to look along; without an invitation, what to do."""
    if invitation:
        title = visitor.say("guest.heading", inviter=invitation.inviter_name)
        return printer.page(
            "guest",
            visitor,
            title=title,
            script=True,
            uses=IN_A_CALL,
            sentence="",
            invitation=invitation,
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


def photo_of_case(
    printer: Printer, visitor: Visitor, case: Case, photo_id: UUID
) -> Response[bytes]:
    """One of her photos, large."""
    photo = large_photo_of_case(case.photos, photo_id)
    return large_photo_page(printer, visitor.of(case.organisation), photo)


def large_photo_page(printer: Printer, visitor: Visitor, photo: LargePhoto) -> Response[bytes]:
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
