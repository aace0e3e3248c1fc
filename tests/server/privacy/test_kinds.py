"""The list of kinds forgets nothing: every table, every word, every sentence."""

import pytest
from piccolo.columns import Text, Varchar

from server.language import LANGUAGES, Language
from server.piccolo_app import APP_CONFIG
from server.privacy.kinds import IMPERSONAL, KINDS, WITHOUT_PERSONS, CountsFrom, Way
from server.privacy.service import _choices
from server.sentences import sentences

TABLES = {table._meta.tablename: table for table in APP_CONFIG.table_classes}
HELD = {holding.name for kind in KINDS for holding in kind.holdings}


def test_every_table_is_of_a_kind_or_holds_nobody() -> None:
    assert set(TABLES) == HELD | set(WITHOUT_PERSONS)
    assert set(WITHOUT_PERSONS) & HELD == set()


def test_every_word_of_a_row_that_stays_is_emptied_or_about_nobody() -> None:
    for name in HELD:
        holdings = [held for kind in KINDS for held in kind.holdings if held.name == name]
        if all(held.empties is None for held in holdings):
            continue
        emptied = {column for held in holdings for column in held.empties or {}}
        words = {
            column._meta.db_column_name
            for column in TABLES[name].all_columns()
            if isinstance(column, Text | Varchar)
        }
        assert words - emptied == IMPERSONAL[name], name


def test_whatever_goes_says_when_and_how() -> None:
    for kind in KINDS:
        if kind.way == Way.NEVER:
            assert kind.counts_from == CountsFrom.STAYS
            continue
        assert 1 <= kind.days <= kind.most, kind.word
        for holding in kind.holdings:
            assert holding.of_case or holding.of_organisation, (kind.word, holding.name)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_kind_has_its_sentences(language: Language) -> None:
    say = sentences(language, "privacy")
    for kind in KINDS:
        for section in ("names", "what", "why"):
            assert say(f"{section}.{kind.word}")
        assert say(f"basis.{kind.article}")
        assert say(f"ways.{kind.way}")
        assert say(f"from.{kind.counts_from}", period="1")
        for recipient in kind.recipients:
            assert say(f"recipients.{recipient}")


def test_the_words_of_periods_are_short_enough_to_be_kept() -> None:
    assert max(len(word) for word in _choices()) <= 24
