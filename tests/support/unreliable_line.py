"""A phone's line to the server that breaks off requests: before they arrive, or before the answer
is back."""

import random
import re
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager

import aiohttp
from aiohttp import web

from tests.support.ports import free_port

_MOST_BYTES = 50_000_000


class UnreliableLine:
    """Of what is sent to `about` (a pattern of paths) the share `failing` breaks off, half of it
    after the server did what was asked. What is only read comes through."""

    def __init__(self, server: str, failing: float, about: str) -> None:
        self._port = free_port()
        self.address = f"http://127.0.0.1:{self._port}"
        self.broken = {"before": 0, "after": 0}
        self._server = server
        self._failing = failing
        self._about = re.compile(about)
        # The same requests in every run, as far as they come in the same order.
        self._random = random.Random(4711)  # noqa: S311 - chance, not a secret

    @asynccontextmanager
    async def open(self) -> AsyncGenerator["UnreliableLine"]:
        async with aiohttp.ClientSession(auto_decompress=False) as self._session:
            app = web.Application(client_max_size=_MOST_BYTES)
            app.router.add_route("*", "/{path:.*}", self._carry)
            runner = web.AppRunner(app, handler_cancellation=True, shutdown_timeout=1)
            await runner.setup()
            try:
                await web.TCPSite(runner, "127.0.0.1", self._port).start()
                yield self
            finally:
                await runner.cleanup()

    async def _carry(self, request: web.Request) -> web.StreamResponse:
        may_break = request.method != "GET" and self._about.search(request.path)
        chance = self._random.random() if may_break else 1
        sent = await request.read()
        if chance < self._failing / 2:
            return self._break_off(request, "before")
        try:
            answering = self._session.request(
                request.method,
                self._server + request.raw_path,
                headers=request.headers,
                data=sent or None,
                allow_redirects=False,
            )
            async with answering as answer:
                if chance < self._failing:
                    await answer.read()
                    return self._break_off(request, "after")
                headers = [each for each in answer.headers.items() if not _is_of_the_hop(each[0])]
                back = web.StreamResponse(status=answer.status, headers=headers)
                await back.prepare(request)
                async for data in answer.content.iter_any():
                    await back.write(data)
                return back
        except aiohttp.ClientError:
            return self._break_off(request, "before")

    def _break_off(self, request: web.Request, when: str) -> web.Response:
        self.broken[when] += 1
        if request.transport:
            request.transport.abort()
        return web.Response()  # goes nowhere


def _is_of_the_hop(header: str) -> bool:
    return header.lower() in {"transfer-encoding", "connection", "keep-alive"}
