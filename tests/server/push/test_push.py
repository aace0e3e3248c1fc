"""Tom's phone is told when a photo comes back: through a push service, by a real request."""

import asyncio
import dataclasses
from collections.abc import AsyncIterator
from dataclasses import dataclass, field
from typing import Any

import jwt
import msgspec
import pytest
from aiohttp import web
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from httpx import AsyncClient

from server.client_address import Networks
from server.outgoing.sending import outgoing
from server.push.encryption import CURVE, from_base64url, point_of, to_base64url
from server.push.errors import PushServiceUnknown
from server.push.identity import PushIdentity
from server.push.sending import PushSender, PushServiceAway
from server.push.service import Subscriber, refuse_unknown_service, subscribers
from server.push.tables import PushSubscription
from server.settings import PUSH_SERVICES, Settings
from tests.support import given

SECRET = b"sixteen bytes ok"
PUSH = "/api/push/subscription"


@dataclass
class PushService:
    """Stands between us and a browser, as those of the makers of browsers do."""

    address: str = ""
    answers: list[int] = field(default_factory=list)
    received: asyncio.Queue[tuple[dict[str, str], bytes]] = field(default_factory=asyncio.Queue)

    async def take(self, request: web.Request) -> web.Response:
        status = self.answers.pop(0) if self.answers else 201
        await self.received.put((dict(request.headers), await request.read()))
        return web.Response(status=status)


@pytest.fixture
async def service() -> AsyncIterator[PushService]:
    service = PushService()
    app = web.Application()
    app.router.add_post("/{browser}", service.take)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    service.address = f"http://127.0.0.1:{runner.addresses[0][1]}"
    yield service
    await runner.cleanup()


@pytest.fixture
def settings(settings: Settings, service: PushService) -> Settings:
    return dataclasses.replace(
        settings, push_services=(service.address,), outgoing_allowed=Networks("127.0.0.1")
    )


@dataclass(frozen=True)
class Browser:
    """Where Tom signed in and said yes to messages."""

    key: ec.EllipticCurvePrivateKey
    endpoint: str

    @property
    def subscription(self) -> dict[str, str]:
        public = to_base64url(point_of(self.key.public_key()))
        return {
            "endpoint": self.endpoint,
            "publicKey": public,
            "authSecret": to_base64url(SECRET),
        }

    def read(self, body: bytes) -> dict[str, Any]:
        """RFC 8291 from the other side."""
        salt, theirs, sealed = body[:16], body[21:86], body[86:]
        shared = self.key.exchange(
            ec.ECDH(), ec.EllipticCurvePublicKey.from_encoded_point(CURVE, theirs)
        )
        info = b"WebPush: info\0" + point_of(self.key.public_key()) + theirs
        secret = HKDF(SHA256(), 32, SECRET, info).derive(shared)
        key = HKDF(SHA256(), 16, salt, b"Content-Encoding: aes128gcm\0").derive(secret)
        nonce = HKDF(SHA256(), 12, salt, b"Content-Encoding: nonce\0").derive(secret)
        return msgspec.json.decode(AESGCM(key).decrypt(nonce, sealed, None).rstrip(b"\x02"))


@pytest.fixture
async def phone(tom: AsyncClient, service: PushService) -> Browser:
    phone = Browser(ec.generate_private_key(CURVE), f"{service.address}/toms-phone")
    for _ in range(2):  # twice is once
        assert (await tom.put(PUSH, json=phone.subscription)).status_code == 204
    return phone


async def a_photo(rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient) -> tuple[str, str]:
    job = await given.job(vera, await given.repair(rosa))
    return job, await given.photo(tom, given.photos_of(job))


async def send_back(vera: AsyncClient, photo: str, **more: str) -> None:
    body = {"reason": "blurred", **more}
    answer = await vera.post(f"/api/photos/{photo}/send-back", json=body)
    assert answer.status_code in (200, 204), answer.text


async def test_the_phone_is_told_what_and_where_in_words_only_it_can_read(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient, service: PushService, phone: Browser
) -> None:
    job, photo = await a_photo(rosa, vera, tom)
    await send_back(vera, photo, note="Het merk is niet te lezen.")
    headers, body = await asyncio.wait_for(service.received.get(), 20)
    assert b"Onscherp" not in body
    said = phone.read(body)
    assert said["body"] == "Onscherp. Het merk is niet te lezen."
    assert said["title"].startswith("Foto opnieuw: ")
    assert said["url"] == f"/app/jobs/{job}/camera?retake={photo}"

    word, key = headers["Authorization"].removeprefix("vapid t=").split(", k=")
    assert key == (await tom.get("/api/push/key")).json()["publicKey"]
    point = ec.EllipticCurvePublicKey.from_encoded_point(CURVE, from_base64url(key))
    jwt.decode(word, point, algorithms=["ES256"], audience=service.address)
    assert (headers["Content-Encoding"], headers["TTL"]) == ("aes128gcm", "86400")


async def test_a_browser_that_is_gone_is_forgotten(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient, service: PushService, phone: Browser
) -> None:
    service.answers = [410]
    _, photo = await a_photo(rosa, vera, tom)
    await send_back(vera, photo)
    await asyncio.wait_for(service.received.get(), 20)

    async def is_forgotten() -> bool:
        return not await PushSubscription.exists()

    await given.until(is_forgotten)


async def test_a_service_that_is_away_is_worth_another_try(service: PushService) -> None:
    phone = Browser(ec.generate_private_key(CURVE), f"{service.address}/phone")
    keys = phone.subscription
    tom = Subscriber(phone.endpoint, keys["publicKey"], keys["authSecret"], "nl")
    service.answers = [503, 429, 400]
    async with outgoing(Networks("127.0.0.1")) as sending:
        sender = PushSender(PushIdentity("secret", "https://vooraf.test"), sending)
        for _ in range(2):
            with pytest.raises(PushServiceAway):
                await sender.send(tom, b"{}", "topic")
        await sender.send(tom, b"{}", "topic")  # it will never take this one
        away = dataclasses.replace(tom, endpoint="http://127.0.0.1:9/nobody-listens")
        with pytest.raises(PushServiceAway):
            await sender.send(away, b"{}", "topic")


async def test_a_push_service_inside_our_own_walls_gets_nothing(service: PushService) -> None:
    keys = Browser(ec.generate_private_key(CURVE), f"{service.address}/phone").subscription
    async with outgoing(Networks()) as sending:
        sender = PushSender(PushIdentity("secret", "https://vooraf.test"), sending)
        for endpoint in (keys["endpoint"], keys["endpoint"].replace("http:", "https:")):
            tom = Subscriber(endpoint, keys["publicKey"], keys["authSecret"], "nl")
            await sender.send(tom, b"{}", "topic")
    assert service.received.empty()


async def test_nobody_is_told_who_took_it_back_or_signed_out(
    tom: AsyncClient, fatima: AsyncClient, service: PushService, phone: Browser
) -> None:
    toms = given.id_of((await tom.get("/api/me")).json()["id"])
    fatimas = given.id_of((await fatima.get("/api/me")).json()["id"])
    end = {"endpoint": phone.endpoint}
    assert (await fatima.post(f"{PUSH}/end", json=end)).status_code == 204
    assert [each.endpoint for each in await subscribers(toms)] == [phone.endpoint]
    assert (await tom.post(f"{PUSH}/end", json=end)).status_code == 204
    assert await subscribers(toms) == []

    for each in (tom, fatima):  # whoever signs in to a browser has it from then on
        await each.put(PUSH, json=phone.subscription)
    assert (await subscribers(toms), len(await subscribers(fatimas))) == ([], 1)
    assert (await fatima.post("/api/sign-out")).status_code == 204
    assert await subscribers(fatimas) == []
    refused = await tom.put(PUSH, json={**phone.subscription, "endpoint": "https://example.org/x"})
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/push-service-unknown")


@pytest.mark.parametrize(
    "endpoint",
    [
        "https://example.org/x",
        "http://fcm.googleapis.com/x",
        "https://fcm.googleapis.com.example.org/x",
        "https://fcm.googleapis.com@example.org/x",
        "https://fcm.googleapis.com:8443/x",
        "https://example.org\\.push.apple.com/x",
        "https://example.org#.push.apple.com/x",
        "https://push.apple.com/x",
        "http://169.254.169.254/latest",
        "file:///etc/passwd",
        "nonsense",
    ],
)
def test_only_push_services_we_know_are_written_to(endpoint: str) -> None:
    refuse_unknown_service("https://web.push.apple.com/abc", PUSH_SERVICES)
    refuse_unknown_service("https://fcm.googleapis.com/fcm/send/abc", PUSH_SERVICES)
    with pytest.raises(PushServiceUnknown):
        refuse_unknown_service(endpoint, PUSH_SERVICES)
