"""A browser's view of a store: presigned addresses followed to the store or to our own origin."""

import asyncio
import hashlib
import socket
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import aiohttp
import uvicorn
from yarl import URL

from storage.proxy import S3Proxy
from storage.settings import StorageSettings


class Browser:
    """Follows presigned addresses the way a browser does: to the store, or to our own origin."""

    def __init__(self, origin: str, session: aiohttp.ClientSession) -> None:
        self.origin = origin
        self.session = session

    def address(self, url: str) -> URL:
        return URL(self.origin + url if url.startswith("/") else url, encoded=True)

    async def put(self, url: str, data, headers: dict[str, str]) -> int:
        async with self.session.put(self.address(url), data=data, headers=headers) as answer:
            await answer.read()
            return answer.status

    async def get(self, url: str, headers: dict[str, str] | None = None) -> "Fetched":
        async with self.session.get(self.address(url), headers=headers) as answer:
            return Fetched(answer, await answer.read())


class Fetched:
    def __init__(self, answer: aiohttp.ClientResponse, body: bytes) -> None:
        self.status = answer.status
        self.headers = answer.headers
        self.body = body


@asynccontextmanager
async def a_browser(settings: StorageSettings, **options) -> AsyncIterator[Browser]:
    proxy = S3Proxy(settings, **options)
    await proxy.startup()
    async with serving(proxy) as origin, aiohttp.ClientSession() as session:
        yield Browser(origin, session)
    await proxy.shutdown()


@asynccontextmanager
async def serving(app) -> AsyncIterator[str]:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = listener.getsockname()[1]
        server = uvicorn.Server(uvicorn.Config(app, lifespan="off", log_level="warning"))
        task = asyncio.create_task(server.serve(sockets=[listener]))
        yield f"http://127.0.0.1:{port}"
        server.should_exit = True
        await task


def sha256(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
