"""Who is in a call, who offers to whom, which negotiation counts. Pure: no socket, no clock."""

from collections.abc import Iterator
from typing import Literal

import msgspec

from signalling.admission import RECORDER, Admitted
from signalling.errors import Refused, TurnedAway
from signalling.limits import Limits
from signalling.messages import MediaState, Peer
from signalling.sessions import Session


class Member(msgspec.Struct):
    """One participant in a room. `connection` names the socket, on whichever node, or is None."""

    participant: str
    role: str
    name: str
    precedence: int
    entry: int
    session: Session
    connection: str | None
    sign_in: str = ""
    lost_at: float | None = None
    hidden: bool = False
    media: MediaState | None = None

    @property
    def away(self) -> Literal["hidden", "connection"] | None:
        if self.connection is None:
            return "connection"
        return "hidden" if self.hidden else None

    def offers_to(self, other: "Member") -> bool:
        return (self.precedence, self.entry) < (other.precedence, other.entry)


def pair_of(one: Member, other: Member) -> str:
    first, second = one.participant, other.participant
    if second < first:
        first, second = second, first
    # The length in front keeps two pairs apart whatever characters the ids hold.
    return f"{len(first)}|{first}|{second}"


class Room(msgspec.Struct):
    id: str
    members: dict[str, Member] = {}
    epochs: dict[str, int] = {}
    lines: dict[str, int] = {}
    """How many each has written; who leaves and comes back does not begin again."""
    entries: int = 0

    def others(self, member: Member) -> Iterator[Member]:
        return (one for one in self.members.values() if one is not member)

    def people(self) -> list[Member]:
        return [member for member in self.members.values() if member.role != RECORDER]

    def peer(self, participant: str, asked_by: Member, field: str = "to") -> Member:
        found = self.members.get(participant)
        if found is None or found is asked_by:
            raise Refused("unknown-peer", "nobody with this id is in the room", field=field)
        return found

    def join(self, admitted: Admitted, session: Session, connection: str, limits: Limits) -> Member:
        """Add someone. Who was in already under this id must have left first."""
        if admitted.role != RECORDER and len(self.people()) >= limits.room_members:
            raise TurnedAway(4423, "room-full", "nobody else fits in this room")
        self.entries += 1
        member = Member(
            participant=admitted.participant,
            role=admitted.role,
            name=admitted.name,
            precedence=admitted.precedence,
            entry=self.entries,
            session=session,
            connection=connection,
            sign_in=admitted.sign_in,
        )
        self.members[member.participant] = member
        for other in self.others(member):
            # What was sent in the time of an earlier session must be recognised as out of date.
            pair = pair_of(member, other)
            if pair in self.epochs:
                self.epochs[pair] += 1
        return member

    def holder_of(self, session: str, key: str) -> Member:
        for member in self.members.values():
            if member.session.id == session and member.session.opens_with(key):
                return member
        raise TurnedAway(4401, "session-gone", "this session cannot be resumed")

    def resume(self, member: Member, connection: str) -> None:
        member.connection = connection
        member.lost_at = None

    def lose(self, member: Member, now: float) -> None:
        member.connection = None
        member.lost_at = now

    def leave(self, member: Member) -> None:
        del self.members[member.participant]

    def epoch(self, pair: str) -> int:
        return self.epochs.get(pair, 0)

    def begin_epoch(self, pair: str, epoch: int) -> None:
        current = self.epoch(pair)
        if epoch <= current:
            raise Refused(
                "stale-epoch", "a later negotiation has begun", field="epoch", epoch=current
            )
        self.epochs[pair] = epoch

    def peer_seen_by(self, viewer: Member, other: Member) -> Peer:
        return Peer(
            participant=other.participant,
            role=other.role,
            name=other.name,
            you_offer=viewer.offers_to(other),
            epoch=self.epoch(pair_of(viewer, other)),
            away=other.away,
            media=other.media,
        )

    def peers_of(self, viewer: Member) -> list[Peer]:
        return [self.peer_seen_by(viewer, other) for other in self.others(viewer)]

    def overdue(self, now: float, limits: Limits) -> list[Member]:
        return [
            member
            for member in self.members.values()
            if member.lost_at is not None and member.lost_at + limits.grace(member.role) <= now
        ]

    def next_deadline(self, limits: Limits) -> float | None:
        """When the next lost member's grace ends."""
        return min(
            (
                member.lost_at + limits.grace(member.role)
                for member in self.members.values()
                if member.lost_at is not None
            ),
            default=None,
        )
