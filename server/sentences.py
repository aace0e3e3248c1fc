"""Sentences that the server itself writes, from the language files that the screens share."""

from functools import cache
from pathlib import Path
from typing import Literal

import msgspec

from server.language import TenantLanguage, direction
from server.plurals import Counted

_SERVER = Path(__file__).resolve().parent
# An installed package carries the built screens; a checkout has their sources.
_FOLDERS = (_SERVER / "pwa_build" / "text", _SERVER.parent / "pwa" / "src" / "text")

_ISOLATE, _END_OF_ISOLATE = "\N{FIRST STRONG ISOLATE}", "\N{POP DIRECTIONAL ISOLATE}"
_ISOLATE_OURS = "\N{RIGHT-TO-LEFT ISOLATE}"


class Sentences:
    """The sentences of one language: `say("rooms.title")`, `say("page.step", n=2)`."""

    def __init__(self, language: TenantLanguage, sections: dict[str, dict[str, str]]) -> None:
        self.language: TenantLanguage = language
        self._sections = sections

    def __call__(self, key: str, **values: object) -> str:
        section, name = key.split(".")
        said = {name: self._said(value) for name, value in values.items()}
        return self._sections[section][name].format_map(said)

    @property
    def direction(self) -> Literal["ltr", "rtl"]:
        """Which way these sentences run, as `dir` in HTML says it."""
        return direction(self.language)

    def section(self, name: str) -> dict[str, str]:
        """All sentences of a section as they are, for a script to fill in."""
        return self._sections[name]

    def _said(self, value: object) -> object:
        if isinstance(value, int):
            return Counted.of(value, self.language)
        return self.apart(value) if isinstance(value, str) else value

    def apart(self, value: str) -> str:
        """A name or a number that keeps its own direction inside a sentence: between Arabic words
        26-01482 would be read as 01482-26. A link stays bare, so that a phone finds its end."""
        if direction(self.language) == "ltr" or "://" in value or not value:
            return value
        # A date is put together of words that are apart already. Those are skipped in looking for
        # the first letter, so it would run from left to right: "December 10 Thursday".
        begin = _ISOLATE_OURS if _END_OF_ISOLATE in value else _ISOLATE
        return f"{begin}{value}{_END_OF_ISOLATE}"


@cache
def text_folder() -> Path:
    """Where the language files lie, a folder for each language."""
    return next(folder for folder in _FOLDERS if folder.is_dir())


@cache
def sentences(language: TenantLanguage, part: str = "tenant") -> Sentences:
    """One file of a language. What staff read is there in Dutch and English only."""
    file = text_folder() / language / f"{part}.json"
    return Sentences(
        language, msgspec.json.decode(file.read_bytes(), type=dict[str, dict[str, str]])
    )
