"""The report form: what was typed, and a plain sentence for each thing that is not right yet."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, cast, get_args
from uuid import UUID

from litestar.datastructures import FormMultiDict, UploadFile

from server.accounts.secrets import new_secret
from server.dwellings.address import dwelling_at
from server.identifiers import new_id
from server.language import TenantLanguage, tenant_language_wished
from server.mail_address import is_address
from server.plain_digits import plain_digits
from server.repair_requests.errors import PhoneRefused
from server.repair_requests.faults import Room, find
from server.repair_requests.phone_number import as_dialled
from server.repair_requests.questions import (
    AboutFault,
    AboutHome,
    Lift,
    Reporter,
    Since,
    YesNo,
    YesNoUnknown,
)
from server.repair_requests.schemas import DayPart, NewReport
from server.sentences import Sentences
from server.tenant_pages.pictures import wrong_with_pictures
from signalling.free_text import readable_part

MOMENTS: tuple[DayPart, ...] = ("morning", "afternoon", "evening")
_LONGEST = {
    "description": 4000,
    "postcode": 16,
    "house_number": 16,
    "name": 120,
    "phone": 40,
    "email": 254,
    "access_notes": 4000,
    "earlier_number": 16,
    "pets": 200,
    "parking": 200,
    "floor": 40,
    "reporter_name": 80,
    "reporter_phone": 40,
}
_CHOICES = {
    "since": get_args(Since),
    "sometimes": get_args(YesNo),
    "before": get_args(YesNo),
    "own_fitting": get_args(YesNoUnknown),
    "other_toilet": get_args(YesNo),
    "lift": get_args(Lift),
}
_NUMBERS = ("phone", "reporter_phone", "postcode", "house_number", "earlier_number")
POSTCODE = re.compile(r"[1-9]\d{3}\s*[A-Za-z]{2}")
_SECRET = re.compile(r"[\w-]{20,64}")


@dataclass(frozen=True)
class TypedReport:
    """What the browser sent, as it was typed."""

    id: UUID
    retry_secret: str = ""
    fault: str = ""
    room: str = ""
    language: TenantLanguage = "nl"
    description: str = ""
    postcode: str = ""
    house_number: str = ""
    name: str = ""
    phone: str = ""
    email: str = ""
    access_notes: str = ""
    since: Since = ""
    sometimes: YesNo = ""
    before: YesNo = ""
    earlier_number: str = ""
    own_fitting: YesNoUnknown = ""
    other_toilet: YesNo = ""
    pets: str = ""
    parking: str = ""
    floor: str = ""
    lift: Lift = ""
    for_other: bool = False
    """Somebody reports for the tenant."""
    reporter_name: str = ""
    reporter_phone: str = ""
    danger: Mapping[str, str] = field(default_factory=dict[str, str])
    """"yes" or "no" by red flag, of those of the fault that she answered."""
    moments: tuple[DayPart, ...] = ()
    pictures: tuple[UploadFile, ...] = field(default=(), repr=False)

    @classmethod
    def blank(cls, fault: str, room: str, language: TenantLanguage) -> "TypedReport":
        """A fresh form. Its id and secret go along with every attempt to send it."""
        return cls(new_id(), new_secret(), fault=fault, room=room, language=language)

    @property
    def first_danger(self) -> str:
        """The red flag that she said yes to; "" when there is none."""
        return next((flag for flag, said in self.danger.items() if said == "yes"), "")

    def as_new_report(self) -> NewReport:
        return NewReport(
            id=self.id,
            retry_secret=self.retry_secret or None,
            fault=self.fault,
            description=self.description,
            postcode=self.postcode,
            house_number=self.house_number,
            name=self.name,
            phone=self.phone,
            email=self.email or None,
            access_notes=self.access_notes,
            preferred_moments=list(self.moments),
            language=self.language,
            room=cast("Room", self.room),  # one of its fault's: `take_report` looked
            about_fault=AboutFault(
                since=self.since,
                sometimes=self.sometimes,
                before=self.before,
                earlier_number=self.earlier_number,
                own_fitting=self.own_fitting,
                other_toilet=self.other_toilet,
            ),
            about_home=AboutHome(
                pets=self.pets, parking=self.parking, floor=self.floor, lift=self.lift
            ),
            reporter=Reporter(name=self.reporter_name, phone=self.reporter_phone)
            if self.for_other
            else None,
        )


def typed_report(data: FormMultiDict) -> TypedReport:
    """Read the form as it came. A file field that was left empty arrives as a file without name."""
    return TypedReport(
        id=id_in(data),
        retry_secret=_secret_in(data),
        fault=line(data, "fault"),
        room=line(data, "room"),
        language=tenant_language_wished(line(data, "language")),
        moments=tuple(
            moment for moment in MOMENTS if moment in cast("list[str]", data.getall("moments", []))
        ),
        pictures=pictures_in(data),
        for_other=bool(line(data, "for_other")),
        danger=_danger_in(data),
        **_chosen_in(data),
        **_lines_in(data),
    )


def _danger_in(data: FormMultiDict) -> dict[str, str]:
    fault = find(line(data, "fault"))
    said = {flag: line(data, f"danger_{flag}") for flag in (fault.flags if fault else ())}
    return {flag: word for flag, word in said.items() if word in ("yes", "no")}


def _lines_in(data: FormMultiDict) -> dict[str, Any]:
    said = {name: line(data, name) for name in _LONGEST}
    return {**said, **{name: plain_digits(said[name]) for name in _NUMBERS}}


def _chosen_in(data: FormMultiDict) -> dict[str, Any]:
    """What can be chosen only; anything else is no answer."""
    said = {name: line(data, name) for name in _CHOICES}
    return {name: word if word in _CHOICES[name] else "" for name, word in said.items()}


def pictures_in(data: FormMultiDict) -> tuple[UploadFile, ...]:
    return tuple(
        file for file in data.getall("photos", []) if isinstance(file, UploadFile) and file.filename
    )


def id_in(data: FormMultiDict) -> UUID:
    try:
        return UUID(line(data, "id"))
    except ValueError:
        return new_id()


def _secret_in(data: FormMultiDict) -> str:
    """What our own form put there; anything else is none."""
    found = line(data, "retry_secret")
    return found if _SECRET.fullmatch(found) else ""


def line(data: FormMultiDict, name: str) -> str:
    value = data.get(name, "")
    return readable_part(value).strip() if isinstance(value, str) else ""


async def wrong_in(
    report: TypedReport, say: Sentences, phone: str, *, limit_bytes: int
) -> dict[str, str]:
    """Field by field, in the order of the form, what the tenant should change."""
    found = {
        **_wrong_danger(report, say),
        "description": _wrong_description(report, say),
        "since": "" if report.since else say("wrong.since"),
        "photos": await wrong_with_pictures(report.pictures, say, limit_bytes=limit_bytes),
        "postcode": "" if POSTCODE.fullmatch(report.postcode) else say("wrong.postcode"),
        "house_number": "" if report.house_number else say("wrong.houseNumber"),
        "name": "" if report.name else say("wrong.name"),
        "phone": _wrong_phone(report.phone, say),
        "email": _wrong_email(report, say),
        **_wrong_reporter(report, say),
    }
    for name, longest in _LONGEST.items():
        if len(getattr(report, name)) > longest:
            found[name] = say("wrong.tooLong")
    if not found["postcode"] and not found["house_number"] and not await _is_ours(report):
        found["postcode"] = say("wrong.address", phone=phone)
    return {name: sentence for name, sentence in found.items() if sentence}


def _wrong_description(report: TypedReport, say: Sentences) -> str:
    return "" if report.description else say("wrong.description")


def _wrong_danger(report: TypedReport, say: Sentences) -> dict[str, str]:
    fault = find(report.fault)
    flags = fault.flags if fault else ()
    return {
        f"danger_{flag}": "" if flag in report.danger else say("wrong.danger") for flag in flags
    }


def _wrong_reporter(report: TypedReport, say: Sentences) -> dict[str, str]:
    if not report.for_other:
        return {}
    return {
        "reporter_name": "" if report.reporter_name else say("wrong.name"),
        "reporter_phone": _wrong_phone(report.reporter_phone, say),
    }


def _wrong_phone(typed: str, say: Sentences) -> str:
    if not typed:
        return say("wrong.phone")
    try:
        as_dialled(typed)
    except PhoneRefused:
        return say("wrong.phoneImpossible")
    return ""


def _wrong_email(report: TypedReport, say: Sentences) -> str:
    is_right = not report.email or is_address(report.email)
    return "" if is_right else say("wrong.email")


async def _is_ours(report: TypedReport) -> bool:
    return await dwelling_at(report.postcode, report.house_number) is not None
