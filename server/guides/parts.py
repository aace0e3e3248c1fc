"""Small parts that a tenant can get by post for a guide: `parts.json`.

What a part costs and weighs, and whether it goes through a letterbox (38 by 26.5 by 3.2 cm).
Who asks for one, who sends it and what is in stock is not told here.
"""

from pathlib import Path

import msgspec


class Variant(msgspec.Struct, frozen=True, forbid_unknown_fields=True):
    """One size or make of a part."""

    id: str
    name: dict[str, str]  # by language


class Part(msgspec.Struct, frozen=True, forbid_unknown_fields=True, rename="camel"):
    """One part. With variants, `how_to_tell` says in words which one is hers."""

    id: str
    name: dict[str, str]  # by language
    guides: tuple[str, ...]  # of which faults
    price_cents: int  # with tax, for one variant
    weight_grams: int
    fits_letterbox: bool
    variants: tuple[Variant, ...] = ()
    how_to_tell: dict[str, str] = {}


_listed = msgspec.json.decode(
    Path(__file__).with_name("parts.json").read_bytes(), type=tuple[Part, ...]
)

PARTS = {part.id: part for part in _listed}

if len(PARTS) != len(_listed):
    raise ValueError("two parts have the same id")


def parts_for(code: str) -> list[Part]:
    """What may be needed for the guide of a fault."""
    return [part for part in PARTS.values() if code in part.guides]
