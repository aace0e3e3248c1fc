"""The text in parts: its words stand in `protocol.json` of each language.

`TEXT_VERSION` names the sentences that she agreed to; new sentences, new version. Where visits are
made with more care (`visit_levels`) another part stands in it, and so it has another version.
"""

from collections.abc import Mapping
from dataclasses import dataclass

from server.sentences import Sentences, sentences

TEXT_VERSION = "2026-11-30"
CAREFUL_VERSION = "2026-11-30-care"


@dataclass(frozen=True)
class Block:
    """One part of the text, in one language."""

    word: str
    icon: str
    title: str
    lines: tuple[str, ...]


@dataclass(frozen=True)
class Visit:
    """What the text says of this visit; all of it stands in her case already."""

    technician: str
    firm: str
    phone: str
    minutes: int | None
    """Expected inside, once a pre-visit told."""
    is_careful: bool = False
    """More care than usual is taken there then."""


# By word: the drawing beside it, and how many lines it has.
_SHAPE: Mapping[str, tuple[str, int]] = {
    "who": ("eye", 2),
    "when": ("clock", 2),
    "duration": ("clock", 1),
    "work": ("tool", 3),
    "you": ("doors", 4),
    "we": ("check", 3),
    "photos": ("camera", 2),
    "cost": ("lock", 2),
    "absent": ("phone", 2),
    "stop": ("stop", 3),
    "complaint": ("chat", 2),
}


_WITH_CARE_AFTER = "when"
_CARE_LINES = 5


def version_for(is_careful: bool) -> str:
    """Of the text that holds for a visit."""
    return CAREFUL_VERSION if is_careful else TEXT_VERSION


def blocks_for(visit: Visit, say: Sentences) -> list[Block]:
    """The whole text for this visit, in the language of `say`."""
    words = sentences(say.language, "protocol")
    facts = {"technician": visit.technician, "firm": visit.firm, "phone": visit.phone}
    blocks: list[Block] = []
    for word, (icon, count) in _SHAPE.items():
        numbers = range(1, count + 1)
        lines = tuple(_line(words, word, number, visit, facts) for number in numbers)
        blocks.append(Block(word, icon, words(f"titles.{word}"), lines))
        if visit.is_careful and word == _WITH_CARE_AFTER:
            blocks.append(_care(words))
    return blocks


def _care(words: Sentences) -> Block:
    lines = tuple(words(f"careful.{number}") for number in range(1, _CARE_LINES + 1))
    return Block("careful", "bell", words("careful.title"), lines)


def _line(
    words: Sentences, word: str, number: int, visit: Visit, facts: Mapping[str, object]
) -> str:
    if word == "duration" and visit.minutes is not None:
        return words("lines.durationKnown", minutes=visit.minutes)
    return words(f"lines.{word}{number}", **facts)
