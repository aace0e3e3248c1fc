"""What follows when a pre-visit is over: its room is closed, on whichever node people are in it.
Who does not choose a moment is reminded, and a call that nobody of ours opened counts for who
waited for it."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from server.due_work.runner import DueWork
from server.journal.entries import Consumer, Entry
from server.previsits.choices import remind
from server.previsits.missed import count_missed
from server.previsits.rooms import rooms_over

_OFTEN = timedelta(minutes=5)

# A new plan takes the place of an earlier one, whose room somebody may be waiting in; so does
# asking her when.
_ENDS_CALLS = frozenset(
    {
        "previsit.ended",
        "previsit.planned",
        "previsit.moment_asked",
        "request.cancelled",
        "job.done",
    }
)


def consumers(end_room: Callable[[str, str], Awaitable[None]]) -> list[Consumer]:
    """The consumers of this feature. `end_room` takes a room and the reason told in it."""

    async def close_rooms(entry: Entry) -> None:
        if entry.request_id:
            # By the state of now: a call that was opened again meanwhile goes on.
            for room, reason in await rooms_over(entry.request_id):
                await end_room(room, reason)

    return [Consumer("rooms", _ENDS_CALLS, close_rooms)]


def due_work() -> list[DueWork]:
    """What this feature does at a time."""
    return [
        DueWork("previsits-moment-reminders", _OFTEN, remind),
        DueWork("previsits-missed", _OFTEN, count_missed),
    ]
