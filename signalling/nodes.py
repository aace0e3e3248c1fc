"""Where rooms and unacknowledged messages live: in memory here, shared in `redis_nodes.py`."""

from collections.abc import Callable
from typing import Protocol

import msgspec

from signalling.changes import Apply, Change, Closing
from signalling.limits import Limits
from signalling.rooms import Room
from signalling.sessions import Outbox, Posted


class Carrier(Protocol):
    """The sockets of this node, as the nodes see them."""

    def carry(self, posted: Posted) -> None: ...

    def close_socket(self, closing: Closing) -> None: ...

    def catch_up_all(self) -> None:
        """Frames may have been missed: compare every socket with what is kept for its session."""


class Due(msgspec.Struct, frozen=True):
    """A room to look at now, and the nodes that have died with sockets of it."""

    room: str
    gone_nodes: frozenset[str] = frozenset()


ChangeAtOnce = Callable[[str, Apply, float], Change]


class Nodes(Protocol):
    """Carries out changes of rooms, one at a time per room, and keeps what has to be replayed."""

    name: str

    @property
    def change_at_once(self) -> ChangeAtOnce | None:
        """`change` where it needs no waiting; None where rooms are shared."""
        ...

    def connect(self, carrier: Carrier, limits: Limits) -> None: ...

    async def start(self) -> None: ...

    async def stop(self) -> None: ...

    async def change(self, room: str, apply: Apply, now: float, *, due: bool = False) -> Change:
        """Apply to the present state, keep it, carry the frames. `apply` may run more than once."""
        ...

    async def replay(self, session: str, after: int, now: float) -> list[Posted]: ...

    def acknowledge(self, session: str, seq: int) -> None: ...

    async def due(self, now: float) -> list[Due]: ...


class OneNode:
    """Everything in the memory of this process."""

    name = "one"
    _carrier: Carrier
    _limits: Limits

    def __init__(self) -> None:
        self._rooms: dict[str, Room] = {}
        self._outboxes: dict[str, Outbox] = {}

    def connect(self, carrier: Carrier, limits: Limits) -> None:
        self._carrier = carrier
        self._limits = limits

    async def start(self) -> None:
        """Nothing to open."""

    async def stop(self) -> None:
        """Nothing to close."""

    async def change(self, room: str, apply: Apply, now: float, *, due: bool = False) -> Change:
        return self.change_at_once(room, apply, now)

    def change_at_once(self, room: str, apply: Apply, now: float) -> Change:
        state = self._rooms.get(room) or Room(id=room)
        change = Change(state, now)
        apply(change)
        if change.altered:
            self._keep(state, change)
        carry = self._carrier.carry
        for posted in change.posted:
            carry(posted)
        for closing in change.closings:
            self._carrier.close_socket(closing)
        return change

    async def replay(self, session: str, after: int, now: float) -> list[Posted]:
        outbox = self._outboxes.get(session)
        return outbox.after(after, now) if outbox else []

    def acknowledge(self, session: str, seq: int) -> None:
        outbox = self._outboxes.get(session)
        if outbox:
            outbox.acknowledge(seq)

    async def due(self, now: float) -> list[Due]:
        deadlines = ((room, room.next_deadline(self._limits)) for room in self._rooms.values())
        return [Due(room.id) for room, at in deadlines if at is not None and at <= now]

    def _keep(self, room: Room, change: Change) -> None:
        for posted in change.posted:
            if posted.seq:
                self._outbox(posted.session).keep(posted)
        for session in change.ended_sessions:
            self._outboxes.pop(session, None)
        if room.members:
            self._rooms[room.id] = room
        else:
            self._rooms.pop(room.id, None)

    def _outbox(self, session: str) -> Outbox:
        outbox = self._outboxes.get(session)
        if outbox is None:
            limits = self._limits
            outbox = Outbox(limits.replay_messages, limits.replay_seconds)
            self._outboxes[session] = outbox
        return outbox
