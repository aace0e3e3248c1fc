"""Coming and going: what it does to a room and what the others in it hear."""

from typing import Literal

from signalling.admission import Admitted
from signalling.changes import Change
from signalling.errors import Refused
from signalling.limits import Limits
from signalling.messages import (
    PeerAway,
    PeerBack,
    PeerJoined,
    PeerLeft,
    ResumeClaim,
    RoomEnded,
)
from signalling.rooms import Member
from signalling.sessions import Session


def join(
    change: Change, admitted: Admitted, session: Session, connection: str, limits: Limits
) -> Member:
    room = change.room
    earlier = room.members.get(admitted.participant)
    if earlier is not None:
        _leave(change, earlier, "replaced")
        change.close(earlier.connection, 4409, "replaced")
    member = room.join(admitted, session, connection, limits)
    change.altered = True
    change.record("joined", member)
    for other in room.others(member):
        change.tell((other,), PeerJoined(room.peer_seen_by(other, member)))
    return member


def resume(change: Change, claim: ResumeClaim, fresh_key: str, connection: str) -> Member:
    room = change.room
    member = room.holder_of(claim.session, claim.key)
    if claim.seq > member.session.seq:
        # It would drop everything up to that number as something it has had.
        raise Refused("invalid", "this was never sent", field="resume.seq")
    earlier = member.connection
    room.resume(member, connection)
    member.session.rotate_key(claim.key, fresh_key)
    change.altered = True
    change.close(earlier, 4409, "replaced")
    if earlier is None:
        _tell_presence(change, member)
    return member


def lose(change: Change, participant: str, connection: str) -> None:
    """A socket closed without `bye`. A member who has another socket by now is not affected."""
    member = change.room.members.get(participant)
    if member is None or member.connection != connection:
        return
    change.room.lose(member, change.now)
    change.altered = True
    change.record("away", member, "connection")
    change.tell_others(member, PeerAway(member.participant, "connection"))


def leave(
    change: Change, member: Member, reason: Literal["bye", "gone"], said: str | None = None
) -> None:
    """Go for good. What the person `said` is for the record; the others only learn how it went."""
    _leave(change, member, reason, said)
    if not change.room.members:
        change.record("ended", reason="empty")


def expire(change: Change, gone_nodes: frozenset[str], limits: Limits) -> None:
    """End the grace of who stayed away too long; count sockets of a node that died as lost."""
    for member in list(change.room.members.values()):
        if member.connection and member.connection.partition(":")[0] in gone_nodes:
            lose(change, member.participant, member.connection)
    for member in change.room.overdue(change.now, limits):
        leave(change, member, "gone")


def end(change: Change, reason: str) -> None:
    room = change.room
    if not room.members:
        return
    members = list(room.members.values())
    change.tell(members, RoomEnded(reason))
    for member in members:
        change.close(member.connection, 4410, "room ended")
        _remove(change, member, reason)
    change.altered = True
    change.record("ended", reason=reason)


def put_out(change: Change, participant: str, reason: str) -> None:
    """End the call for one of them; the others go on."""
    member = change.room.members.get(participant)
    if member is None:
        return
    change.tell((member,), RoomEnded(reason))
    change.close(member.connection, 4410, "room ended")
    leave(change, member, "gone", reason)


def show_hidden(change: Change, member: Member, *, hidden: bool) -> None:
    if member.hidden == hidden:
        return
    member.hidden = hidden
    _tell_presence(change, member)


def _tell_presence(change: Change, member: Member) -> None:
    away = member.away
    change.record("away" if away else "back", member, away)
    presence = PeerAway(member.participant, away) if away else PeerBack(member.participant)
    change.tell_others(member, presence)


def _leave(
    change: Change,
    member: Member,
    reason: Literal["bye", "gone", "replaced"],
    said: str | None = None,
) -> None:
    _remove(change, member, said or reason)
    change.altered = True
    change.tell(change.room.members.values(), PeerLeft(member.participant, reason))


def _remove(change: Change, member: Member, reason: str) -> None:
    change.room.leave(member)
    change.ended_sessions.append(member.session.id)
    change.record("left", member, reason)
