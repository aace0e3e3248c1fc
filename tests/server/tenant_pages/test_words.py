"""The tenant's words: both languages whole, times as people say them, no inner names."""

from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import get_args

import msgspec
import pytest

from server.case_files.schemas import NextStep, Step
from server.repair_requests.faults import ROOMS
from server.sentences import LANGUAGES, Language, language_wished, sentences
from server.tenant_pages.case_view import _NOW
from server.tenant_pages.pictures import in_words
from server.tenant_pages.spoken_times import SpokenTimes

TEXTS = Path(__file__).parents[3] / "pwa" / "src" / "text"
NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("limit", "said"),
    [(25_000_000, "25 MB"), (1_999_999, "1 MB"), (999_999, "999 kB"), (1, "1 bytes")],
)
def test_a_limit_is_never_said_to_be_nought(limit: int, said: str) -> None:
    assert in_words(limit) == said


def test_both_languages_have_the_same_sentences_with_the_same_places() -> None:
    dutch, english = (
        msgspec.json.decode(
            (TEXTS / language / "tenant.json").read_bytes(), type=dict[str, dict[str, str]]
        )
        for language in LANGUAGES
    )
    assert {(part, key) for part in dutch for key in dutch[part]} == {
        (part, key) for part in english for key in english[part]
    }
    for part, texts in dutch.items():
        for key, text in texts.items():
            assert _places(text) == _places(english[part][key]), f"{part}.{key}"
            assert text
            assert english[part][key]


def _places(text: str) -> list[str]:
    return sorted(piece.split("}")[0] for piece in text.split("{")[1:])


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_room_step_and_state_has_words(language: Language) -> None:
    say = sentences(language)
    for room in ROOMS:
        assert say(f"rooms.{room}")
        assert say(f"rooms.{room}Hint")
    hints = Step.__annotations__["key"]
    for key in get_args(hints):
        assert say(f"case.step{key.capitalize()}")
    assert set(get_args(NextStep.__annotations__["key"])) == set(_NOW)


@pytest.mark.parametrize(
    ("language", "after", "spoken", "line"),
    [
        ("nl", timedelta(hours=1, minutes=15), "Vandaag om 11:15", "vandaag, 11:15"),
        ("nl", timedelta(days=1), "Morgen om 10:00", "morgen, 10:00"),
        ("nl", timedelta(hours=14, minutes=30), "Morgen om 0:30", "morgen, 0:30"),
        ("en", timedelta(days=4), "Friday 27 November at 10:00", "Friday 27 November, 10:00"),
        ("nl", timedelta(days=-1), "Gisteren om 10:00", "gisteren, 10:00"),
        ("nl", timedelta(days=200), "Vrijdag 11 juni om 11:00", "vrijdag 11 juni, 11:00"),
    ],
)
def test_times_are_said_as_on_a_dutch_clock(
    language: Language, after: timedelta, spoken: str, line: str
) -> None:
    times = SpokenTimes(sentences(language), NOW)
    assert times.opening(NOW + after) == spoken
    assert times.line(NOW + after) == line


@pytest.mark.parametrize(
    ("wishes", "language"),
    [
        (("en", "nl"), "en"),
        ((None, "nl", "en-GB"), "nl"),
        (("xx", None, "de-DE,de;q=0.9,en;q=0.8"), "en"),
        ((None, None, "tr,pl"), "nl"),
        (("",), "nl"),
    ],
)
def test_the_first_language_we_speak_wins(wishes: tuple[str | None, ...], language: str) -> None:
    assert language_wished(*wishes) == language
