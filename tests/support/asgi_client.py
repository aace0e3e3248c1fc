"""Browsers without a network: they speak to the application in this process."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

import httpx
import msgspec
from litestar import Litestar

from server.accounts import service as accounts
from server.accounts.cookies import SIGN_IN
from server.accounts.tables import How
from server.database import transaction
from tests.support.cast import Colleague
from tests.support.documented import promising

ADDRESS = "http://vooraf.test"
PATIENCE_SECONDS = 20


@asynccontextmanager
async def running(app: Litestar) -> AsyncIterator[Litestar]:
    """The application, started. Its lifespan has a task of its own, for it must begin and end in
    one, and fixtures do not."""
    is_up, is_over = asyncio.Event(), asyncio.Event()

    async def live() -> None:
        async with app.lifespan():
            is_up.set()
            await is_over.wait()

    living, waiting = asyncio.create_task(live()), asyncio.create_task(is_up.wait())
    await asyncio.wait({living, waiting}, return_when=asyncio.FIRST_COMPLETED)
    waiting.cancel()
    try:
        if not living.done():
            yield app
    finally:
        is_over.set()
        await living


def browser(app: Litestar, **headers: str) -> httpx.AsyncClient:
    """Somebody's browser; nobody is signed in."""
    transport = httpx.ASGITransport(app=app)  # pyright: ignore[reportArgumentType]
    return httpx.AsyncClient(
        transport=transport,
        base_url=ADDRESS,
        headers=headers,
        trust_env=False,
        event_hooks={"response": [promising(app)]},
    )


async def signed_in(app: Litestar, person: Colleague) -> httpx.AsyncClient:
    """The browser of a colleague."""
    client = browser(app)
    async with transaction():
        secret = await accounts.start_sign_in(person.id, How.DEMO, "Linux, Chrome")
    client.cookies.set(SIGN_IN, secret)
    return client


class Streamed:
    """An answer that keeps coming. httpx waits for the end of an answer; this does not."""

    def __init__(self) -> None:
        self._messages: asyncio.Queue[Any] = asyncio.Queue()
        self.status = 0

    async def _send(self, message: Any) -> None:
        await self._messages.put(message)

    async def begin(self) -> None:
        self.status = (await self._next())["status"]

    async def _next(self) -> Any:
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await self._messages.get()

    async def chunk(self) -> str:
        return (await self._next()).get("body", b"").decode()

    async def event(self) -> tuple[str, dict[str, Any]]:
        """Name and data of the next server-sent event; heartbeats are skipped."""
        while True:
            lines = dict(
                line.split(": ", 1) for line in (await self.chunk()).splitlines() if ": " in line
            )
            if "event" in lines:
                return lines["event"], msgspec.json.decode(lines["data"])

    async def events(self, count: int) -> list[dict[str, Any]]:
        """The data of so many journal events."""
        return [(await self.event())[1] for _ in range(count)]

    def is_silent(self) -> bool:
        """Nothing has come that was not read."""
        return self._messages.empty()


@asynccontextmanager
async def streaming(
    app: Litestar, client: httpx.AsyncClient, path: str, **headers: str
) -> AsyncIterator[Streamed]:
    """GET `path` with a client's cookies, and read on while the block runs."""
    streamed, gone = Streamed(), asyncio.Event()
    request = client.build_request("GET", path, headers=headers)
    is_sent = False

    async def receive() -> dict[str, Any]:
        nonlocal is_sent
        if is_sent:
            await gone.wait()
            return {"type": "http.disconnect"}
        is_sent = True
        return {"type": "http.request", "body": b"", "more_body": False}

    scope: Any = {
        "type": "http",
        "asgi": {"version": "3.0"},
        "http_version": "1.1",
        "method": "GET",
        "scheme": "http",
        "path": request.url.path,
        "raw_path": request.url.raw_path,
        "query_string": request.url.query,
        "root_path": "",
        "headers": [(name.lower(), value) for name, value in request.headers.raw],
        "server": ("vooraf.test", 80),
        "client": ("127.0.0.1", 1),
    }
    answering = asyncio.create_task(app(scope, receive, streamed._send))  # pyright: ignore
    try:
        await streamed.begin()
        yield streamed
    finally:
        gone.set()
        async with asyncio.timeout(PATIENCE_SECONDS):
            await answering
