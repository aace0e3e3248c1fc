"""What follows when a pre-visit is over: its room is closed, on whichever node people are in it.
A call that was missed is written down, and who does not choose a moment is reminded."""

from collections.abc import Awaitable, Callable
from datetime import timedelta

from server.due_work.runner import DueWork
from server.journal.entries import Consumer, Entry
from server.previsits.choices import remind
from server.previsits.missed import note_missed
from server.previsits.rooms import rooms_over

_OFTEN = timedelta(minutes=5)
_SOON = timedelta(minutes=1)

# A new plan takes the place of an earlier one, whose room somebody may be waiting in; so does
# asking her when.
_ENDS_CALLS = frozenset(
    {
        "previsit.ended",
        "previsit.missed",
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


def due_work(is_past_told: Callable[[], Awaitable[bool]]) -> list[DueWork]:
    """What this feature does at a time. While the demo is still telling its past, a call of last
    week is planned that is yet to be held: none of those is missed."""

    async def miss_calls() -> None:
        if await is_past_told():
            await note_missed()

    return [
        DueWork("previsits-moment-reminders", _OFTEN, remind),
        DueWork("previsits-missed", _SOON, miss_calls),
    ]
