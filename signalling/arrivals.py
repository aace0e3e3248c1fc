"""The first frame of a socket: a new session by token, or an old one resumed by its key."""

import logging
from collections.abc import Awaitable, Callable

from signalling import membership
from signalling.admission import Admission, Admitted, MayBeHeld
from signalling.changes import Apply, Change
from signalling.connections import Connection
from signalling.errors import NotAdmitted, Refused, TurnedAway
from signalling.limits import Limits
from signalling.messages import (
    VERSION,
    ClientMessage,
    Hello,
    ResumeClaim,
    Resumed,
    Welcome,
    decode,
)
from signalling.nodes import Nodes
from signalling.reviewing import NOT_WELCOME, Reviews
from signalling.rooms import Member
from signalling.sessions import Session, count_lost, new_key, new_session_id
from signalling.turn import TurnSettings

log = logging.getLogger("signalling")


class _Seat:
    """What a newcomer is told, noted while the room is being changed."""

    def __init__(self, change: Change, member: Member) -> None:
        self.member = member
        self.seq = member.session.seq
        self.cid = member.session.cid
        self.peers = change.room.peers_of(member)
        self.epochs = dict(change.room.epochs)


class Arrivals:
    def __init__(
        self,
        admission: Admission,
        may_be_held: MayBeHeld,
        turn: TurnSettings,
        limits: Limits,
        nodes: Nodes,
        change: Callable[[str, Apply], Awaitable[Change]],
        clock: Callable[[], float],
    ) -> None:
        self._admission = admission
        self._may_be_held = may_be_held
        self._turn = turn
        self._limits = limits
        self._nodes = nodes
        self._change = change
        self._clock = clock
        self._reviews = Reviews(admission, may_be_held, change)

    async def greet(self, connection: Connection, frame: str) -> None:
        """Seat the connection whose first frame this is, or raise `TurnedAway`."""
        try:
            await self._greet(connection, decode(frame))
        except Refused as refusal:
            raise TurnedAway(4400, refusal.code, str(refusal), refusal.field) from refusal

    async def _greet(self, connection: Connection, hello: ClientMessage) -> None:
        if not isinstance(hello, Hello):
            raise TurnedAway(4400, "expected-hello", "the first frame must be a hello")
        if hello.version != VERSION:
            raise TurnedAway(4400, "unsupported-version", f"this is version {VERSION}", "version")
        if hello.resume is not None and await self._resume(connection, hello.resume, hello.token):
            return
        await self._join(connection, hello.token)

    async def _resume(self, connection: Connection, claim: ResumeClaim, token: str | None) -> bool:
        key = new_key()
        seats: list[_Seat] = []

        def apply(change: Change) -> None:
            member = membership.resume(change, claim, key, connection.id)
            seats.append(_Seat(change, member))

        connection.session = claim.session
        connection.held = []
        try:
            await self._change(claim.room, apply)
        except TurnedAway:
            if token is None:
                raise
            return False
        seat = seats[-1]
        await self._refuse_unwelcome(connection, claim.room, seat.member.participant)
        connection.seat(claim.room, seat.member)
        now = self._clock()
        replayed = await self._nodes.replay(claim.session, claim.seq, now)
        connection.tell(
            Resumed(
                room=claim.room,
                session=claim.session,
                resume_key=key,
                cid=seat.cid,
                lost=count_lost(claim.seq, seat.seq, replayed),
                peers=seat.peers,
                ice_servers=self._turn.ice_servers(seat.member.participant, now),
                ice_expires_at=self._turn.expires_at_ms(now),
            )
        )
        connection.cid = connection.acked_cid = seat.cid
        await connection.replay(replayed, seat.epochs)
        connection.seq = max(connection.seq, seat.seq)
        await connection.release()
        log.info("resumed room=%s participant=%s", claim.room, seat.member.participant)
        return True

    async def _join(self, connection: Connection, token: str | None) -> None:
        admitted = await self._admitted(token)
        key = new_key()
        session_id = new_session_id()
        seats: list[_Seat] = []

        def apply(change: Change) -> None:
            session = Session.begin(session_id, key)
            member = membership.join(change, admitted, session, connection.id, self._limits)
            seats.append(_Seat(change, member))

        connection.session = session_id
        connection.held = []
        await self._change(admitted.room, apply)
        if not await self._may_be_held(admitted.room):
            # It was over between the question and the seat: this arrival opened the room anew.
            await self._change(admitted.room, lambda change: membership.end(change, "ended"))
            raise _call_is_over()
        await self._refuse_unwelcome(connection, admitted.room, admitted.participant)
        seat = seats[-1]
        connection.seat(admitted.room, seat.member)
        now = self._clock()
        connection.tell(
            Welcome(
                room=admitted.room,
                session=session_id,
                resume_key=key,
                participant=admitted.participant,
                role=admitted.role,
                peers=seat.peers,
                ice_servers=self._turn.ice_servers(admitted.participant, now),
                ice_expires_at=self._turn.expires_at_ms(now),
                ping_seconds=self._limits.ping_seconds,
                limits=self._limits.told(),
            )
        )
        await connection.release()
        log.info("joined room=%s participant=%s", admitted.room, admitted.participant)

    async def _refuse_unwelcome(self, connection: Connection, room: str, participant: str) -> None:
        """Asked with the seat taken: whoever takes a permission back now finds it in the room. Who
        was there before is asked about too; somebody may have stayed only until this arrival."""
        if await self._reviews.may_come_in(room, participant):
            return

        def apply(change: Change) -> None:
            member = change.room.members.get(participant)
            if member is not None and member.connection == connection.id:
                membership.leave(change, member, "gone", NOT_WELCOME)

        await self._change(room, apply)
        raise TurnedAway(4410, "not-welcome", "you may not be in this call any more")

    async def _admitted(self, token: str | None) -> Admitted:
        if token is None:
            raise TurnedAway(4401, "token-missing", "a hello needs a token", "token")
        try:
            admitted = await self._admission.admit(token)
        except NotAdmitted as refusal:
            raise TurnedAway(4401, refusal.code, str(refusal), "token") from refusal
        if not await self._may_be_held(admitted.room):
            raise _call_is_over()
        return admitted


def _call_is_over() -> TurnedAway:
    return TurnedAway(4410, "room-ended", "the call in this room is over")
