"""What a browser does in a connection check, done by aiortc, for the worker and for the API."""

import asyncio
import json
import time
from typing import Self

from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription

PATIENCE_SECONDS = 15


class CheckingBrowser:
    """Offers, and once `hears` has the answer, measures as the page does."""

    def __init__(self) -> None:
        self.connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        self.echo = self.connection.createDataChannel("echo", ordered=False, maxRetransmits=0)
        self.bulk = self.connection.createDataChannel("bulk")
        self.closed = asyncio.Event()
        self._heard: asyncio.Queue[str | bytes] = asyncio.Queue()
        for channel in (self.echo, self.bulk):
            channel.add_listener("message", self._heard.put_nowait)
            channel.add_listener("close", self.closed.set)

    async def __aenter__(self) -> Self:
        await self.connection.setLocalDescription(await self.connection.createOffer())
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.connection.close()

    @property
    def offer(self) -> str:
        return self.connection.localDescription.sdp

    async def hears(self, answer: str) -> None:
        is_open = asyncio.Event()
        self.bulk.add_listener("open", is_open.set)
        await self.connection.setRemoteDescription(RTCSessionDescription(answer, "answer"))
        async with asyncio.timeout(PATIENCE_SECONDS):
            await is_open.wait()

    async def round_trip(self, packet: str = "packet") -> float:
        """Seconds."""
        started = time.perf_counter()
        self.echo.send(packet)
        assert await self.next() == packet
        return time.perf_counter() - started

    async def down(self) -> int:
        """So many bytes come when it asks for them, and none after it had enough."""
        self.bulk.send("down")
        received = len(await self.next())
        while received < 200_000:
            received += len(await self.next())
        self.bulk.send("stop")
        return received

    async def up(self) -> dict[str, int]:
        """What the other end counted of bytes that keep coming."""
        self.bulk.send("up")
        sending = asyncio.create_task(self._send())
        try:
            while True:
                said = await self.next()
                if isinstance(said, str):
                    return json.loads(said)
        finally:
            sending.cancel()

    async def _send(self) -> None:
        while True:
            if self.bulk.bufferedAmount < 64 * 1024:
                self.bulk.send(bytes(8 * 1024))
            await asyncio.sleep(0.005)

    async def next(self) -> str | bytes:
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await self._heard.get()

    async def is_over(self) -> None:
        async with asyncio.timeout(PATIENCE_SECONDS):
            await self.closed.wait()
