"""An SMS gateway as Apprise reaches one by HTTP, and the messages that it took."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

from aiohttp import web

PATIENCE_SECONDS = 20


@dataclass
class Gateway:
    """Its statuses are taken from `answers` first; then it takes everything."""

    port: int = 0
    answers: list[int] = field(default_factory=list)
    messages: asyncio.Queue[tuple[str, str]] = field(default_factory=asyncio.Queue)

    @property
    def url(self) -> str:
        """As it is written in VOORAF_SMS_URL."""
        return f"json://127.0.0.1:{self.port}/send/{{to}}"

    async def take(self, request: web.Request) -> web.Response:
        told = await request.json()
        status = self.answers.pop(0) if self.answers else 200
        if status == 200:
            await self.messages.put((request.match_info["number"], told["message"]))
        return web.Response(status=status)

    async def message(self) -> tuple[str, str]:
        """To which number, and what."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await self.messages.get()


@asynccontextmanager
async def running_sms_gateway() -> AsyncIterator[Gateway]:
    """On loopback, in this very loop."""
    gateway = Gateway()
    app = web.Application()
    app.router.add_post("/send/{number}", gateway.take)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    gateway.port = runner.addresses[0][1]
    try:
        yield gateway
    finally:
        await runner.cleanup()
