"""When something at the door can have happened, by a phone that may have been offline for hours."""

from datetime import datetime, timedelta

from server.clock import now
from server.visits.errors import TimeImpossible

_CLOCKS_DIFFER = timedelta(minutes=5)
_GIVEN_BY_PHONE = timedelta(days=1)  # the office may write the job down after he went


def refuse_future(moment: datetime, pointer: str) -> None:
    """A phone whose clock is a little fast is let in."""
    latest = now() + _CLOCKS_DIFFER
    if moment > latest:
        raise _impossible(pointer, "This is in the future.", latest=latest.isoformat())


def refuse_before_given(moment: datetime, given_at: datetime, pointer: str) -> None:
    """A clock that is wrong by days says so itself."""
    earliest = given_at - _GIVEN_BY_PHONE
    if moment < earliest:
        detail = "This is long before the job was given."
        raise _impossible(pointer, detail, earliest=earliest.isoformat())


def refuse_before(moment: datetime, earlier: datetime, pointer: str, detail: str) -> None:
    """What comes after something cannot be before it."""
    if moment < earlier:
        raise _impossible(pointer, detail, earliest=earlier.isoformat())


def _impossible(pointer: str, detail: str, **particulars: str) -> TimeImpossible:
    return TimeImpossible(errors=[{"pointer": pointer, "detail": detail}], **particulars)
