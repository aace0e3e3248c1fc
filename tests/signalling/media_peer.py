"""One end of a real call for tests: aiortc behind the protocol, with made-up sound and picture."""

import asyncio
import contextlib
from typing import Any

from aiortc import (
    RTCConfiguration,
    RTCIceServer,
    RTCPeerConnection,
    RTCSessionDescription,
)
from aiortc.mediastreams import AudioStreamTrack, MediaStreamTrack, VideoStreamTrack

from tests.signalling.caller import Caller


class MediaPeer:
    def __init__(self, caller: Caller, configuration: RTCConfiguration) -> None:
        self.caller = caller
        self.frames = {"audio": 0, "video": 0}
        self._came_in = asyncio.Event()
        self.connection = RTCPeerConnection(configuration)
        self.connection.addTrack(AudioStreamTrack())
        self.connection.addTrack(VideoStreamTrack())
        self._draining: list[asyncio.Task[None]] = []
        self.connection.on("track", self._drain)

    async def offer(self, to: str, epoch: int) -> None:
        await self.connection.setLocalDescription(await self.connection.createOffer())
        sdp = self.connection.localDescription.sdp
        await self.caller.send("offer", to=to, epoch=epoch, sdp=sdp)
        answer = await self.caller.receive("answer")
        assert answer["epoch"] == epoch
        await self.connection.setRemoteDescription(RTCSessionDescription(answer["sdp"], "answer"))

    async def answer(self) -> None:
        offer = await self.caller.receive("offer")
        await self.connection.setRemoteDescription(RTCSessionDescription(offer["sdp"], "offer"))
        await self.connection.setLocalDescription(await self.connection.createAnswer())
        sdp = self.connection.localDescription.sdp
        await self.caller.send("answer", to=offer["from"], epoch=offer["epoch"], sdp=sdp)

    async def more_frames(self, count: int) -> None:
        """Wait until so many more of each kind have come in."""
        goal = {kind: seen + count for kind, seen in self.frames.items()}
        async with asyncio.timeout(15):
            while any(self.frames[kind] < goal[kind] for kind in goal):
                self._came_in.clear()
                await self._came_in.wait()

    async def close(self) -> None:
        await self.connection.close()
        for task in self._draining:
            task.cancel()
        await asyncio.gather(*self._draining, return_exceptions=True)

    def _drain(self, track: MediaStreamTrack) -> None:
        self._draining.append(asyncio.ensure_future(self._count(track)))

    async def _count(self, track: MediaStreamTrack) -> None:
        with contextlib.suppress(Exception):  # aiortc ends a track by raising
            while True:
                await track.recv()
                self.frames[track.kind] += 1
                self._came_in.set()


def configuration_of(welcome: dict[str, Any], **more: Any) -> RTCConfiguration:
    """What `welcome` says, explicitly: without servers aiortc would ask one on the internet."""
    servers = [
        RTCIceServer(server["urls"], server["username"], server["credential"])
        for server in welcome["iceServers"]
    ]
    return RTCConfiguration(iceServers=servers, **more)
