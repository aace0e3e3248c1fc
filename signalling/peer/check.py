"""The server's end of a connection check: answers the browser's offer and plays along.

Two data channels, both opened by the browser: `echo` gives every packet back, `bulk` sends as much
as fits for a second, or counts what it gets. The browser measures; see PROTOCOL.md.
"""

import asyncio
import contextlib
import json
import logging
import time

from aiortc import (
    InvalidStateError,
    RTCConfiguration,
    RTCDataChannel,
    RTCPeerConnection,
    RTCSessionDescription,
)
from aiortc.sdp import SessionDescription

from signalling.peer.errors import OfferRefused
from signalling.peer.limits import PeerLimits

_ECHO_BYTES = 256
_ECHOES = 500
_CHUNK = bytes(8 * 1024)
_BUFFERED_BYTES = 4 * len(_CHUNK)
_BYTES_PER_SECOND = 500_000  # several times what a call needs; more would only cost her data
_DOWN_SECONDS = 3
_DOWN_BYTES = 4_000_000
_BEGINNING_SECONDS = 0.3
_WINDOW_SECONDS = 0.4

log = logging.getLogger("signalling.peer")


class Check:
    """One connection with one browser. `over` is set when either side has closed it."""

    def __init__(self) -> None:
        # Without a list of its own aiortc asks a public STUN server, and waits for it.
        self._connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self._tasks: list[asyncio.Task[None]] = []
        self.over = asyncio.Event()
        self._connection.add_listener("datachannel", self._meet)
        self._connection.add_listener("connectionstatechange", self._watch)

    async def answer(self, sdp: str, limits: PeerLimits) -> str:
        offer = plain_offer(sdp, limits.candidates)
        try:
            await self._connection.setRemoteDescription(RTCSessionDescription(offer, "offer"))
            await self._connection.setLocalDescription(await self._connection.createAnswer())
        except (ValueError, AssertionError, AttributeError, LookupError, TypeError) as fault:
            raise OfferRefused(f"this offer cannot be answered: {fault}") from fault
        except InvalidStateError as fault:
            raise OfferRefused("the connection was closed meanwhile") from fault
        return self._connection.localDescription.sdp

    async def close(self) -> None:
        self.over.set()
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._connection.close()

    def _watch(self) -> None:
        if self._connection.connectionState in ("failed", "closed"):
            self.over.set()

    def _meet(self, channel: RTCDataChannel) -> None:
        if channel.label == "echo":
            channel.add_listener("message", _Echo(channel).hear)
        elif channel.label == "bulk":
            bulk = _Bulk(channel)
            channel.add_listener("message", bulk.hear)
            self._tasks.append(asyncio.create_task(bulk.serve()))
        channel.add_listener("close", self.over.set)


def plain_offer(sdp: str, most_candidates: int) -> str:
    """The offer without names that only the phone's own network knows, if it is data alone."""
    lines = sdp.splitlines()
    candidates = [line for line in lines if line.startswith("a=candidate:")]
    if len(candidates) > most_candidates:
        raise OfferRefused(f"more than {most_candidates} candidates")
    # aiortc would ask the network who that is, and wait a second for an answer that cannot come.
    hidden = {line for line in candidates if ".local " in line}
    # The phone comes to us from an address of which nothing is said here.
    hidden.add("a=end-of-candidates")
    plain = "\r\n".join(line for line in lines if line not in hidden) + "\r\n"
    try:
        parsed = SessionDescription.parse(plain)
    except (ValueError, AssertionError, AttributeError, LookupError, TypeError) as fault:
        raise OfferRefused("this is not SDP") from fault
    if [media.kind for media in parsed.media] != ["application"]:
        raise OfferRefused("a check has one line, for data")
    return plain


class _Echo:
    def __init__(self, channel: RTCDataChannel) -> None:
        self._channel = channel
        self._left = _ECHOES

    def hear(self, packet: str | bytes) -> None:
        if len(packet) > _ECHO_BYTES or self._left == 0:
            return
        self._left -= 1
        with contextlib.suppress(InvalidStateError):  # closing
            self._channel.send(packet)


class _Bulk:
    """`down` asks for bytes until `stop`; `up` says that bytes come and asks for their count."""

    def __init__(self, channel: RTCDataChannel) -> None:
        self._channel = channel
        self._orders: asyncio.Queue[str] = asyncio.Queue(4)
        self._is_stopped = asyncio.Event()
        self._received = 0
        self._down_left = _DOWN_BYTES
        self._has_room = asyncio.Event()
        channel.bufferedAmountLowThreshold = _BUFFERED_BYTES // 2
        channel.add_listener("bufferedamountlow", self._has_room.set)

    def hear(self, said: str | bytes) -> None:
        if isinstance(said, bytes):
            self._received += len(said)
        elif said == "stop":
            self._is_stopped.set()
        else:
            with contextlib.suppress(asyncio.QueueFull):
                self._orders.put_nowait(said)

    async def serve(self) -> None:
        with contextlib.suppress(InvalidStateError):  # closing
            while True:
                order = await self._orders.get()
                if order == "down":
                    await self._send()
                elif order == "up":
                    await self._count()

    async def _send(self) -> None:
        self._is_stopped.clear()
        sent, started = 0, time.monotonic()
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(_DOWN_SECONDS):
                while not self._is_stopped.is_set() and self._down_left > 0:
                    self._channel.send(_CHUNK)
                    sent += len(_CHUNK)
                    self._down_left -= len(_CHUNK)
                    await self._room()
                    due = started + sent / _BYTES_PER_SECOND
                    await asyncio.sleep(max(0.0, due - time.monotonic()))

    async def _room(self) -> None:
        self._has_room.clear()
        if self._channel.bufferedAmount > _BUFFERED_BYTES:
            await self._has_room.wait()

    async def _count(self) -> None:
        """Over a window of our own, which leaves out how slowly any transfer begins."""
        await asyncio.sleep(_BEGINNING_SECONDS)
        before, started = self._received, time.monotonic()
        await asyncio.sleep(_WINDOW_SECONDS)
        milliseconds = (time.monotonic() - started) * 1000
        told = {"bytes": self._received - before, "ms": round(milliseconds)}
        self._channel.send(json.dumps(told))
