"""What people may write: the one rule for every text that others read, in a call and outside.

Control characters are refused: no keyboard makes them, and no database keeps U+0000. Characters
that turn the direction of writing are left out: phones paste them around numbers and names, and
they can make a line read as something else. New lines and tabs stay.
"""

import re

PRINTABLE = r"^[^\x00-\x1f\x7f-\x9f]*$"
"""Of codes and ids, which are no texts."""

_CONTROL = re.compile(r"[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f]")
_TURNING = re.compile(r"[\u202a-\u202e\u2066-\u2069]")


def wrong_with(text: str) -> str:
    """Why this cannot be kept, or nothing."""
    found = _CONTROL.search(text)
    if found:
        return f"The character U+{ord(found[0]):04X} cannot be kept"
    if text and not read_as(text):
        return "Nothing of this can be read"
    return ""


def read_as(text: str) -> str:
    """The text without what turns the direction of writing."""
    return _TURNING.sub("", text)


def readable_part(text: str) -> str:
    """Of a form, whose sender cannot be told about one character: what can be kept of it."""
    return read_as(_CONTROL.sub("", text))
