"""How facts travel over HTTP: camelCase JSON, frozen structs, unknown fields refused.

For texts holds the rule of `signalling.free_text`, as in a call.
"""

from datetime import UTC, datetime, timedelta
from typing import Annotated, Any

import msgspec

from signalling.free_text import read_as, wrong_with

_A_DAY = timedelta(days=1)
Moment = Annotated[datetime, msgspec.Meta(tz=True)]
"""A time that says its zone; one that does not is refused."""


class Wire(msgspec.Struct, frozen=True, rename="camel", forbid_unknown_fields=True, gc=False):
    """Base of every struct that goes in or out. Fields are documented where they are named."""


class Sent(Wire, frozen=True):
    """Base of every struct that comes in: refuses what JSON allows and no database can keep."""

    def __post_init__(self) -> None:
        for name, sent_as in zip(
            self.__struct_fields__, self.__struct_encode_fields__, strict=True
        ):
            value = getattr(self, name)
            wrong = _wrong_with(value)
            if wrong:  # named as the framework does, so that the problem points at the field
                raise ValueError(f"{wrong} in field `{sent_as}`")
            if isinstance(value, str | list):
                msgspec.structs.force_setattr(self, name, _read_as(value))


def _read_as(value: Any) -> Any:
    if isinstance(value, str):
        return read_as(value)
    if isinstance(value, list):
        return [_read_as(each) for each in value]  # pyright: ignore[reportUnknownVariableType]
    return value


def _wrong_with(value: Any) -> str:
    if isinstance(value, str):
        return wrong_with(value)
    if isinstance(value, list):
        return next(filter(None, map(_wrong_with, value)), "")  # pyright: ignore[reportUnknownArgumentType]
    if isinstance(value, datetime) and not _is_in_calendar(value):
        return "A moment outside the calendar cannot be kept"
    return ""


def _is_in_calendar(moment: datetime) -> bool:
    try:  # in any zone: a day later or earlier may be the last one there is
        moment.astimezone(UTC) + _A_DAY
        moment.astimezone(UTC) - _A_DAY
    except OverflowError:
        return False
    return True
