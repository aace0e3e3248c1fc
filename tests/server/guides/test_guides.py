"""The guides: each fault that a tenant can repair has a whole one, and no danger has any."""

import re
from itertools import chain, combinations
from xml.etree import ElementTree

import pytest

from server.guides.film import film_of
from server.guides.guide import GUIDES, Guide, GuideWords, address_for, by_room
from server.guides.scene import HEIGHT, WIDTH, part_names
from server.language import TENANT_LANGUAGES, TenantLanguage
from server.repair_requests.faults import FAULTS

EACH = pytest.mark.parametrize("guide", GUIDES.values(), ids=lambda guide: guide.code)
IN_EACH_LANGUAGE = pytest.mark.parametrize("language", TENANT_LANGUAGES)
MOST_WORDS_IN_A_SENTENCE = 20


def _marked(*marks: str) -> set[str]:
    return {code for code, fault in FAULTS.items() if fault.who_and_how.self_fix in marks}


def test_every_fault_that_she_can_repair_has_a_guide_and_so_have_some_to_look_into() -> None:
    assert {guide.code for guide in GUIDES.values() if guide.kind == "fix"} == _marked("yes")
    checks = {guide.code for guide in GUIDES.values() if guide.kind == "check"}
    assert {"AFV3", "ELE2", "VEN1"} <= checks <= _marked("check")


def test_what_must_not_be_touched_and_what_is_an_emergency_never_has_a_guide() -> None:
    forbidden = _marked("never", "no") | {code for code in FAULTS if FAULTS[code].is_emergency}
    assert not forbidden & set(GUIDES)
    assert address_for("GAS1") is None
    assert address_for("KRA1") == "/guides/KRA1"


@EACH
@IN_EACH_LANGUAGE
def test_a_guide_is_whole(guide: Guide, language: TenantLanguage) -> None:
    words = guide.words[language]
    assert 4 <= len(words.steps) <= 9
    assert words.about
    assert words.needs
    assert words.safety
    assert len(words.stop) >= 2
    assert words.after
    assert words.again
    assert words.film
    assert 5 <= guide.minutes <= 60


@EACH
def test_all_languages_say_the_same_things_in_words_of_their_own(guide: Guide) -> None:
    told = [_lines(guide.words[language]) for language in TENANT_LANGUAGES]
    for one, other in combinations(told, 2):
        assert [len(part) for part in one] == [len(part) for part in other]
        assert not set(chain(*one)) & set(chain(*other))


@EACH
@IN_EACH_LANGUAGE
def test_pressures_sizes_and_steps_to_go_to_are_those_of_the_dutch_words(
    guide: Guide, language: TenantLanguage
) -> None:
    told = (chain(*_lines(guide.words[each])) for each in ("nl", language))
    for dutch, own in zip(*told, strict=True):
        assert _figures(own) == _figures(dutch), own


def _figures(line: str) -> list[str]:
    """In any order, because languages have orders of their own."""
    return sorted(re.findall(r"\d+(?:[./]\d+)?", line.replace(",", ".")))


@EACH
@IN_EACH_LANGUAGE
def test_sentences_are_short_enough_to_follow_with_wet_hands(
    guide: Guide, language: TenantLanguage
) -> None:
    for line in chain(*_lines(guide.words[language])):
        for sentence in re.split(r"(?<=[.!?:؟]) ", line):
            assert len(sentence.split()) <= MOST_WORDS_IN_A_SENTENCE, sentence


def _lines(words: GuideWords) -> list[list[str]]:
    steps = [line for step in words.steps for line in (step.do, step.see)]
    return [
        [words.about, words.film, words.again],
        *(list(part) for part in (words.needs, words.safety, words.stop, words.after)),
        steps,
    ]


@EACH
def test_every_step_has_a_picture_of_parts_that_lie_inside_it(guide: Guide) -> None:
    assert len(guide.pictures) == len(guide.words["nl"].steps)
    for picture in guide.pictures:
        assert picture
        for placed in picture:
            assert 0 <= placed.x <= WIDTH
            assert 0 <= placed.y <= HEIGHT
            assert placed.size > 0


def test_every_part_is_drawn_and_used() -> None:
    used = {
        placed.part for guide in GUIDES.values() for picture in guide.pictures for placed in picture
    }
    used |= {actor.placed.part for guide in GUIDES.values() for actor in guide.film.scene}
    assert used == part_names()


@EACH
def test_a_film_is_small_lasts_seconds_moves_and_stands_still_for_who_wants_that(
    guide: Guide,
) -> None:
    content = film_of(guide).content.decode()
    ElementTree.fromstring(content)  # noqa: S314 - our own drawing
    assert len(content) < 6_000
    assert 4 <= guide.film.seconds <= 10
    assert "@keyframes" in content
    assert "prefers-reduced-motion" in content
    assert "prefers-color-scheme:dark" in content
    for part in guide.film.scene:
        if part.moments:
            assert [part.moments[0].at, part.moments[-1].at] == [0, 100]
            assert list(part.moments) == sorted(part.moments, key=lambda moment: moment.at)


@EACH
def test_a_guide_leads_only_to_guides(guide: Guide) -> None:
    assert set(guide.related) <= set(GUIDES) - {guide.code}


def test_the_list_has_each_guide_once() -> None:
    listed = [guide.code for _, guides in by_room() for guide in guides]
    assert sorted(listed) == sorted(GUIDES)
