"""One change of a room: its new state, the frames that follow from it, and what an observer hears.

A change is worked out without waiting for anything, so that nodes can carry it out whole or not at
all, and again after a conflict.
"""

from collections.abc import Callable, Iterable
from typing import Literal

import msgspec

from signalling.errors import Refused
from signalling.messages import Chat, FromServer, Kept, MediaState, Quality, encode
from signalling.rooms import Member, Room
from signalling.sessions import Posted

Kind = Literal["joined", "left", "away", "back", "media", "quality", "chat", "ended"]


class CallEvent(msgspec.Struct, frozen=True):
    """What happened in a call, for whoever keeps a record. `ended` has no participant."""

    kind: Kind
    room: str
    at: float
    participant: str | None = None
    role: str | None = None
    name: str | None = None
    reason: str | None = None
    media: MediaState | None = None
    quality: Quality | None = None
    """Of what comes in at this participant, by the participant's own measure."""
    chat: Chat | None = None


class Closing(msgspec.Struct, frozen=True, tag=True):
    """A socket that has to close, on whichever node it is."""

    connection: str
    code: int
    reason: str


class Change:
    __slots__ = (
        "altered",
        "closings",
        "ended_sessions",
        "events",
        "now",
        "posted",
        "refusal",
        "room",
    )

    def __init__(self, room: Room, now: float) -> None:
        self.room = room
        self.now = now
        self.posted: list[Posted] = []
        self.closings: list[Closing] = []
        self.events: list[CallEvent] = []
        self.ended_sessions: list[str] = []
        self.altered = False
        self.refusal: Refused | None = None

    def tell(self, members: Iterable[Member], message: FromServer) -> None:
        """Post a message. It is encoded once; each receiver's `seq` is added at its end."""
        body = encode(message)
        if not isinstance(message, Kept):
            frame = body.decode()
            for member in members:
                self.posted.append(Posted(member.session.id, member.connection, 0, self.now, frame))
            return
        start = body[:-1].decode()
        for member in members:
            self._keep(member, start)

    def tell_epoch(self, to: Member, message: Kept, pair: str, epoch: int) -> None:
        """Post something that is worthless once the pair has begun a later negotiation."""
        self._keep(to, encode(message)[:-1].decode(), pair, epoch)

    def tell_others(self, sender: Member, message: FromServer) -> None:
        self.tell(self.room.others(sender), message)

    def close(self, connection: str | None, code: int, reason: str) -> None:
        if connection is not None:
            self.closings.append(Closing(connection, code, reason))

    def record(
        self,
        kind: Kind,
        member: Member | None = None,
        reason: str | None = None,
        quality: Quality | None = None,
        chat: Chat | None = None,
    ) -> None:
        self.events.append(
            CallEvent(
                kind=kind,
                room=self.room.id,
                at=self.now,
                participant=member.participant if member else None,
                role=member.role if member else None,
                name=member.name if member else None,
                reason=reason,
                media=member.media if member and kind == "media" else None,
                quality=quality,
                chat=chat,
            )
        )

    def _keep(self, member: Member, start: str, pair: str = "", epoch: int = 0) -> None:
        seq = member.session.next_seq()
        self.altered = True
        frame = f'{start},"seq":{seq}}}'
        self.posted.append(
            Posted(member.session.id, member.connection, seq, self.now, frame, pair, epoch)
        )


Apply = Callable[[Change], None]
