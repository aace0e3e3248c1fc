"""How long it takes from one home to another, told by their postcodes.

An estimate: Dutch postcodes count up from place to place, so homes whose numbers are close are
mostly close. Nobody's route is asked of anybody outside, and it works for an address of today.
"""

_SAME_STREET = 3
_SAME_DISTRICT = 6
_OTHER_DISTRICT = 8
_PER_NUMBER = 0.4  # from one district's number to the next
_LONGEST = 45


def minutes_between(postcode: str, other: str) -> int:
    """Whole minutes from door to door, parking included."""
    if _tidy(postcode) == _tidy(other):
        return _SAME_STREET
    apart = abs(_district(postcode) - _district(other))
    if apart == 0:
        return _SAME_DISTRICT
    return min(round(_OTHER_DISTRICT + _PER_NUMBER * apart), _LONGEST)


def _tidy(postcode: str) -> str:
    return postcode.replace(" ", "").upper()


def _district(postcode: str) -> int:
    return int(_tidy(postcode)[:4])
