"""What a report tells: handed as one file to the process that lays it out."""

from datetime import datetime
from uuid import UUID

import msgspec

from server.evidence.slots import SIGNATURE
from server.evidence.tables import Moment, Verdict
from server.language import Language
from server.proof.documents import SealedPhoto, SealedVisit
from server.proof.index_page import About, Judged
from server.proof.schemas import Seal

FACTS, REPORT = "facts.json", "report.pdf"
"""In the folder of a report: what goes in, what comes out."""


class Pictured(msgspec.Struct, frozen=True):
    """One photo: its place in the story, and the file of its picture, when there is one."""

    number: int
    photo: SealedPhoto
    words: Judged
    picture: str | None

    @property
    def is_accepted(self) -> bool:
        return self.words.verdict == Verdict.ACCEPTED


class ReportFacts(msgspec.Struct, frozen=True):
    """Everything on the pages. `reader` is who had it made."""

    language: Language
    reader: str
    made_at: datetime
    about: About
    visits: list[SealedVisit]
    seal: Seal
    photos: list[Pictured]


Row = tuple[Pictured | None, Pictured | None]
"""What stands side by side: before and after, or two that have no counterpart."""


class Part(msgspec.Struct, frozen=True):
    """Photos under one heading: a name in the texts, and the rows."""

    heading: str
    rows: list[Row]


def in_parts(photos: list[Pictured]) -> list[Part]:
    """What was accepted first, with what it looked like before; then who signed, then the rest."""
    signed = [each for each in photos if each.photo.slot == SIGNATURE and _counts(each)]
    photos = [each for each in photos if each not in signed]
    befores = {each.photo.id: each for each in photos if each.photo.moment == Moment.BEFORE}
    parts: list[Part] = []
    for heading, verdict in (
        ("accepted", Verdict.ACCEPTED),
        ("pending", Verdict.PENDING),
        ("sentBack", Verdict.SENT_BACK),
    ):
        afters = [
            each
            for each in photos
            if each.photo.moment == Moment.AFTER and each.words.verdict == verdict
        ]
        parts.append(Part(heading, _side_by_side(afters, befores)))
    parts.insert(1, Part("signed", _two_by_two(signed)))
    erased = [e for e in photos if e.photo.moment == Moment.AFTER and e.words.verdict is None]
    reported = [each for each in photos if each.photo.moment == Moment.REPORT]
    for heading, rest in (
        ("before", list(befores.values())),
        ("report", reported),
        ("erased", erased),
    ):
        parts.append(Part(heading, _two_by_two(rest)))
    return [part for part in parts if part.rows]


def _counts(each: Pictured) -> bool:
    return each.words.verdict in (Verdict.ACCEPTED, Verdict.PENDING)


def _side_by_side(afters: list[Pictured], befores: dict[UUID, Pictured]) -> list[Row]:
    """Takes the before photos that it uses: each stands in the report once."""
    pairs: list[Row] = []
    alone: list[Pictured] = []
    for after in afters:
        before = _before(after, befores)
        if before:
            del befores[before.photo.id]
            pairs.append((before, after))
        else:
            alone.append(after)
    return pairs + _two_by_two(alone)


def _before(after: Pictured, befores: dict[UUID, Pictured]) -> Pictured | None:
    """The photo it was taken to answer, else one of the same slot."""
    named = after.photo.before_photo_id
    if named and named in befores:
        return befores[named]
    same = (each for each in befores.values() if each.photo.slot == after.photo.slot)
    return next(same, None) if after.photo.slot else None


def _two_by_two(photos: list[Pictured]) -> list[Row]:
    seconds = [*photos[1::2], None]
    return [(first, seconds[place]) for place, first in enumerate(photos[::2])]
