"""A push service as the makers of browsers have, and a browser that reads what comes by it."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

import msgspec
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF

from server.push.encryption import CURVE, point_of, to_base64url

PATIENCE_SECONDS = 20
_SECRET = b"sixteen bytes ok"


@dataclass
class PushService:
    """Stands between us and a browser. Its statuses are taken from `answers` first; then it takes
    everything but what is for a browser that is gone."""

    address: str = ""
    answers: list[int] = field(default_factory=list)
    gone: set[str] = field(default_factory=set)
    """Browsers that it knows no more."""
    received: asyncio.Queue[tuple[dict[str, str], bytes]] = field(default_factory=asyncio.Queue)

    async def take(self, request: web.Request) -> web.Response:
        status = self.answers.pop(0) if self.answers else 201
        if request.match_info["browser"] in self.gone:
            status = 410
        await self.received.put((dict(request.headers), await request.read()))
        return web.Response(status=status)

    async def message(self) -> tuple[dict[str, str], bytes]:
        """Its headers and its body, as sealed."""
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await self.received.get()


@asynccontextmanager
async def running_push_service() -> AsyncIterator[PushService]:
    """On loopback, in this very loop."""
    service = PushService()
    app = web.Application()
    app.router.add_post("/{browser}", service.take)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    service.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield service
    finally:
        await runner.cleanup()


@dataclass(frozen=True)
class SubscribedBrowser:
    """Where somebody said yes to messages."""

    endpoint: str
    key: ec.EllipticCurvePrivateKey = field(default_factory=lambda: ec.generate_private_key(CURVE))

    @property
    def subscription(self) -> dict[str, str]:
        public = to_base64url(point_of(self.key.public_key()))
        return {
            "endpoint": self.endpoint,
            "publicKey": public,
            "authSecret": to_base64url(_SECRET),
        }

    def read(self, body: bytes) -> dict[str, Any]:
        """RFC 8291 from the other side."""
        salt, theirs, sealed = body[:16], body[21:86], body[86:]
        shared = self.key.exchange(
            ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, theirs)
        )
        info = b"WebPush: info\0" + point_of(self.key.public_key()) + theirs
        secret = HKDF(SHA256(), 32, _SECRET, info).derive(shared)
        key = HKDF(SHA256(), 16, salt, b"Content-Encoding: aes128gcm\0").derive(secret)
        nonce = HKDF(SHA256(), 12, salt, b"Content-Encoding: nonce\0").derive(secret)
        return msgspec.json.decode(AESGCM(key).decrypt(nonce, sealed, None).rstrip(b"\x02"))
