"""Telephone numbers as people type them."""

import re

from server.plain_digits import plain_digits
from server.repair_requests.errors import PhoneRefused

_SIGNS = re.compile(r"[\s().\-/]")
_DUTCH = re.compile(r"0[1-9]\d{8}")
_DUTCH_AT_HOME = re.compile(r"\+31(?!6|97)")  # ACM: 06 and 097 take messages
_FOREIGN = re.compile(r"\+[1-9]\d{7,14}")  # E.164


def as_dialled(typed: str) -> str:
    """ "06 1234-5678" and "+31 6 12345678" both become +31612345678."""
    number = _SIGNS.sub("", plain_digits(typed))
    if number.startswith("00"):
        number = "+" + number[2:]
    if number.startswith("+310"):  # written as +31 (0)6 ...
        number = "+31" + number[4:]
    if _DUTCH.fullmatch(number):
        return "+31" + number[1:]
    if _FOREIGN.fullmatch(number):
        return number
    raise PhoneRefused(errors=[{"pointer": "/phone", "detail": "No telephone number looks so."}])


def is_for_messages(dialled: str, countries: tuple[str, ...]) -> bool:
    """Whether an SMS may reach it, in the countries that get any: elsewhere one may cost euros. Of
    a number abroad nobody knows whether it is a mobile telephone."""
    return dialled.startswith(countries) and not _DUTCH_AT_HOME.match(dialled)
