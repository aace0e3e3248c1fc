"""Where a page ended, as text that whoever reads on gives back."""

import base64
from typing import TypeVar

import msgspec

from server.errors import InvalidInput

_Cursor = TypeVar("_Cursor", bound=msgspec.Struct)


def cursor_text(cursor: msgspec.Struct) -> str:
    return base64.urlsafe_b64encode(msgspec.json.encode(cursor)).decode().rstrip("=")


def read_cursor(text: str, kind: type[_Cursor]) -> _Cursor:
    try:
        return msgspec.json.decode(base64.urlsafe_b64decode(text + "==="), type=kind)
    except ValueError:
        raise InvalidInput("/after", "This is no position that we gave.") from None
