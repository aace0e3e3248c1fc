"""Small parts that a tenant can get by post for a guide: facts of `parts.json`, and words of
`part_words/`, a file for each language that tenants read.

What a part costs and weighs, and whether it goes through a letterbox (38 by 26.5 by 3.2 cm).
Who asks for one, who sends it and what is in stock is not told here.
"""

from pathlib import Path

import msgspec

from server.language import TENANT_LANGUAGES, tenant_language_wished


class PartWords(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="camel"):
    """A part in one language. With variants, `how_to_tell` says which one is hers."""

    name: str
    how_to_tell: str = ""
    variants: dict[str, str] = {}  # sizes or makes, by id


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="camel"):
    """One part, in one size or in several variants."""

    id: str
    guides: tuple[str, ...]  # of which faults
    price_cents: int  # with tax, for one variant
    weight_grams: int
    fits_letterbox: bool
    variants: tuple[str, ...] = ()

    def words(self, language: str) -> PartWords:
        return _WORDS[tenant_language_wished(language)].parts[self.id]


class _Words(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One language. `translation` says who has read it."""

    translation: dict[str, str]
    parts: dict[str, PartWords]


_FOLDER = Path(__file__).parent

_listed = msgspec.json.decode((_FOLDER / "parts.json").read_bytes(), type=tuple[Part, ...])
_WORDS = {
    language: msgspec.json.decode(
        (_FOLDER / "part_words" / f"{language}.json").read_bytes(), type=_Words
    )
    for language in TENANT_LANGUAGES
}

PARTS = {part.id: part for part in _listed}

if len(PARTS) != len(_listed):
    raise ValueError("two parts have the same id")


def parts_for(code: str) -> list[Part]:
    """What may be needed for the guide of a fault."""
    return [part for part in PARTS.values() if code in part.guides]
