"""The guides for faults that a tenant can repair or look into herself.

A guide is a folder of `library/`, named after its fault: `guide.json` with its facts and drawings,
and one file of words per language. Adding a folder adds a guide; adding a file adds a language.
"""

from pathlib import Path
from typing import Literal

import msgspec

from server.guides.scene import MovingPart, Placed
from server.language import tenant_language_wished
from server.repair_requests.faults import FAULTS, ROOMS, Fault

Kind = Literal["fix", "check"]
"""She can repair it; she can find out what it is, or help it along until we come."""

Skill = Literal["easy", "handy"]

_LIBRARY = Path(__file__).with_name("library")


class StepWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One action, and how she sees that it worked."""

    do: str
    see: str


class GuideWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """A guide in one language."""

    about: str
    needs: tuple[str, ...]
    safety: tuple[str, ...]  # before anything else
    stop: tuple[str, ...]  # signs to stop by, and let us come
    film: str  # what the film shows
    steps: tuple[StepWords, ...]
    after: tuple[str, ...]
    again: str  # what it means when the fault returns
    translation: dict[str, str] = {}  # who has read it, as in the files of sentences


class Film(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """The key action as a drawing that moves, over and over."""

    seconds: int
    scene: tuple[MovingPart, ...]


class _Facts(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    kind: Kind
    minutes: int
    skill: Skill
    pictures: tuple[tuple[Placed, ...], ...]  # one per step
    film: Film
    related: tuple[str, ...] = ()


class Guide(msgspec.Struct, frozen=True):
    """One guide in every language of tenants: `translations.py` lists what one misses."""

    fault: Fault
    kind: Kind
    minutes: int  # of work, without waiting
    skill: Skill
    pictures: tuple[tuple[Placed, ...], ...]
    film: Film
    related: tuple[str, ...]
    """Other guides that it leads to."""
    words: dict[str, GuideWords]

    @property
    def code(self) -> str:
        return self.fault.code

    @property
    def address(self) -> str:
        """Where everybody reads it."""
        return f"/guides/{self.code}"


def _read(folder: Path) -> Guide:
    facts = msgspec.json.decode((folder / "guide.json").read_bytes(), type=_Facts)
    words = {
        file.stem: msgspec.json.decode(file.read_bytes(), type=GuideWords)
        for file in sorted(folder.glob("??.json"))
    }
    for language, each in words.items():
        if len(each.steps) != len(facts.pictures):
            raise ValueError(f"{folder.name}: a step without picture, or the reverse ({language})")
    return Guide(
        FAULTS[folder.name],
        facts.kind,
        facts.minutes,
        facts.skill,
        facts.pictures,
        facts.film,
        facts.related,
        words,
    )


GUIDES = {folder.name: _read(folder) for folder in sorted(_LIBRARY.iterdir()) if folder.is_dir()}


def guide_for(code: str) -> Guide | None:
    """The guide for a fault, when there is one."""
    return GUIDES.get(code)


def address_for(code: str) -> str | None:
    """Where the guide for a fault stands, when there is one."""
    guide = GUIDES.get(code)
    return guide.address if guide else None


def steps_of(code: str, language: str) -> list[str]:
    """What is done, step by step; nothing for a fault without a guide."""
    guide = GUIDES.get(code)
    return (
        [step.do for step in guide.words[tenant_language_wished(language)].steps] if guide else []
    )


def by_room() -> list[tuple[str, list[Guide]]]:
    """All guides, each once, under the room where its fault mostly is; rooms in their order."""
    rooms = (
        (room, [each for each in GUIDES.values() if each.fault.room == room]) for room in ROOMS
    )
    return [(room, guides) for room, guides in rooms if guides]
