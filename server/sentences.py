"""Sentences that the server itself writes, from the language files that the screens share."""

from functools import cache
from pathlib import Path

import msgspec

from server.language import LANGUAGES, Language

_SERVER = Path(__file__).resolve().parent
# An installed package carries the built screens; a checkout has their sources.
_FOLDERS = (_SERVER / "pwa_build" / "text", _SERVER.parent / "pwa" / "src" / "text")


class Sentences:
    """The sentences of one language: `say("rooms.title")`, `say("page.step", n=2)`."""

    def __init__(self, language: Language, sections: dict[str, dict[str, str]]) -> None:
        self.language: Language = language
        self._sections = sections

    def __call__(self, key: str, **values: object) -> str:
        section, name = key.split(".")
        return self._sections[section][name].format_map(values)

    def section(self, name: str) -> dict[str, str]:
        """All sentences of a section as they are, for a script to fill in."""
        return self._sections[name]


@cache
def sentences(language: Language, part: str = "tenant") -> Sentences:
    folder = next(folder for folder in _FOLDERS if folder.is_dir())
    file = folder / language / f"{part}.json"
    return Sentences(
        language, msgspec.json.decode(file.read_bytes(), type=dict[str, dict[str, str]])
    )


def language_wished(*wishes: str | None) -> Language:
    """The first wish we speak. A wish is a code, or a browser's whole list of languages."""
    for wish in wishes:
        for part in (wish or "").lower().split(","):
            for language in LANGUAGES:
                if part.strip().startswith(language):
                    return language
    return "nl"


def other(language: Language) -> Language:
    return "en" if language == "nl" else "nl"
