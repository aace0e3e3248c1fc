"""Parts by post: every guide to repair something has some, and each says which one fits."""

import pytest

from server.guides.guide import GUIDES
from server.guides.parts import PARTS, Part, parts_for
from server.language import TENANT_LANGUAGES, TenantLanguage

EACH = pytest.mark.parametrize("part", PARTS.values(), ids=lambda part: part.id)
HEAVIEST_BY_LETTERBOX_GRAMS = 2_000


@pytest.mark.parametrize("code", [code for code, guide in GUIDES.items() if guide.kind == "fix"])
def test_every_guide_to_repair_something_has_a_part_that_can_be_sent(code: str) -> None:
    assert parts_for(code)


def test_most_parts_need_nobody_at_home() -> None:
    assert sum(part.fits_letterbox for part in PARTS.values()) > len(PARTS) / 2


@EACH
def test_a_part_belongs_to_guides_and_costs_and_weighs_something(part: Part) -> None:
    assert part.guides
    assert set(part.guides) <= set(GUIDES)
    assert 0 < part.price_cents < 10_000
    assert part.weight_grams > 0
    assert not part.fits_letterbox or part.weight_grams <= HEAVIEST_BY_LETTERBOX_GRAMS


@EACH
@pytest.mark.parametrize("language", TENANT_LANGUAGES)
def test_a_part_is_named_in_every_language_and_says_which_variant_is_hers(
    part: Part, language: TenantLanguage
) -> None:
    words = part.words(language)
    assert words.name
    assert tuple(words.variants) == part.variants
    assert all(words.variants.values())
    assert bool(part.variants) == bool(words.how_to_tell)


@EACH
def test_who_has_to_choose_has_a_choice(part: Part) -> None:
    assert len(part.variants) != 1
    assert len(set(part.variants)) == len(part.variants)


def test_an_id_fits_an_address_and_a_danger_has_no_parts() -> None:
    assert all(part_id.replace("-", "").isalnum() for part_id in PARTS)
    assert parts_for("GAS1") == []
