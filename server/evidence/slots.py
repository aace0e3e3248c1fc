"""What has to be photographed for which kind of work: the named slots of `slots.json`.
The words are in `slot_words/`, a file for each language that tenants read.

A slot is one spot. It may want a photo before the work, one after, or a pair of both.
"""

from pathlib import Path

import msgspec

from server.language import TENANT_LANGUAGES, tenant_language_wished
from server.wire import Wire


class SlotCount(Wire, frozen=True):
    """How many photos of one moment are enough, and how many too many. Neither stops anybody."""

    minimum: int
    maximum: int


class Slot(Wire, frozen=True):
    """One spot to photograph, in the words of whoever looks."""

    key: str
    name: str
    instruction: str
    drawing: str  # the example: a drawing of the screens' own
    must_read: bool  # somebody reads what is written on it, so it keeps its full size


class JobSlot(Slot, frozen=True):
    """The same with how many photos this job wants of it."""

    before: SlotCount | None
    after: SlotCount | None


class _Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    name: str
    instruction: str


class _SpokenSlots(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One language. `translation` says who has read it."""

    translation: dict[str, str]
    slots: dict[str, _Words]


class _Spot(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    drawing: str
    must_read: bool = False


class _Wanted(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    slot: str
    before: SlotCount | None = None
    after: SlotCount | None = None


class _Kind(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    kind: str
    faults: tuple[str, ...]
    slots: tuple[_Wanted, ...]  # the first is the spot of the fault itself


class _Catalogue(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    slots: dict[str, _Spot]
    kinds: tuple[_Kind, ...]


SIGNATURE = "signature"
"""The slot of what the tenant signs on the technician's phone. No job has to have one."""

DOOR = "front_door"
"""The slot of the door that nobody opened. No job has to have one."""

CATALOGUE = msgspec.json.decode(
    Path(__file__).with_name("slots.json").read_bytes(), type=_Catalogue
)

_WORDS = {
    language: msgspec.json.decode(
        (Path(__file__).with_name("slot_words") / f"{language}.json").read_bytes(),
        type=_SpokenSlots,
    )
    for language in TENANT_LANGUAGES
}

_BY_FAULT = {fault: kind for kind in CATALOGUE.kinds for fault in kind.faults}
_ANY_WORK = next(kind for kind in CATALOGUE.kinds if kind.kind == "other")


def slots_for(fault: str, language: str) -> list[JobSlot]:
    """What a job with this fault wants photographed, the spot of the fault first. Never empty."""
    kind = _BY_FAULT.get(fault, _ANY_WORK)
    return [
        JobSlot(
            **msgspec.structs.asdict(_slot(wanted.slot, language)),
            before=wanted.before,
            after=wanted.after,
        )
        for wanted in kind.slots
    ]


def door_slot(language: str) -> JobSlot:
    """Where a technician photographs the door that nobody opened."""
    room = SlotCount(0, 2)
    return JobSlot(**msgspec.structs.asdict(_slot(DOOR, language)), before=room, after=None)


def slot_named(key: str, language: str) -> Slot | None:
    """The slot a photo was taken for; none for those that were taken for no slot of ours."""
    return _slot(key, language) if key in CATALOGUE.slots else None


def _slot(key: str, language: str) -> Slot:
    spot = CATALOGUE.slots[key]
    words = _WORDS[tenant_language_wished(language)].slots[key]
    return Slot(key, words.name, words.instruction, spot.drawing, spot.must_read)
