"""The connection with one phone in the call: it offers, we answer, and only take in."""

import asyncio
import contextlib
import time

import av
from aiortc import (
    InvalidStateError,
    RTCConfiguration,
    RTCPeerConnection,
    RTCSessionDescription,
)
from aiortc.mediastreams import MediaStreamError, MediaStreamTrack
from aiortc.sdp import candidate_from_sdp

from signalling.recorder.sound import Ear

_STALE_SECONDS = 2.5
"""A picture that is older is no longer shown: it stands still, or was paused."""

_SDP_FAULTS = (ValueError, AssertionError, AttributeError, LookupError, TypeError)


class OfferRefused(Exception):
    """This offer cannot be answered."""


class Phone:
    def __init__(self, *, is_filmed: bool) -> None:
        self.ear = Ear()
        self._is_filmed = is_filmed
        self._picture: av.VideoFrame | None = None
        self._pictured_at = 0.0
        # Without a list of its own aiortc asks a public STUN server, and waits for it.
        self._connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self._connection.add_listener("track", self._follow)
        self._tasks: list[asyncio.Task[None]] = []
        self._origin = ""

    def is_answering(self, sdp: str) -> bool:
        """Whether this offer is of the connection that we have already."""
        return self._origin == _origin_of(sdp)

    async def answer(self, sdp: str) -> str:
        try:
            await self._connection.setRemoteDescription(RTCSessionDescription(_plain(sdp), "offer"))
            for transceiver in self._connection.getTransceivers():
                is_taken = transceiver.kind == "audio" or self._is_filmed
                # What is not taken in is not sent either: it would only cost her data.
                transceiver.direction = "recvonly" if is_taken else "inactive"
            await self._connection.setLocalDescription(await self._connection.createAnswer())
        except (*_SDP_FAULTS, InvalidStateError) as fault:
            raise OfferRefused(str(fault)) from fault
        self._origin = _origin_of(sdp)
        return self._connection.localDescription.sdp

    async def add(self, candidate: str, mid: str | None, line: int | None) -> None:
        if not candidate or ".local " in candidate:
            return
        with contextlib.suppress(*_SDP_FAULTS, InvalidStateError):  # it has others
            way = candidate_from_sdp(candidate.removeprefix("candidate:"))
            way.sdpMid, way.sdpMLineIndex = mid, line
            await self._connection.addIceCandidate(way)

    def picture(self) -> av.VideoFrame | None:
        """What its camera sees now."""
        is_fresh = time.monotonic() - self._pictured_at < _STALE_SECONDS
        return self._picture if is_fresh else None

    async def close(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self._connection.close()

    def _follow(self, track: MediaStreamTrack) -> None:
        if track.kind == "audio":
            self._tasks.append(asyncio.create_task(self._listen(track)))
        elif self._is_filmed:
            self._tasks.append(asyncio.create_task(self._watch(track)))

    async def _listen(self, track: MediaStreamTrack) -> None:
        with contextlib.suppress(MediaStreamError):  # the track has ended
            while True:
                frame: object = await track.recv()  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
                if isinstance(frame, av.AudioFrame):
                    self.ear.hear(frame)

    async def _watch(self, track: MediaStreamTrack) -> None:
        with contextlib.suppress(MediaStreamError):
            while True:
                # All of them are taken: a queue that nobody empties gives the oldest, and grows.
                frame: object = await track.recv()  # pyright: ignore[reportUnknownMemberType, reportUnknownVariableType]
                if isinstance(frame, av.VideoFrame):
                    self._picture, self._pictured_at = frame, time.monotonic()


def _plain(sdp: str) -> str:
    """Without names that only the phone's own network knows: asking who they are takes a second."""
    lines = sdp.splitlines()
    kept = [
        line
        for line in lines
        if not (line.startswith("a=candidate:") and ".local " in line)
        and line != "a=end-of-candidates"
    ]
    return "\r\n".join(kept) + "\r\n"


def _origin_of(sdp: str) -> str:
    """The same for every offer of one connection, different for another one."""
    return next((line.split(" ")[1] for line in sdp.splitlines() if line.startswith("o=")), "")
