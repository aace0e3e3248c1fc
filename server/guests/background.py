"""What follows in the room: all hear of guests and a hand-over, and who is not welcome goes."""

from collections.abc import Awaitable, Callable
from datetime import timedelta
from functools import partial
from uuid import UUID

from server.clock import now
from server.due_work.runner import DueWork
from server.guests.guest_link import is_closed
from server.guests.handing_over import holder_of
from server.guests.tables import GuestInvitation
from server.journal.entries import Consumer, Entry
from signalling.messages import Notice

_OF_GUESTS = frozenset(
    {
        "previsit.guest_invited",
        "previsit.guest_allowed",
        "previsit.guest_refused",
        "previsit.guest_revoked",
    }
)
_LOOK_BACK = timedelta(hours=1)
PUT_OUT = "not-welcome"
"""Told to a guest whose invitation was closed."""

Say = Callable[[str, Notice], Awaitable[None]]
PutOut = Callable[[str, str, str], Awaitable[None]]


def consumers(say: Say, put_out: PutOut) -> list[Consumer]:
    """`say` takes a room and a notice, `put_out` a room, a participant and the reason."""

    async def tell_of_guests(entry: Entry) -> None:
        if entry.subject_id is None:
            return
        for guest in await _closed(entry.subject_id):
            await put_out(str(entry.subject_id), str(guest), PUT_OUT)
        # What changed, each asks for what he may know.
        await say(str(entry.subject_id), Notice("guest", {}))

    async def tell_of_hand_over(entry: Entry) -> None:
        if entry.subject_id is None:
            return
        holder = await holder_of(entry.subject_id)
        told = {"participant": str(holder.id), "name": holder.name}
        await say(str(entry.subject_id), Notice("hand-over", told))

    return [
        Consumer("guests", _OF_GUESTS, tell_of_guests),
        Consumer("hand-overs", frozenset({"previsit.handed_over"}), tell_of_hand_over),
    ]


def due_work(put_out: PutOut) -> list[DueWork]:
    """What this feature does at a time."""
    return [DueWork("guests-out-of-time", timedelta(minutes=1), partial(put_out_late, put_out))]


async def put_out_late(put_out: PutOut) -> None:
    """An invitation ends with its day; who came in by it does not stay longer."""
    found = await GuestInvitation.objects().where(
        (GuestInvitation.expires_at <= now())
        & (GuestInvitation.expires_at > now() - _LOOK_BACK)
        & GuestInvitation.joined_at.is_not_null()
    )
    for each in found:
        await put_out(str(each.previsit), str(each.id), PUT_OUT)


async def _closed(previsit_id: UUID) -> list[UUID]:
    found = await GuestInvitation.objects().where(GuestInvitation.previsit == previsit_id)
    return [each.id for each in found if is_closed(each)]
