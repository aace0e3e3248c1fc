"""What happens around a visit by itself: who forgets to say that he arrived is not on his way
for ever, and a visit that nobody made is written down."""

from datetime import timedelta

from server.due_work.runner import DueWork
from server.visits.approaching import lapse
from server.visits.not_shown import note_not_shown

_OFTEN = timedelta(minutes=5)


def due_work() -> list[DueWork]:
    """What this feature does at a time."""
    return [
        DueWork("visits-approach-lapses", _OFTEN, lapse),
        DueWork("visits-not-shown", _OFTEN, note_not_shown),
    ]
