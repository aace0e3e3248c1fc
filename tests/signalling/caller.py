"""A client of the protocol, for tests: it numbers what it sends and keeps what a resume needs."""

import asyncio
import json
from typing import Any

from websockets.asyncio.client import ClientConnection, connect
from websockets.exceptions import ConnectionClosed

PATIENCE_SECONDS = 20


class Caller:
    def __init__(self, socket: ClientConnection) -> None:
        self.socket = socket
        self.seen: list[dict[str, Any]] = []
        self.seq = 0
        self.cid = 0
        self.place: dict[str, Any] = {}
        self.welcome: dict[str, Any] = {}

    @classmethod
    async def connect(cls, url: str) -> "Caller":
        return cls(await connect(url, compression=None, proxy=None, ping_interval=None))

    async def hello(self, token: str | None, **more: Any) -> None:
        await self.send_raw({"type": "hello", "version": 1, "token": token, **more})

    async def resume_from(self, earlier: "Caller", token: str | None = None) -> None:
        self.seq, self.cid, self.place = earlier.seq, earlier.cid, dict(earlier.place)
        await self.hello(token, resume={**self.place, "seq": earlier.seq})

    async def send(self, type: str, **fields: Any) -> int:
        """Send a message that must arrive, and tell its number."""
        self.cid += 1
        await self.send_raw({"type": type, "cid": self.cid, **fields})
        return self.cid

    async def send_raw(self, message: dict[str, Any] | str) -> None:
        await self.socket.send(message if isinstance(message, str) else json.dumps(message))

    async def next(self) -> dict[str, Any]:
        async with asyncio.timeout(PATIENCE_SECONDS):
            message = json.loads(await self.socket.recv())
        self.seen.append(message)
        self.seq = max(self.seq, message.get("seq", 0))
        if message["type"] in ("welcome", "resumed"):
            self.place = {
                "room": message["room"],
                "session": message["session"],
                "key": message["resumeKey"],
            }
            self.welcome = message
        return message

    async def receive(self, type: str) -> dict[str, Any]:
        """The next message of this type; others before it are kept in `seen`."""
        while True:
            message = await self.next()
            if message["type"] == type:
                return message

    async def receive_until_pong(self) -> list[dict[str, Any]]:
        """Everything the server had to say before it answered this ping."""
        await self.send_raw({"type": "ping", "at": 7})
        messages: list[dict[str, Any]] = []
        while (message := await self.next())["type"] != "pong":
            messages.append(message)
        return [one for one in messages if one["type"] != "acked"]

    async def close_code(self) -> int:
        """Read to the end and tell how it ended."""
        try:
            while True:
                await self.next()
        except ConnectionClosed as closed:
            return closed.rcvd.code if closed.rcvd else 1006

    def kill(self) -> None:
        """Cut the TCP connection, without a word."""
        self.socket.transport.abort()

    async def close(self) -> None:
        """Clean up. A farewell would wait for frames that nobody reads any more."""
        self.kill()
        await self.socket.wait_closed()
