"""What somebody at the desk wrote to tenants, as one of them reads it.

A ready-made sentence is known by its words and read in six languages; what was written freely stays
Dutch, which is said beside it and told to whatever reads the page aloud."""

from dataclasses import dataclass
from functools import cache

from server.language import LANGUAGES, TenantLanguage
from server.sentences import Sentences, sentences

_WRITTEN_IN: TenantLanguage = "nl"
_SECTIONS = ("questions", "causes")


@dataclass(frozen=True)
class DeskWords:
    text: str
    language: TenantLanguage
    note: str
    """In her own language, that these words are not; "" when they are."""

    def lines(self, say: Sentences) -> tuple[str, ...]:
        """For a message."""
        return (say.apart(self.text), self.note) if self.note else (say.apart(self.text),)


def desk_words(text: str, say: Sentences) -> DeskWords:
    """As whoever reads this language has them."""
    key = _ready_made().get(text.strip())
    if key:
        return DeskWords(sentences(say.language, "ready")(key), say.language, "")
    if say.language == _WRITTEN_IN:
        return DeskWords(text, _WRITTEN_IN, "")
    return DeskWords(text, _WRITTEN_IN, say("page.inDutch"))


@cache
def _ready_made() -> dict[str, str]:
    """In the languages of the desk."""
    return {
        words: f"{section}.{key}"
        for language in LANGUAGES
        for section in _SECTIONS
        for key, words in sentences(language, "ready").section(section).items()
    }
