from datetime import UTC, datetime
from uuid import UUID

import pytest

from storage.errors import InvalidKey
from storage.keys import derivative_key, evidence_key, validate_key

ORGANISATION = UUID("01939a4e-0000-7000-8000-000000000001")
PHOTO = UUID("01939a4e-0000-7000-8000-000000000002")
MOMENT = datetime(2026, 3, 9, tzinfo=UTC)


def test_a_key_tells_organisation_and_month_and_is_valid():
    key = evidence_key(ORGANISATION, PHOTO, "heic", at=MOMENT)
    assert key.startswith(f"evidence/{ORGANISATION}/2026/03/{PHOTO}-")
    assert key.endswith(".heic")
    assert validate_key(key) == key
    assert len(key) < 200


def test_a_key_is_never_given_twice():
    assert len({evidence_key(ORGANISATION, PHOTO, "jpg", at=MOMENT) for _ in range(100)}) == 100


def test_derivatives_lie_beside_the_original():
    assert derivative_key("evidence/a/b-1.heic", 320) == "evidence/a/b-1-320.jpg"
    assert derivative_key("evidence/a/b-1.heic", 1600) == "evidence/a/b-1-1600.jpg"
    assert derivative_key("b", 320) == "b-320.jpg"


@pytest.mark.parametrize("extension", ["", "JPG", "../x", "a/b", "jp g", "ninechars", "jpg\n"])
def test_an_extension_cannot_break_out(extension):
    with pytest.raises(InvalidKey):
        evidence_key(ORGANISATION, PHOTO, extension, at=MOMENT)


def test_a_derivative_of_a_trick_is_refused():
    with pytest.raises(InvalidKey):
        derivative_key("../a.jpg", 320)
