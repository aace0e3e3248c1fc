"""The tenant's words: times as people say them, no inner names."""

from datetime import UTC, datetime, timedelta
from typing import get_args

import pytest
from litestar.response import Redirect

from server.case_files.schemas import NextStep, Step
from server.case_words.now import _NOW
from server.case_words.spoken_times import SpokenTimes
from server.language import TENANT_LANGUAGES, TenantLanguage, tenant_language_wished
from server.rate_limits.errors import TooManyRequests
from server.repair_requests.faults import ROOMS
from server.sentences import sentences
from server.tenant_pages.pictures import in_words
from server.tenant_pages.views import refusing

NOW = datetime(2026, 11, 23, 9, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("limit", "said"),
    [(25_000_000, "25 MB"), (1_999_999, "1 MB"), (999_999, "999 kB"), (1, "1 bytes")],
)
def test_a_limit_is_never_said_to_be_nought(limit: int, said: str) -> None:
    assert in_words(limit) == said


def test_who_has_to_wait_is_led_on_where_the_page_is_gone() -> None:
    assert refusing(Redirect("/r", status_code=303), TooManyRequests(3)).status_code == 303


@pytest.mark.parametrize("language", TENANT_LANGUAGES)
def test_every_room_step_and_state_has_words(language: TenantLanguage) -> None:
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
        ("tr", timedelta(days=4), "27 Kasım Cuma saat 10:00", "27 Kasım Cuma, 10:00"),
        ("tr", timedelta(hours=1), "Bugün saat 11:00", "bugün, 11:00"),
        ("pl", timedelta(days=4), "Piątek 27 listopada o 10:00", "piątek 27 listopada, 10:00"),
        ("uk", timedelta(days=4), "П'ятниця 27 листопада о 10:00", "п'ятниця 27 листопада, 10:00"),
    ],
)
def test_times_are_said_as_on_a_dutch_clock(
    language: TenantLanguage, after: timedelta, spoken: str, line: str
) -> None:
    times = SpokenTimes(sentences(language), NOW)
    assert times.opening(NOW + after) == spoken
    assert times.line(NOW + after) == line


@pytest.mark.parametrize(
    ("after", "last"),
    [
        (timedelta(days=1), "morgen, 10:00"),
        (timedelta(days=1, hours=14), "morgen"),  # midnight after tomorrow
        (timedelta(days=7, hours=14), "maandag 30 november"),
    ],
)
def test_what_is_due_at_midnight_is_due_on_the_day_before(after: timedelta, last: str) -> None:
    assert SpokenTimes(sentences("nl"), NOW).deadline(NOW + after) == last


@pytest.mark.parametrize(
    ("wishes", "language"),
    [
        (("en", "nl"), "en"),
        ((None, "nl", "en-GB"), "nl"),
        (("xx", None, "de-DE,de;q=0.9,en;q=0.8"), "en"),
        ((None, None, "de,pl;q=0.9"), "pl"),
        ((None, "uk-UA,en"), "uk"),
        ((None, None, "de,fy"), "nl"),
        (("",), "nl"),
    ],
)
def test_the_first_language_we_speak_wins(wishes: tuple[str | None, ...], language: str) -> None:
    assert tenant_language_wished(*wishes) == language
