"""The faults a tenant can choose from: facts of `faults.json`, with the sector's (VERA) codes, and
words of `fault_words/`, a file for each language that tenants read.

A fault with steps under `emergency` is never a form: the tenant reads what to do and whom to phone.
"""

from collections.abc import Iterable
from pathlib import Path
from typing import Literal, TypeVar

import msgspec

from server.language import TENANT_LANGUAGES, tenant_language_wished
from server.repair_requests.questions import Ask
from server.repair_requests.who_and_how import WhoAndHow

T = TypeVar("T")

OTHER = "OVE1"
"""Always offered: the tenant's own words say what it is."""

MOVE_OUT = "VER1"
"""Never offered to a tenant: the desk looks at her home with her because she leaves it."""

Room = Literal[
    "kitchen",
    "bathroom",
    "toilet",
    "living",
    "heating",
    "power",
    "water",
    "doors",
    "outside",
    "building",
    "danger",
]

Circumstance = Literal["summer", "other_toilet"]
"""What makes a fault less urgent than it usually is: May to September, another toilet at home."""

Urgency = Literal["P0", "P1", "P2", "P3", "P4"]

CallFirst = Literal["gas_network", "emergency", "organisation"]


class FaultWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a person reads about one fault, in one language."""

    title: str
    ask: str  # what helps us to know, beside the tenant's own words
    photos: tuple[str, ...]  # what to photograph
    parts: tuple[str, ...] = ()  # what a technician is likely to need; in the languages of staff
    caution: str = ""  # when to phone instead of waiting for us
    emergency: tuple[str, ...] = ()  # what to do now, step by step


class FlagWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A question that comes before the form, and what to do after a yes."""

    question: str
    steps: tuple[str, ...]


class RedFlag(msgspec.Struct, frozen=True):
    """Danger that a fault may come with: a yes ends the form."""

    code: str
    call: tuple[CallFirst, ...]

    def words(self, language: str) -> FlagWords:
        return _WORDS[tenant_language_wished(language)].flags[self.code]


class Fault(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One fault. The first of its rooms is the one we name when nobody chose."""

    code: str
    rooms: tuple[Room, ...]
    location: str  # VERA DEFECTLOCATIE
    kind: str  # VERA DEFECTSOORT
    trade: str  # VERA ONDERHOUDSPECIALISME
    priority: Urgency
    milder: dict[Circumstance, Urgency] = {}
    worsened: Urgency | None = None  # with a need that makes it worse; else one step up
    call: tuple[CallFirst, ...] = ()  # whom to phone in an emergency, in this order
    flags: tuple[str, ...] = ()  # what is asked before the form
    asks: tuple[Ask, ...] = ()  # what is asked in it, beside what everybody is asked
    offered: bool = True  # else it is kept for what was reported with it
    shared: str = ""  # the symptom, when one cause may take it from a whole building

    def priority_when(self, circumstances: Iterable[Circumstance]) -> Urgency:
        """How urgent it is as it was reported."""
        found: list[Urgency] = [self.milder[each] for each in circumstances if each in self.milder]
        return max([self.priority, *found])

    @property
    def room(self) -> Room:
        return self.rooms[0]

    @property
    def is_emergency(self) -> bool:
        return bool(self.call)

    @property
    def red_flags(self) -> tuple[RedFlag, ...]:
        """What is asked first."""
        return tuple(FLAGS[code] for code in self.flags)

    @property
    def who_and_how(self) -> WhoAndHow:
        """What she may do about it herself, and for whose account it is."""
        return _WHO_AND_HOW[self.code]

    @property
    def may_cost_her(self) -> bool:
        """It is for the tenant's account, or may be: something to disagree with."""
        return any(each.payer in ("tenant", "subscription") for each in self.who_and_how.payers)

    def words(self, language: str) -> FaultWords:
        return _WORDS[tenant_language_wished(language)].faults[self.code]


class _Catalogue(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    rooms: tuple[Room, ...]
    flags: dict[str, tuple[CallFirst, ...]]
    faults: tuple[Fault, ...]


class _Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One language. `translation` says who has read it."""

    translation: dict[str, str]
    places: dict[str, str]  # rooms that say where to look, in words
    conditions: dict[str, str]  # in which case it is for whose account
    faults: dict[str, FaultWords]
    flags: dict[str, FlagWords] = {}


class CatalogueWrong(ValueError):
    """A folder with faults cannot be used; the message says why, to who set it up."""


class _Read(msgspec.Struct, frozen=True):
    """A whole folder."""

    catalogue: _Catalogue
    words: dict[str, _Words]
    who_and_how: dict[str, WhoAndHow]


def _read(folder: Path) -> _Read:
    return _Read(
        _decoded(folder / "faults.json", _Catalogue),
        {
            language: _decoded(folder / "fault_words" / f"{language}.json", _Words)
            for language in TENANT_LANGUAGES
        },
        _decoded(folder / "who_and_how.json", dict[str, WhoAndHow]),
    )


def _decoded(file: Path, kind: type[T]) -> T:
    try:
        return msgspec.json.decode(file.read_bytes(), type=kind)
    except OSError as error:
        raise CatalogueWrong(f"{file} cannot be read: {error.strerror}") from error
    except msgspec.MsgspecError as error:
        raise CatalogueWrong(f"{file}: {error}") from error


def _wrong_in(read: _Read) -> str:
    """The first thing that makes no sense; "" when all does."""
    faults = {fault.code: fault for fault in read.catalogue.faults}
    marks = faults.keys() ^ read.who_and_how.keys()
    if marks:
        return f"who_and_how.json and faults.json do not name the same faults: {_list(marks)}"
    for fault in faults.values():
        wrong = _wrong_with(fault, read)
        if wrong:
            return f"{fault.code} in faults.json: {wrong}"
    conditions = {payer.when for each in read.who_and_how.values() for payer in each.payers} - {""}
    for language, words in read.words.items():
        missing = (faults.keys() - words.faults.keys()) | (conditions - words.conditions.keys())
        if missing:
            return f"fault_words/{language}.json has no words for {_list(missing)}"
    return ""


def _wrong_with(fault: Fault, read: _Read) -> str:
    codes = {
        "DEFECTLOCATIE": fault.location,
        "DEFECTSOORT": fault.kind,
        "ONDERHOUDSPECIALISME": fault.trade,
    }
    for name, code in codes.items():
        if code not in _VERA[name]:
            return f"{code} is no code of VERA's {name}"
    if not fault.rooms:
        return "it is in no room"
    unknown = set(fault.flags) - read.catalogue.flags.keys()
    if unknown:
        return f"no red flag is called {_list(unknown)}"
    return ""


def _list(codes: Iterable[str]) -> str:
    return ", ".join(sorted(codes))


_VERA = msgspec.json.decode(
    Path(__file__).with_name("vera_codes.json").read_bytes(), type=dict[str, list[str]]
)
"""Codes of the sector's lists (CC0) that are not withdrawn."""

BUILT_IN = Path(__file__).parent

ROOMS = _decoded(BUILT_IN / "faults.json", _Catalogue).rooms
"""The tenant's first choice: where it is, or that there is danger. The same with any catalogue."""

FAULTS: dict[str, Fault] = {}
FLAGS: dict[str, RedFlag] = {}
_WORDS: dict[str, _Words] = {}
_WHO_AND_HOW: dict[str, WhoAndHow] = {}


def use(folder: Path) -> None:
    """Take the faults from a corporation's own folder, at the start. A code that we know may not
    go, for repairs were reported with it: `"offered": false` hides it.

    Raises CatalogueWrong, and leaves everything as it was.
    """
    read = _read(folder)
    gone = FAULTS.keys() - {fault.code for fault in read.catalogue.faults}
    wrong = _wrong_in(read)
    if gone:
        wrong = (
            f"faults.json lacks {_list(gone)}: copy ours,"
            ' with "offered": false where nobody is to choose it'
        )
    if wrong:
        raise CatalogueWrong(f"{folder}: {wrong}")
    FAULTS.clear()
    FAULTS.update({fault.code: fault for fault in read.catalogue.faults})
    FLAGS.clear()
    FLAGS.update({code: RedFlag(code, call) for code, call in read.catalogue.flags.items()})
    _WORDS.update(read.words)
    _WHO_AND_HOW.update(read.who_and_how)


def require(codes: Iterable[str]) -> None:
    """Repairs were reported with these: without their trade and words nobody could do them.

    Raises CatalogueWrong.
    """
    missing = set(codes) - FAULTS.keys()
    if missing:
        raise CatalogueWrong(f"repairs were reported as {_list(missing)}, which is in no list")


use(BUILT_IN)

_COMMA = {"ar": "\N{ARABIC COMMA}"}


def condition_called(code: str, language: str) -> str:
    """In which case it is for whose account, in the reader's language."""
    return _WORDS[tenant_language_wished(language)].conditions[code]


def find(code: str) -> Fault | None:
    return FAULTS.get(code)


def photo_called(fault: Fault, words: str, language: str) -> str:
    """A photo of this list, in the reader's language, whoever asked for it in whichever; what
    somebody asked in her own words stays as it was typed."""
    for each in TENANT_LANGUAGES:
        photos = fault.words(each).photos
        if words in photos:
            return fault.words(language).photos[photos.index(words)]
    return words


def title_of(code: str, room: str, language: str) -> str:
    """What the fault is called: "De kraan druppelt, keuken" where it could be in several rooms."""
    fault = FAULTS.get(code)
    if fault is None:
        return code
    title = fault.words(language).title
    places = _WORDS[tenant_language_wished(language)].places
    place = places.get(room) if len(fault.rooms) > 1 else None
    return f"{title}{_COMMA.get(language, ',')} {place}" if place else title


def faults_in(room: str) -> list[Fault]:
    """What can be wrong there: danger first, then what belongs to this room most, "something else"
    last. Empty for a room we do not know."""
    found = [fault for fault in FAULTS.values() if room in fault.rooms and fault.offered]
    return sorted(
        found, key=lambda fault: (fault.code == OTHER, not fault.is_emergency, fault.room != room)
    )
