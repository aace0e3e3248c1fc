"""The faults a tenant can choose from: facts of `faults.json`, with the sector's (VERA) codes.

A fault with steps under `emergency` is never a form: the tenant reads what to do and whom to phone.
"""

from pathlib import Path
from typing import Literal

import msgspec

OTHER = "OVE1"
"""Always offered: the tenant's own words say what it is."""

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

CallFirst = Literal["gas_network", "emergency", "organisation"]


class FaultWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """What a person reads about one fault, in one language."""

    title: str
    ask: str  # what helps us to know, beside the tenant's own words
    photos: tuple[str, ...]  # what to photograph
    parts: tuple[str, ...]  # what a technician is likely to need
    caution: str = ""  # when to phone instead of waiting for us
    emergency: tuple[str, ...] = ()  # what to do now, step by step


class Fault(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One fault. The first of its rooms is the one we name when nobody chose."""

    code: str
    rooms: tuple[Room, ...]
    location: str  # VERA DEFECTLOCATIE
    kind: str  # VERA DEFECTSOORT
    trade: str  # VERA ONDERHOUDSPECIALISME
    priority: Literal["P0", "P1", "P2", "P3", "P4"]
    nl: FaultWords
    en: FaultWords
    call: tuple[CallFirst, ...] = ()  # whom to phone in an emergency, in this order

    @property
    def room(self) -> Room:
        return self.rooms[0]

    @property
    def is_emergency(self) -> bool:
        return bool(self.call)

    def words(self, language: str) -> FaultWords:
        return self.en if language == "en" else self.nl


class _Catalogue(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    rooms: tuple[Room, ...]
    places: dict[str, dict[str, str]]  # rooms that say where to look, in words, by language
    faults: tuple[Fault, ...]


_catalogue = msgspec.json.decode(
    Path(__file__).with_name("faults.json").read_bytes(), type=_Catalogue
)

ROOMS = _catalogue.rooms
"""The tenant's first choice: where it is, or that there is danger."""

FAULTS = {fault.code: fault for fault in _catalogue.faults}


def find(code: str) -> Fault | None:
    return FAULTS.get(code)


def title_of(code: str, room: str, language: str) -> str:
    """What the fault is called: "De kraan druppelt, keuken" where it could be in several rooms."""
    fault = FAULTS.get(code)
    if fault is None:
        return code
    title = fault.words(language).title
    place = _catalogue.places.get(room) if len(fault.rooms) > 1 else None
    return f"{title}, {place['en' if language == 'en' else 'nl']}" if place else title


def faults_in(room: str) -> list[Fault]:
    """What can be wrong there: danger first, then what belongs to this room most, "something else"
    last. Empty for a room we do not know."""
    found = [fault for fault in FAULTS.values() if room in fault.rooms]
    return sorted(
        found, key=lambda fault: (fault.code == OTHER, not fault.is_emergency, fault.room != room)
    )
