"""Six languages for tenants: each complete, each in its own words, numbers and direction."""

import re
from datetime import UTC, datetime
from pathlib import Path

import msgspec
import pytest

from server import translations
from server.case_words.spoken_times import SpokenTimes
from server.guides.guide import GUIDES
from server.language import TENANT_LANGUAGES, TenantLanguage, direction
from server.sentences import Sentences, sentences
from server.translations import NATIVE_SPEAKER, PARTS, faults_in, is_for_tenants, said

FEATURES = Path(__file__).parents[2] / "pwa" / "src" / "features" / "previsits"
TRANSLATED = tuple(each for each in TENANT_LANGUAGES if each not in ("nl", "en"))
ISOLATED = "\u2068{}\u2069".format

# Sentences that read the same in English: names, places to fill in, words that travelled.
AS_IN_ENGLISH = {
    "tr": {
        "call/ladder.video",
        "tenant/case.film",
        "tenant/toldBy.whatsapp",
    },
    "pl": {
        "common/time.minutes",
        "tenant/reading.stop",
        "call/recording.ok",
        "call/recording.stop",
        "tenant/toldBy.email",
        "tenant/toldBy.whatsapp",
    },
    "uk": {"tenant/toldBy.whatsapp"},
    "ar": set[str](),
}
# Patterns, makes and sizes.
NEVER_TRANSLATED = re.compile(
    r"(version|page\.title|times\.(dayAndTime|date))$|^parts/parts\.(flush-seal|drain-cap|battery-button)\.variants\."
)


@pytest.mark.parametrize("language", TENANT_LANGUAGES)
def test_a_language_says_everything_that_a_tenant_can_meet(language: TenantLanguage) -> None:
    assert [str(fault) for fault in faults_in(language)] == []


def test_a_sentence_that_is_lost_is_named(monkeypatch: pytest.MonkeyPatch) -> None:
    whole = said("tr")
    less = {key: words for key, words in whole.items() if key != "tenant/emergency.title"}
    less = {key: words for key, words in less.items() if not key.startswith("guides/KRA1.steps.0")}
    less["tenant/case.contact"] = "Numarayı söyleyin."
    less["tenant/case.minutes"] = "{minutes:#|#} dakika"
    monkeypatch.setattr(translations, "said", lambda each: less if each == "tr" else said(each))
    found = {(fault.key, fault.what.split(" (")[0]) for fault in faults_in("tr")}
    assert found == {
        ("tenant/emergency.title", "missing"),
        ("guides/KRA1.steps.0.do", "missing"),
        ("guides/KRA1.steps.0.see", "missing"),
        ("tenant/case.contact", "other places to fill in"),
        ("tenant/case.minutes", "other places to fill in"),
    }


@pytest.mark.parametrize("language", TRANSLATED)
def test_no_sentence_was_left_in_english(language: TenantLanguage) -> None:
    english, own = said("en"), said(language)
    same = {
        key
        for key, words in own.items()
        if words == english.get(key) and re.search(r"[A-Za-z]", re.sub(r"\{.*?\}", "", words))
    }
    left = {key for key in same if not NEVER_TRANSLATED.search(key)}
    assert left == AS_IN_ENGLISH[language]


@pytest.mark.parametrize("language", TENANT_LANGUAGES)
def test_each_file_says_whether_a_native_speaker_has_read_it(language: TenantLanguage) -> None:
    words = said(language)
    files = [f"{name}/" for name in (*PARTS, *translations.FOLDERS)]
    files += [f"guides/{code}." for code in GUIDES]
    told = {words[f"{file}{NATIVE_SPEAKER}"] for file in files}
    if language in TRANSLATED:
        assert told == {"nobody yet: translated by the makers of Vooraf"}
    else:
        assert len(told) == 1
        assert next(iter(told)).startswith("written by us")


@pytest.mark.parametrize("language", TENANT_LANGUAGES)
def test_numbers_to_phone_stand_in_every_language_as_they_are(language: TenantLanguage) -> None:
    dutch, own = said("nl"), said(language)
    number = re.compile(r"0[89]00-\d{4}|\b112\b")
    for key, words in dutch.items():
        if is_for_tenants(key):
            assert number.findall(own[key]) == number.findall(words), key


@pytest.mark.parametrize(
    ("language", "spoken"),
    [
        ("pl", ["1 minutę", "2 minuty", "5 minut", "12 minut", "22 minuty", "101 minut"]),
        ("uk", ["1 хвилину", "2 хвилини", "5 хвилин", "12 хвилин", "22 хвилини", "101 хвилину"]),
        ("ar", ["دقيقة واحدة", "دقيقتين", "5 دقائق", "12 دقيقة", "22 دقيقة", "101 دقيقة"]),
        ("tr", ["1 dakika", "2 dakika", "5 dakika", "12 dakika", "22 dakika", "101 dakika"]),
    ],
)
def test_a_word_beside_a_number_takes_the_form_of_that_number(
    language: TenantLanguage, spoken: list[str]
) -> None:
    say = sentences(language)
    for count, words in zip((1, 2, 5, 12, 22, 101), spoken, strict=True):
        assert words in say("case.closedMinutes", minutes=count)


def test_a_case_number_keeps_its_order_between_arabic_words() -> None:
    assert ISOLATED("26-01482") in sentences("ar")("case.contact", number="26-01482")
    assert "\u2068" not in sentences("pl")("case.contact", number="26-01482")
    link = "https://woongoed.example/r#secret"
    assert f"{link} " in sentences("ar")(
        "linkMail.sms", organisation="Woongoed", number="26-01482", link=link
    )


def test_what_is_put_together_of_arabic_words_runs_as_they_do() -> None:
    """A browser skips what is apart in looking for the first letter: a date would be left to right,
    "December 10 Thursday"."""
    say = sentences("ar")
    day = SpokenTimes(say, datetime(2026, 11, 30, tzinfo=UTC)).day(
        datetime(2026, 12, 10, tzinfo=UTC)
    )
    assert f"\u2067{day}\u2069" in say("case.asked", by=day)
    assert "\u2067" not in say("case.contact", number="26-01482")


def test_only_arabic_runs_from_right_to_left() -> None:
    assert [each for each in TENANT_LANGUAGES if direction(each) == "rtl"] == ["ar"]
    number_in_text = re.compile(r"(?<!\u2066)\b(0[89]00-\d{4}|26-01482|1234 AB|06 12345678)")
    assert [key for key, words in said("ar").items() if number_in_text.search(words)] == []


def test_the_call_asks_a_tenant_for_no_sentence_of_staff() -> None:
    """Whatever the tenant's and the guest's call can load is there in Turkish as well."""
    asked = {
        match[1].replace(".", "/", 1)
        for file in _loaded_from("mount-tenant-call.ts", "guests/mount-guest-call.ts")
        for match in re.finditer(r"\btext\.((?:call|guests|common)\.\w+)", file.read_text())
    }
    known = {key.rsplit(".", depth)[0] for key in said("tr") for depth in (0, 1, 2)}
    assert len(asked) > 25
    assert asked - known == set()


def _loaded_from(*entries: str) -> set[Path]:
    found: set[Path] = set()
    waiting = [FEATURES / entry for entry in entries]
    while waiting:
        file = waiting.pop()
        if file in found:
            continue
        found.add(file)
        for name in re.findall(r"(?:from|import\()\s*\"(\.[^\"]+)\"", file.read_text()):
            beside = (file.parent / name).resolve()
            tries = (beside, beside.with_name(f"{beside.name}.ts"))
            waiting += [
                each for each in tries if each.suffix in (".ts", ".svelte") and each.is_file()
            ]
    return found


def test_a_sentence_with_a_number_counts_it() -> None:
    say = Sentences("pl", {"a": {"days": "{n:# dzień|# dni|# dni}", "plain": "{n} z {count}"}})
    assert [say("a.days", n=count) for count in (1, 3, 30)] == ["1 dzień", "3 dni", "30 dni"]
    assert say("a.plain", n=1, count=12) == "1 z 12"


@pytest.mark.parametrize("language", TENANT_LANGUAGES)
def test_every_file_is_json_in_the_order_of_the_dutch_one(language: TenantLanguage) -> None:
    """So that two languages are read beside each other, and a new sentence is put where it goes."""
    for part in PARTS:
        dutch, own = (
            msgspec.json.decode((translations.text_folder() / each / f"{part}.json").read_bytes())
            for each in ("nl", language)
        )
        assert [section for section in dutch if section in own] == list(own), part
