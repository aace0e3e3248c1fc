"""What follows in the room: all hear of guests and a hand-over, and who is not welcome goes."""

from collections.abc import Awaitable, Callable

from server.guests.handing_over import holder_of
from server.journal.entries import Consumer, Entry
from signalling.messages import Notice

_OF_GUESTS = frozenset(
    {
        "previsit.guest_invited",
        "previsit.helper_came",
        "previsit.guest_allowed",
        "previsit.guest_refused",
        "previsit.guest_revoked",
    }
)

Say = Callable[[str, Notice], Awaitable[None]]
Review = Callable[[str], Awaitable[None]]


def consumers(say: Say, review: Review) -> list[Consumer]:
    """`say` takes a room and a notice; `review` asks `StillWelcome` about everybody in a room."""

    async def tell_of_guests(entry: Entry) -> None:
        if entry.subject_id is None:
            return
        await review(str(entry.subject_id))
        # What changed, each asks for what he may know.
        await say(str(entry.subject_id), Notice("guest", {}))

    async def tell_of_hand_over(entry: Entry) -> None:
        if entry.subject_id is None:
            return
        holder = await holder_of(entry.subject_id)
        told = {"participant": str(holder.id), "name": holder.name}
        await say(str(entry.subject_id), Notice("hand-over", told))
        await review(str(entry.subject_id))

    return [
        Consumer("guests", _OF_GUESTS, tell_of_guests),
        Consumer("hand-overs", frozenset({"previsit.handed_over"}), tell_of_hand_over),
    ]
