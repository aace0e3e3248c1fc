"""Consent is to a text: whoever changes the sentences gives them another version."""

import hashlib
import json

import pytest

from server.recordings.tables import KEPT_FOR, TEXT_VERSION
from tests.architecture.repository import ROOT

TEXTS_BY_VERSION = {
    "2026-11-28": {"nl": "74978da47f37c744", "en": "d312e8412162fff2"},
}


@pytest.mark.parametrize("language", ["nl", "en"])
def test_the_sentences_are_those_of_their_version(language: str) -> None:
    file = ROOT / "pwa" / "src" / "text" / language / "call.json"
    words = json.loads(file.read_text())["recording"]
    text = "\n".join(words[key] for key in sorted(words) if key.startswith(("consent", "guest")))
    assert words["version"] == TEXT_VERSION
    assert (
        hashlib.sha256(text.encode()).hexdigest()[:16] == TEXTS_BY_VERSION[TEXT_VERSION][language]
    )
    assert f"{KEPT_FOR.days} " in words["consentHowLong"]
