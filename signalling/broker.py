"""The life of every socket on this node, and the wheel that turns once a second.

The first frame is for `arrivals.py`. What a message does to a room is in `relaying.py`; coming and
going is in `membership.py`; where rooms live is in `nodes.py`.
"""

import asyncio
import itertools
import logging
import time
from collections.abc import Awaitable, Callable, Coroutine
from typing import Any

from litestar.exceptions import WebSocketDisconnect, WebSocketException

from signalling import membership
from signalling.admission import Admission, InRoom, MayBeHeld, always
from signalling.arrivals import Arrivals
from signalling.changes import Apply, CallEvent, Change, Closing
from signalling.connections import AnySocket, Connection
from signalling.direct_sockets import take_over
from signalling.endings import end_tasks
from signalling.errors import NodesUnavailable, Refused, TurnedAway
from signalling.limits import Limits
from signalling.messages import (
    Ack,
    Away,
    ClientMessage,
    Error,
    Hello,
    IceRefresh,
    IceServers,
    Notice,
    Numbered,
    Ping,
    Pong,
    decode,
)
from signalling.nodes import Nodes, OneNode
from signalling.relaying import HANDLERS, carry_out, count_as_received
from signalling.reviewing import Reviews
from signalling.sessions import Posted
from signalling.turn import TurnSettings

log = logging.getLogger("signalling")

# A flood already in memory is read without waiting; after this many, others get their turn.
_MESSAGES_BEFORE_YIELDING = 16
_SECONDS_TO_WRITE_THE_LAST = 5.0


class Broker:
    """Serves sockets and carries messages between them."""

    def __init__(
        self,
        admission: Admission,
        turn: TurnSettings | None = None,
        limits: Limits | None = None,
        nodes: Nodes | None = None,
        clock: Callable[[], float] = time.time,
        may_be_held: MayBeHeld = always,
    ) -> None:
        self.on_event: Callable[[CallEvent], Awaitable[None]] | None = None
        self._turn = turn or TurnSettings()
        self._limits = limits or Limits()
        self._nodes: Nodes = nodes or OneNode()
        self._clock = clock
        self._arrivals = Arrivals(
            admission, may_be_held, self._turn, self._limits, self._nodes, self._change, clock
        )
        self._reviews = Reviews(admission, may_be_held, self._change)
        self._review_at = 0.0
        self._reviewing: asyncio.Task[None] | None = None
        self._connections: dict[str, Connection] = {}
        self._numbers = itertools.count(1)
        self._events: asyncio.Queue[CallEvent] = asyncio.Queue()
        self._tasks: set[asyncio.Task[None]] = set()
        self._nodes.connect(self, self._limits)

    async def start(self) -> None:
        await self._nodes.start()
        self._review_at = self._clock() + self._limits.review_seconds
        self._run(self._turn_wheel())
        self._run(self._report_events())

    async def stop(self) -> None:
        """Close every socket; with shared nodes their sessions go on elsewhere."""
        for connection in list(self._connections.values()):
            connection.close(1001, "server stops")
            await self._detach(connection)
        await end_tasks(self._tasks)
        await self._nodes.stop()

    async def say(self, room: str, notice: Notice) -> None:
        """Tell everyone in a room, also who is away for a moment. An empty room hears nothing."""

        def tell_all(change: Change) -> None:
            change.tell(change.room.members.values(), notice)

        await self._change(room, tell_all)

    async def people(self, room: str) -> list[InRoom]:
        """Everybody in a room, also who is away for a moment."""
        return await self._reviews.people(room)

    async def end(self, room: str, reason: str) -> None:
        """End a call for everyone in it."""
        await self._change(room, lambda change: membership.end(change, reason))

    async def put_out(self, room: str, participant: str, reason: str) -> None:
        """End a call for one person, who may no longer be in it. The others go on."""
        await self._reviews.put_out(room, participant, reason)

    async def review(self, room: str) -> None:
        """Ask again who may be in this room. Record first what changed, then call this."""
        await self._reviews.review(room)

    async def review_person(self, participant: str) -> None:
        """The same for every room in which this person has a socket on this node."""
        for room in {each.room for each in self._in_rooms() if each.participant == participant}:
            await self._reviews.review(room)

    async def serve(self, socket: AnySocket) -> None:
        """The life of one socket; only the beginning where the web server gives the socket away."""
        number = f"{self._nodes.name}:{next(self._numbers)}"
        connection = Connection(number, socket, self._limits, self._clock())
        self._connections[number] = connection
        is_taken_over = False
        try:
            await socket.accept()
            direct = take_over(socket, _Ears(self, connection))
            if direct is not None:
                connection.take(direct)
                is_taken_over = True
                return
            await self._listen(socket, connection)
        except (OSError, WebSocketException):
            # The peer has gone; that is how most sockets end.
            connection.close(1006, "gone")
        finally:
            if not is_taken_over:
                await self._forget(connection)

    def heard(self, connection: Connection, frame: str) -> None:
        """A frame of a socket that was taken over: carried out now, or by a task that waits."""
        if connection.waiting is not None:
            connection.waiting.append(frame)
        elif not self._hear_at_once(connection, frame):
            connection.wait(frame)
            self._run(self._hear_waiting(connection))

    def lost(self, connection: Connection) -> None:
        """What came before the end is still carried out."""
        connection.is_gone = True
        if connection.waiting is None:
            self._run(self._forget(connection))

    def carry(self, posted: Posted) -> None:
        connection = self._connections.get(posted.connection or "")
        if connection is None:
            return
        if connection.held is not None:
            connection.held.append(posted)
        elif posted.seq > connection.seq + 1:
            connection.held = [posted]
            self._run(self._catch_up(connection))
        else:
            connection.deliver(posted)

    def close_socket(self, closing: Closing) -> None:
        connection = self._connections.get(closing.connection)
        if connection is not None:
            connection.close(closing.code, closing.reason)

    def catch_up_all(self) -> None:
        for connection in self._connections.values():
            if connection.session and connection.held is None:
                connection.held = []
                self._run(self._catch_up(connection))

    async def _listen(self, socket: AnySocket, connection: Connection) -> None:
        for turn in itertools.count(1):
            await self._hear(connection, await _receive(socket))
            if connection.is_closing:
                return
            if turn % _MESSAGES_BEFORE_YIELDING == 0:
                await asyncio.sleep(0)

    async def _hear_waiting(self, connection: Connection) -> None:
        while connection.waiting:
            await self._hear(connection, connection.waiting.popleft())
        connection.go_on()
        if connection.is_gone:
            await self._forget(connection)

    async def _hear(self, connection: Connection, frame: str) -> None:
        """Whatever a frame says, it ends at most its own socket."""
        if connection.is_closing:
            return
        try:
            if len(frame) > self._limits.frame_bytes:
                raise TurnedAway(1009, "too-large", "this frame is over the limit")
            if connection.greeted:
                await self._hear_message(connection, frame)
            else:
                connection.greeted = True
                await self._arrivals.greet(connection, frame)
        except TurnedAway as turned:
            connection.tell(Error(turned.code, str(turned), field=turned.field))
            connection.close(turned.close_code, turned.code)
        except NodesUnavailable:
            log.warning("rooms unavailable connection=%s", connection.id)
            connection.close(1011, "try again")
        except Exception:
            log.exception("a frame could not be carried out connection=%s", connection.id)
            connection.close(1011, "fault")

    async def _hear_message(self, connection: Connection, frame: str) -> None:
        now = self._clock()
        connection.heard_at = now
        seconds = connection.seconds_to_wait(now)
        if seconds:
            connection.tell_to_slow_down(seconds, now)
            await asyncio.sleep(seconds)
        try:
            await self._take(connection, decode(frame))
        except Refused as refusal:
            await self._refuse(connection, refusal)

    def _hear_at_once(self, connection: Connection, frame: str) -> bool:
        """Carry it out without a task; False when something has to be waited for, or refused."""
        change_at_once = self._nodes.change_at_once
        if (
            change_at_once is None
            or not connection.greeted
            or connection.is_closing
            or len(frame) > self._limits.frame_bytes
        ):
            return False
        try:
            message = decode(frame)
        except Refused:
            return False
        now = self._clock()
        if type(message) is Hello or not connection.takes_token(now):
            return False
        connection.heard_at = now
        if type(message) in HANDLERS:
            change = change_at_once(connection.room, _carrying_out(connection, message), now)
            self._note_events(change)
            _follow(connection, message, change)
        else:
            self._answer(connection, message)
        return True

    async def _take(self, connection: Connection, message: ClientMessage) -> None:
        if type(message) in HANDLERS:
            change = await self._change(connection.room, _carrying_out(connection, message))
            _follow(connection, message, change)
        else:
            self._answer(connection, message)

    def _answer(self, connection: Connection, message: ClientMessage) -> None:
        """Messages that concern this connection only."""
        match message:
            case Ping(at):
                connection.tell(Pong(at))
            case Ack(seq):
                self._nodes.acknowledge(connection.session, seq)
            case IceRefresh():
                now = self._clock()
                servers = self._turn.ice_servers(connection.participant, now)
                connection.tell(IceServers(servers, self._turn.expires_at_ms(now)))
            case _:
                raise Refused("already-welcome", "hello is for the first frame only")

    async def _refuse(self, connection: Connection, refusal: Refused) -> None:
        """Tell it, and count its `cid` as received, so that it is not sent for ever."""
        cid = refusal.cid
        if cid is not None:
            await self._change(
                connection.room,
                lambda change: count_as_received(
                    change, connection.participant, connection.id, cid
                ),
            )
            connection.took(cid)
        connection.tell_refusal(refusal)

    async def _forget(self, connection: Connection) -> None:
        """The socket has ended, or has to."""
        connection.close(1006, "gone")
        await self._detach(connection)
        await connection.written(_SECONDS_TO_WRITE_THE_LAST)
        self._connections.pop(connection.id, None)

    async def _detach(self, connection: Connection) -> None:
        """Let the session wait for another socket. Doing it twice is harmless."""
        participant, connection.participant = connection.participant, ""
        if not participant:
            return
        try:
            await self._change(
                connection.room,
                lambda change: membership.lose(change, participant, connection.id),
            )
        except NodesUnavailable:
            # The other nodes notice that this one no longer answers for the socket.
            log.warning("could not record a lost socket connection=%s", connection.id)

    async def _catch_up(self, connection: Connection) -> None:
        """Send what this socket missed between nodes, then what has been waiting behind it. What
        cannot be read yet is read later: nothing else would tell that it is missing."""
        while not connection.is_gone:
            try:
                missed = await self._nodes.replay(connection.session, connection.seq, self._clock())
            except NodesUnavailable:
                await asyncio.sleep(self._limits.tick_seconds)
            else:
                await connection.replay(missed, {})
                break
        await connection.release()

    async def _change(self, room: str, apply: Apply, *, due: bool = False) -> Change:
        change = await self._nodes.change(room, apply, self._clock(), due=due)
        self._note_events(change)
        return change

    def _note_events(self, change: Change) -> None:
        if self.on_event is not None:
            for event in change.events:
                self._events.put_nowait(event)

    async def _turn_wheel(self) -> None:
        """One timer for all sockets and rooms."""
        while True:
            await asyncio.sleep(self._limits.tick_seconds)
            try:
                await self._turn_once()
            except NodesUnavailable:
                log.warning("rooms unavailable, trying again at the next tick")

    async def _turn_once(self) -> None:
        now = self._clock()
        for connection in list(self._connections.values()):
            if connection.is_closing:
                await self._detach(connection)
            else:
                self._look_after(connection, now)
        if now >= self._review_at and self._reviewing is None:
            self._review_at = now + self._limits.review_seconds
            self._reviewing = self._run(self._review_all())
        for due in await self._nodes.due(now):
            gone_nodes = due.gone_nodes
            await self._change(
                due.room,
                lambda change, gone=gone_nodes: membership.expire(change, gone, self._limits),
                due=True,
            )

    def _in_rooms(self) -> list[Connection]:
        return [each for each in self._connections.values() if each.participant]

    async def _review_all(self) -> None:
        """Every room with a socket on this node. What fails now is asked again in a moment."""
        try:
            for room in {each.room for each in self._in_rooms()}:
                await self._reviews.review(room)
                await asyncio.sleep(0)
        except NodesUnavailable:
            log.warning("rooms unavailable, reviewing again later")
        except Exception:
            # Who asks may be out of order for a moment; sockets and rooms are not.
            log.exception("rooms could not be reviewed")
        finally:
            self._reviewing = None

    def _look_after(self, connection: Connection, now: float) -> None:
        if not connection.greeted:
            if now - connection.heard_at > self._limits.hello_seconds:
                connection.tell(Error("hello-timeout", "no hello in time"))
                connection.close(4401, "hello-timeout")
        elif connection.is_silent(now):
            connection.close(4408, "silent")
        else:
            connection.acknowledge()

    async def _report_events(self) -> None:
        while True:
            event = await self._events.get()
            if self.on_event is None:
                continue
            try:
                await self.on_event(event)
            except Exception:
                # A record keeper that fails must not end calls.
                log.exception("an observer failed on %s room=%s", event.kind, event.room)

    def _run(self, work: Coroutine[Any, Any, None]) -> asyncio.Task[None]:
        task = asyncio.get_running_loop().create_task(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        return task


class _Ears:
    """What a socket that was taken over tells the broker."""

    __slots__ = ("_broker", "_connection")

    def __init__(self, broker: Broker, connection: Connection) -> None:
        self._broker = broker
        self._connection = connection

    def heard(self, text: str) -> None:
        self._broker.heard(self._connection, text)

    def lost(self) -> None:
        self._broker.lost(self._connection)


def _carrying_out(connection: Connection, message: ClientMessage) -> Apply:
    return lambda change: carry_out(change, connection.participant, connection.id, message)


def _follow(connection: Connection, message: ClientMessage, change: Change) -> None:
    """What the sender's own connection keeps of a message that was carried out."""
    if change.refusal is not None:
        connection.tell_refusal(change.refusal)
    elif isinstance(message, Away):
        connection.hidden = message.hidden
    if isinstance(message, Numbered):
        connection.took(message.cid)


async def _receive(socket: AnySocket) -> str:
    event = await socket.receive()
    if event["type"] != "websocket.receive":
        raise WebSocketDisconnect(detail="gone")
    # A binary frame decodes as malformed.
    return event.get("text") or ""
