"""What the page of a home that is handed over shows, and what comes back from it."""

from dataclasses import dataclass, replace
from datetime import datetime, time
from typing import Literal

from litestar import Response
from litestar.datastructures import FormMultiDict

from server.case_files.schemas import Case
from server.case_words.desk_words import desk_words
from server.case_words.spoken_times import SpokenTimes
from server.clock import HOME, now
from server.evidence.schemas import Photo
from server.evidence.tables import Moment
from server.move_outs.moving import ANSWERABLE
from server.move_outs.schemas import MoveOutFacts
from server.move_outs.tables import MoveOutState, Side
from server.sentences import Sentences, sentences
from server.tenant_pages.form import line
from server.tenant_pages.pages import Printer, Visitor

_LONGEST_NAME = 120
_LONGEST_WORDS = 1000
_FEWEST_CHARACTERS = 3
_NO_VERSION = -1


@dataclass(frozen=True)
class TypedAnswer:
    """What she wrote, and the sentence that says why it will not do."""

    answer: Literal["agree", "dispute", ""] = ""
    name: str = ""
    words: str = ""
    version: int = _NO_VERSION
    wrong: str = ""

    def because(self, wrong: str) -> "TypedAnswer":
        """The same with what is wrong."""
        return replace(self, wrong=wrong)


def typed_in(form: FormMultiDict, words: Sentences) -> TypedAnswer:
    """Read the form; `wrong` says what to change."""
    answer = line(form, "answer")
    version = line(form, "version")
    typed = TypedAnswer(
        "agree" if answer == "agree" else "dispute" if answer == "dispute" else "",
        " ".join(line(form, "name").split())[:_LONGEST_NAME],
        line(form, "words")[:_LONGEST_WORDS],
        int(version) if version.isdecimal() and len(version) < len("1000000") else _NO_VERSION,
    )
    key = _wrong_with(typed)
    return typed.because(words(f"page.{key}")) if key else typed


def _wrong_with(typed: TypedAnswer) -> str:
    if not typed.answer:
        return "wrongChoice"
    if not typed.name:
        return "wrongName"
    is_silent = typed.answer == "dispute" and len(typed.words) < _FEWEST_CHARACTERS
    return "wrongWords" if is_silent else ""


@dataclass(frozen=True)
class Shown:
    """One photo of a room: small, and the page on which it is large."""

    thumbnail: str
    page: str


@dataclass(frozen=True)
class Pictures:
    """Of one room, from before and after."""

    before: tuple[Shown, ...]
    after: tuple[Shown, ...]


def move_out_page(
    printer: Printer,
    visitor: Visitor,
    case: Case,
    move_out: MoveOutFacts,
    typed: TypedAnswer | None = None,
) -> Response[bytes]:
    """Everything about it, and what she may say now."""
    visitor = visitor.of(case.organisation).at("/r/move-out")
    words = sentences(visitor.say.language, "move-out")
    times = SpokenTimes(visitor.say, now())
    can_answer = move_out.state in ANSWERABLE
    hers = [work for work in move_out.works if work.done_by == Side.TENANT]
    return printer.page(
        "move_out",
        visitor,
        title=words("page.title"),
        status=422 if typed else 200,
        words=words,
        case=case,
        move_out=move_out,
        times=times,
        last_day=times.day(datetime.combine(move_out.last_day_on, time(12), HOME)),
        euros=lambda cents: _euros(cents, visitor.say),
        desk=lambda told: desk_words(told, visitor.say),
        rooms=_rooms(case, move_out),
        is_before=move_out.state in (MoveOutState.ASKED, MoveOutState.PLANNED),
        can_answer=can_answer,
        hers=hers if can_answer else [],
        chosen=typed or TypedAnswer(name=case.tenant_name),
        wrong=typed.wrong if typed else "",
    )


def _euros(cents: int, say: Sentences) -> str:
    """As people write it: "\N{EURO SIGN} 85,00", in English "\N{EURO SIGN} 85.00"."""
    mark = "." if say.language == "en" else ","
    return say.apart(f"\N{EURO SIGN}\N{NO-BREAK SPACE}{cents // 100}{mark}{cents % 100:02}")


@dataclass(frozen=True)
class _Room:
    name: str
    condition: str
    words: str
    pictures: Pictures


def _rooms(case: Case, move_out: MoveOutFacts) -> list[_Room]:
    return [
        _Room(room.name, room.condition, room.words, _pictures_of(room.room, case.photos))
        for room in move_out.rooms
    ]


def _pictures_of(room: str, photos: list[Photo]) -> Pictures:
    shown = [photo for photo in photos if photo.slot == room]
    return Pictures(
        _shown([photo for photo in shown if photo.moment == Moment.BEFORE]),
        _shown([photo for photo in shown if photo.moment == Moment.AFTER]),
    )


def _shown(photos: list[Photo]) -> tuple[Shown, ...]:
    return tuple(
        Shown(photo.thumbnail_url, f"/r/photos/{photo.id}")
        for photo in photos
        if photo.thumbnail_url
    )
