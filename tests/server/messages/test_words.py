"""What stands first on her page is sent to her as well: so it never points at that page."""

import re

import pytest

from server.language import TENANT_LANGUAGES, TenantLanguage
from server.sentences import sentences

ON_THIS_PAGE = {
    "nl": r"deze pagina|hieronder|hiernaast",
    "en": r"this page|below|on the right",
    "tr": r"bu sayfa|aşağı|buradan",
    "ar": r"هذه الصفحة|أدناه|في الأسفل|\bهنا\b",
    "pl": r"tej stronie|tę stronę|niżej|\btutaj\b",
    "uk": r"цій сторінці|цю сторінку|нижче|\bтут\b",
}
SENT = (
    *("reported", "toJudge", "asked", "selfHelp", "solved", "postponed", "reopened", "done"),
    *("notOurs", "duplicate", "given", "previsit", "previsitFrom", "open", "prepared"),
    *("preparedAt", "inside", "review", "closed", "cancelled"),
)
"""The sentences of `case_words/now.py`."""


@pytest.mark.parametrize("language", TENANT_LANGUAGES)
def test_what_is_sent_says_nothing_of_this_page(language: TenantLanguage) -> None:
    say = sentences(language)
    said = say.section("case") | say.section("message")
    sent = {key: said[key] for key in (*SENT, *say.section("message"))}
    pointing = re.compile(ON_THIS_PAGE[language], re.IGNORECASE)
    assert {key: words for key, words in sent.items() if pointing.search(words)} == {}
