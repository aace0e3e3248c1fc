"""The report form: what was typed, and a plain sentence for each thing that is not right yet."""

import re
from dataclasses import dataclass, field
from typing import cast
from uuid import UUID

from litestar.datastructures import FormMultiDict, UploadFile

from server.accounts.secrets import new_secret
from server.dwellings.address import dwelling_at
from server.identifiers import new_id
from server.repair_requests.errors import PhoneRefused
from server.repair_requests.faults import Room
from server.repair_requests.phone_number import as_dialled
from server.repair_requests.schemas import EMAIL, DayPart, NewReport
from server.sentences import Language, Sentences, language_wished
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
}
_POSTCODE = re.compile(r"[1-9]\d{3}\s*[A-Za-z]{2}")
_SECRET = re.compile(r"[\w-]{20,64}")
_EMAIL = re.compile(EMAIL)


@dataclass(frozen=True)
class TypedReport:
    """What the browser sent, as it was typed."""

    id: UUID
    retry_secret: str = ""
    fault: str = ""
    room: str = ""
    language: Language = "nl"
    description: str = ""
    postcode: str = ""
    house_number: str = ""
    name: str = ""
    phone: str = ""
    email: str = ""
    access_notes: str = ""
    moments: tuple[DayPart, ...] = ()
    pictures: tuple[UploadFile, ...] = field(default=(), repr=False)

    @classmethod
    def blank(cls, fault: str, room: str, language: Language) -> "TypedReport":
        """A fresh form. Its id and secret go along with every attempt to send it."""
        return cls(new_id(), new_secret(), fault=fault, room=room, language=language)

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
        )


def typed_report(data: FormMultiDict) -> TypedReport:
    """Read the form as it came. A file field that was left empty arrives as a file without name."""
    return TypedReport(
        id=_id_in(data),
        retry_secret=_secret_in(data),
        fault=_line(data, "fault"),
        room=_line(data, "room"),
        language=language_wished(_line(data, "language")),
        moments=tuple(
            moment for moment in MOMENTS if moment in cast("list[str]", data.getall("moments", []))
        ),
        pictures=pictures_in(data),
        **{name: _line(data, name) for name in _LONGEST},
    )


def pictures_in(data: FormMultiDict) -> tuple[UploadFile, ...]:
    return tuple(
        file for file in data.getall("photos", []) if isinstance(file, UploadFile) and file.filename
    )


def _id_in(data: FormMultiDict) -> UUID:
    try:
        return UUID(_line(data, "id"))
    except ValueError:
        return new_id()


def _secret_in(data: FormMultiDict) -> str:
    """What our own form put there; anything else is none."""
    found = _line(data, "retry_secret")
    return found if _SECRET.fullmatch(found) else ""


def _line(data: FormMultiDict, name: str) -> str:
    value = data.get(name, "")
    return readable_part(value).strip() if isinstance(value, str) else ""


async def wrong_in(
    report: TypedReport, say: Sentences, phone: str, *, limit_bytes: int
) -> dict[str, str]:
    """Field by field, in the order of the form, what the tenant should change."""
    found = {
        "description": _wrong_description(report, say),
        "photos": await wrong_with_pictures(report.pictures, say, limit_bytes=limit_bytes),
        "postcode": "" if _POSTCODE.fullmatch(report.postcode) else say("wrong.postcode"),
        "house_number": "" if report.house_number else say("wrong.houseNumber"),
        "name": "" if report.name else say("wrong.name"),
        "phone": _wrong_phone(report, say),
        "email": _wrong_email(report, say),
    }
    for name, longest in _LONGEST.items():
        if len(getattr(report, name)) > longest:
            found[name] = say("wrong.tooLong")
    if not found["postcode"] and not found["house_number"] and not await _is_ours(report):
        found["postcode"] = say("wrong.address", phone=phone)
    return {name: sentence for name, sentence in found.items() if sentence}


def _wrong_description(report: TypedReport, say: Sentences) -> str:
    return "" if report.description else say("wrong.description")


def _wrong_phone(report: TypedReport, say: Sentences) -> str:
    if not report.phone:
        return say("wrong.phone")
    try:
        as_dialled(report.phone)
    except PhoneRefused:
        return say("wrong.phoneImpossible")
    return ""


def _wrong_email(report: TypedReport, say: Sentences) -> str:
    is_right = not report.email or _EMAIL.fullmatch(report.email)
    return "" if is_right else say("wrong.email")


async def _is_ours(report: TypedReport) -> bool:
    return await dwelling_at(report.postcode, report.house_number) is not None
