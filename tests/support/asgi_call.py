"""A call without a network: a WebSocket of the signalling protocol to the application in this
process."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import msgspec
from litestar import Litestar

PATIENCE_SECONDS = 20


class CallSocket:
    """What the server says in a call, and how it ends."""

    def __init__(self) -> None:
        self._to_server: asyncio.Queue[Any] = asyncio.Queue()
        self._from_server: asyncio.Queue[Any] = asyncio.Queue()

    async def heard(self, kind: str) -> dict[str, Any]:
        """The next message of this type; others before it are passed over."""
        while True:
            event = await self._next()
            assert event["type"] == "websocket.send", f"closed with {event.get('code')}"
            message = msgspec.json.decode(event["text"])
            if message["type"] == kind:
                return message

    def say(self, message: dict[str, Any]) -> None:
        text = msgspec.json.encode(message).decode()
        self._to_server.put_nowait({"type": "websocket.receive", "text": text})

    async def close_code(self) -> int:
        while (event := await self._next())["type"] != "websocket.close":
            pass
        return event["code"]

    async def _next(self) -> Any:
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await self._from_server.get()


@asynccontextmanager
async def in_call(
    app: Litestar, token: str | None, resume: dict[str, Any] | None = None
) -> AsyncIterator[CallSocket]:
    """Say hello with this token, or to come back, and stay while the block runs."""
    socket = CallSocket()
    hello = {"type": "hello", "version": 1, "token": token, "resume": resume}
    for event in (
        {"type": "websocket.connect"},
        {"type": "websocket.receive", "text": msgspec.json.encode(hello).decode()},
    ):
        socket._to_server.put_nowait(event)
    scope: Any = {
        "type": "websocket",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "scheme": "ws",
        "path": "/signalling",
        "raw_path": b"/signalling",
        "query_string": b"",
        "root_path": "",
        "headers": [],
        "subprotocols": [],
        "server": ("vooraf.test", 80),
        "client": ("127.0.0.1", 1),
    }
    serving = asyncio.create_task(
        app(scope, socket._to_server.get, socket._from_server.put)  # pyright: ignore
    )
    try:
        assert (await socket._next())["type"] == "websocket.accept"
        yield socket
    finally:
        socket._to_server.put_nowait({"type": "websocket.disconnect", "code": 1000})
        async with asyncio.timeout(PATIENCE_SECONDS):
            await serving
