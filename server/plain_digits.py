"""A telephone set to Arabic, Persian or Hindi types digits of its own: they are digits too."""

import unicodedata


def plain_digits(typed: str) -> str:
    """As "06 12", whatever the digits were; all else stays."""
    return "".join(str(unicodedata.decimal(sign)) if sign.isdecimal() else sign for sign in typed)
