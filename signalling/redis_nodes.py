"""Rooms shared through Redis: sockets of one call may be on several nodes, a session may move.

A change is worked out here and committed by one script, only if the room is still the one it was
worked out for. The same script keeps what has to be replayed and publishes every frame to the node
that holds its socket, so nothing is half done.
"""

import asyncio
import contextlib
import itertools
import logging
import secrets
from typing import Any, cast
from weakref import WeakValueDictionary

import msgspec
from redis.asyncio import Redis
from redis.asyncio.retry import Retry
from redis.backoff import NoBackoff
from redis.exceptions import RedisError

from signalling.changes import Apply, Change, Closing
from signalling.endings import end_tasks
from signalling.errors import NodesUnavailable, SignallingError
from signalling.limits import Limits
from signalling.nodes import Carrier, Due
from signalling.rooms import Room
from signalling.sessions import Posted

log = logging.getLogger("signalling")

_PREFIX = "vooraf:signalling:"
_DUE = f"{_PREFIX}due"
# What is left behind when every node dies at once cleans itself up.
_ROOM_SECONDS = 86_400
_SECONDS_BETWEEN_TRIES = 0.1

# KEYS: the room, the list of due rooms. ARGV: room id, version worked from, new version, state
# ("" when unchanged, "-" when empty), time of the next look, 1 when this is that look, replay
# capacity, seconds to keep messages, seconds to keep the room, then three per message:
# channel ("" for nobody), outbox key ("" when not kept), payload.
_COMMIT = """
local version = redis.call('HGET', KEYS[1], 'version') or ''
if version ~= ARGV[2] then
  return 0
end
if ARGV[4] == '-' then
  redis.call('DEL', KEYS[1])
  redis.call('ZREM', KEYS[2], ARGV[1])
elseif ARGV[4] ~= '' then
  redis.call('HSET', KEYS[1], 'version', ARGV[3], 'state', ARGV[4])
  redis.call('EXPIRE', KEYS[1], ARGV[9])
end
if version == '' and ARGV[4] == '' then
  redis.call('ZREM', KEYS[2], ARGV[1])
elseif ARGV[4] ~= '-' then
  if ARGV[6] == '1' then
    redis.call('ZADD', KEYS[2], ARGV[5], ARGV[1])
  else
    redis.call('ZADD', KEYS[2], 'LT', ARGV[5], ARGV[1])
  end
end
for i = 10, #ARGV, 3 do
  if ARGV[i + 1] ~= '' then
    redis.call('RPUSH', ARGV[i + 1], ARGV[i + 2])
    redis.call('LTRIM', ARGV[i + 1], -tonumber(ARGV[7]), -1)
    redis.call('EXPIRE', ARGV[i + 1], ARGV[8])
  end
  if ARGV[i] ~= '' then redis.call('PUBLISH', ARGV[i], ARGV[i + 2]) end
end
return 1
"""


_encode = msgspec.json.Encoder().encode
_decode_room = msgspec.json.Decoder(Room).decode
_decode_parcel = msgspec.json.Decoder(Posted | Closing).decode
_decode_posted = msgspec.json.Decoder(Posted).decode


class _Known(msgspec.Struct):
    """A room as it was at a version. An absent room has the empty version."""

    version: str
    room: Room


class RedisNodes:
    """One node of several that share rooms through one Redis."""

    change_at_once = None
    _carrier: Carrier
    _limits: Limits

    def __init__(self, url: str, node_seconds: float = 10, look_seconds: float = 15) -> None:
        # The name is in front of every socket's id; it must not contain a colon.
        self.name = secrets.token_hex(6)
        self._node_seconds = node_seconds
        self._look_seconds = look_seconds
        # A commit whose answer got lost may have happened: trying it again blindly would put a
        # newcomer out by their own second arrival. The client comes back and finds out.
        once = Retry(NoBackoff(), 0)
        # redis-py leaves its client loosely typed; every use of it is in this file.
        self._redis: Any = Redis.from_url(url, decode_responses=True, retry=once)  # pyright: ignore[reportUnknownMemberType]
        self._commit: Any = self._redis.register_script(_COMMIT)
        self._known: dict[str, _Known] = {}
        self._locks: WeakValueDictionary[str, asyncio.Lock] = WeakValueDictionary()
        self._versions = itertools.count(1)
        self._subscribed = asyncio.Event()
        self._listening: asyncio.Task[None] | None = None

    def connect(self, carrier: Carrier, limits: Limits) -> None:
        self._carrier = carrier
        self._limits = limits

    async def start(self) -> None:
        try:
            await self._show_alive()
        except RedisError as fault:
            raise NodesUnavailable("Redis does not answer") from fault
        self._listening = asyncio.create_task(self._listen())
        await self._subscribed.wait()

    async def stop(self) -> None:
        if self._listening is not None:
            await end_tasks((self._listening,))
        with contextlib.suppress(RedisError):
            await self._redis.delete(_node_key(self.name))
        await self._redis.aclose()

    async def change(self, room: str, apply: Apply, now: float, *, due: bool = False) -> Change:
        # Two changes of one room on this node would only make each other start again.
        lock = self._locks.setdefault(room, asyncio.Lock())
        async with lock:
            try:
                return await self._change(room, apply, now, due)
            except RedisError as fault:
                raise NodesUnavailable("Redis does not answer") from fault

    async def replay(self, session: str, after: int, now: float) -> list[Posted]:
        try:
            kept: list[str] = await self._redis.lrange(_outbox_key(session), 0, -1)
        except RedisError as fault:
            raise NodesUnavailable("Redis does not answer") from fault
        oldest = now - self._limits.replay_seconds
        every = (_decode_posted(one) for one in kept)
        return [posted for posted in every if posted.seq > after and posted.at >= oldest]

    def acknowledge(self, session: str, seq: int) -> None:
        """The list in Redis trims itself; a resume says what was seen."""

    async def due(self, now: float) -> list[Due]:
        try:
            await self._show_alive()
            ids: list[str] = await self._redis.zrangebyscore(_DUE, 0, now, start=0, num=50)
            return [Due(room, await self._gone_nodes(room)) for room in ids]
        except RedisError as fault:
            raise NodesUnavailable("Redis does not answer") from fault

    async def _change(self, room: str, apply: Apply, now: float, due: bool) -> Change:
        known = self._known.pop(room, None)
        is_fresh = known is None
        while True:
            if known is None:
                known, is_fresh = await self._load(room), True
            change = Change(known.room, now)
            try:
                apply(change)
            except SignallingError:
                if is_fresh:
                    raise
                known = None  # Another node may have changed what this refusal was based on.
                continue
            version = f"{self.name}.{next(self._versions)}"
            if await self._committed(change, known.version, version, due):
                break
            known = None
        await self._forget_sessions(change)
        if change.altered:
            known.version = version
        if self._has_socket_in(change.room):
            self._known[room] = known
        return change

    async def _committed(self, change: Change, base: str, version: str, due: bool) -> bool:
        limits = self._limits
        room = change.room
        look_at = change.now + self._look_seconds
        deadline = room.next_deadline(limits)
        arguments: list[str | bytes | float] = [
            room.id,
            base,
            version,
            _state_to_write(change, base),
            look_at if deadline is None else min(deadline, look_at),
            "1" if due else "0",
            limits.replay_messages,
            int(limits.replay_seconds) + 1,
            _ROOM_SECONDS,
        ]
        for posted in change.posted:
            outbox = _outbox_key(posted.session) if posted.seq else ""
            arguments += (_channel_of(posted.connection), outbox, _encode(posted))
        for closing in change.closings:
            arguments += (_channel_of(closing.connection), "", _encode(closing))
        committed = await self._commit(keys=[_room_key(room.id), _DUE], args=arguments)
        return committed == 1

    async def _load(self, room: str) -> _Known:
        version, state = cast(
            "tuple[str | None, str | None]",
            await self._redis.hmget(_room_key(room), "version", "state"),
        )
        if not version or not state:
            return _Known("", Room(id=room))
        return _Known(version, _decode_room(state))

    async def _forget_sessions(self, change: Change) -> None:
        if change.ended_sessions:
            keys = [_outbox_key(session) for session in change.ended_sessions]
            await self._redis.unlink(*keys)

    async def _gone_nodes(self, room: str) -> frozenset[str]:
        members = (await self._load(room)).room.members.values()
        names = {one.connection.partition(":")[0] for one in members if one.connection}
        return frozenset({name for name in names if not await self._redis.exists(_node_key(name))})

    async def _show_alive(self) -> None:
        await self._redis.set(_node_key(self.name), "1", px=int(self._node_seconds * 1000))

    def _has_socket_in(self, room: Room) -> bool:
        start = f"{self.name}:"
        return any((one.connection or "").startswith(start) for one in room.members.values())

    async def _listen(self) -> None:
        while True:
            try:
                async with self._redis.pubsub() as pubsub:
                    await pubsub.subscribe(_node_channel(self.name))
                    async for message in pubsub.listen():
                        self._hear(message)
            except RedisError:
                log.warning("lost the channel of node %s, opening it again", self.name)
            await asyncio.sleep(_SECONDS_BETWEEN_TRIES)

    def _hear(self, message: dict[str, Any]) -> None:
        if message["type"] == "subscribe":
            # Also after the client has reconnected by itself: anything may have been missed.
            self._subscribed.set()
            self._carrier.catch_up_all()
        elif message["type"] == "message":
            parcel = _decode_parcel(message["data"])
            if isinstance(parcel, Posted):
                self._carrier.carry(parcel)
            else:
                self._carrier.close_socket(parcel)


def _state_to_write(change: Change, base: str) -> str | bytes:
    if not change.altered:
        return ""
    if change.room.members:
        return _encode(change.room)
    return "-" if base else ""


def _room_key(room: str) -> str:
    return f"{_PREFIX}room:{room}"


def _outbox_key(session: str) -> str:
    return f"{_PREFIX}outbox:{session}"


def _node_key(name: str) -> str:
    return f"{_PREFIX}node:{name}"


def _node_channel(name: str) -> str:
    return f"{_PREFIX}channel:{name}"


def _channel_of(connection: str | None) -> str:
    return _node_channel(connection.partition(":")[0]) if connection else ""
