"""Tom's phone is told when a photo comes back: through a push service, by a real request."""

import dataclasses
from collections.abc import AsyncIterator

import jwt
import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from httpx import AsyncClient

from server.client_address import Networks
from server.outgoing.sending import outgoing
from server.push.encryption import CURVE, from_base64url
from server.push.errors import PushServiceUnknown
from server.push.identity import PushIdentity
from server.push.sending import PushRefused, PushSender, PushServiceAway
from server.push.service import Subscriber, refuse_unknown_service, subscribers
from server.push.tables import PushSubscription
from server.settings import PUSH_SERVICES, Settings
from server.visit_protocol.blocks import TEXT_VERSION
from tests.support import given
from tests.support.push_service import PushService, SubscribedBrowser, running_push_service

PUSH = "/api/push/subscription"


@pytest.fixture
async def service() -> AsyncIterator[PushService]:
    async with running_push_service() as service:
        yield service


@pytest.fixture
def settings(settings: Settings, service: PushService) -> Settings:
    return dataclasses.replace(
        settings, push_services=(service.address,), outgoing_allowed=Networks("127.0.0.1")
    )


@pytest.fixture
async def phone(tom: AsyncClient, service: PushService) -> SubscribedBrowser:
    phone = SubscribedBrowser(f"{service.address}/toms-phone")
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
    rosa: AsyncClient,
    vera: AsyncClient,
    tom: AsyncClient,
    service: PushService,
    phone: SubscribedBrowser,
) -> None:
    job, photo = await a_photo(rosa, vera, tom)
    await send_back(vera, photo, note="Het merk is niet te lezen.")
    headers, body = await service.message()
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
    rosa: AsyncClient,
    vera: AsyncClient,
    tom: AsyncClient,
    service: PushService,
    phone: SubscribedBrowser,
) -> None:
    service.answers = [410]
    _, photo = await a_photo(rosa, vera, tom)
    await send_back(vera, photo)
    await service.message()

    async def is_forgotten() -> bool:
        return not await PushSubscription.exists()

    await given.until(is_forgotten)


async def test_a_service_that_is_away_is_worth_another_try(service: PushService) -> None:
    phone = SubscribedBrowser(f"{service.address}/phone")
    keys = phone.subscription
    tom = Subscriber(phone.endpoint, keys["publicKey"], keys["authSecret"], "nl")
    service.answers = [503, 429, 400]
    async with outgoing(Networks("127.0.0.1")) as sending:
        sender = PushSender(PushIdentity("secret", "https://vooraf.test"), sending)
        for _ in range(2):
            with pytest.raises(PushServiceAway):
                await sender.send(tom, b"{}", "topic")
        with pytest.raises(PushRefused):  # it will never take this one
            await sender.send(tom, b"{}", "topic")
        away = dataclasses.replace(tom, endpoint="http://127.0.0.1:9/nobody-listens")
        with pytest.raises(PushServiceAway):
            await sender.send(away, b"{}", "topic")


async def test_a_push_service_inside_our_own_walls_gets_nothing(service: PushService) -> None:
    keys = SubscribedBrowser(f"{service.address}/phone").subscription
    async with outgoing(Networks()) as sending:
        sender = PushSender(PushIdentity("secret", "https://vooraf.test"), sending)
        for endpoint in (keys["endpoint"], keys["endpoint"].replace("http:", "https:")):
            tom = Subscriber(endpoint, keys["publicKey"], keys["authSecret"], "nl")
            with pytest.raises(PushRefused):
                await sender.send(tom, b"{}", "topic")
    assert service.received.empty()


async def test_nobody_is_told_who_took_it_back_or_signed_out(
    tom: AsyncClient, fatima: AsyncClient, service: PushService, phone: SubscribedBrowser
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


async def test_the_phone_of_who_is_on_his_way_hears_that_nobody_is_at_home(
    rosa: AsyncClient,
    vera: AsyncClient,
    tom: AsyncClient,
    service: PushService,
    phone: SubscribedBrowser,
) -> None:
    job = await given.job(vera, await given.repair(rosa))
    told = {"setOutAt": given.moment(), "minutes": 20}
    assert (await tom.post(f"/api/jobs/{job}/on-my-way", json=told)).is_success
    assert (await rosa.post("/r/say/not-home")).status_code in (200, 303)
    _, body = await service.message()
    said = phone.read(body)
    assert said["title"] == "Niet thuis: Lindelaan 12"
    assert said["url"] == f"/app/jobs/{job}"


async def test_the_phone_of_who_would_come_hears_that_somebody_there_is_ill(
    rosa: AsyncClient,
    vera: AsyncClient,
    tom: AsyncClient,
    service: PushService,
    phone: SubscribedBrowser,
) -> None:
    job = await given.job(vera, await given.repair(rosa))
    later = {"version": TEXT_VERSION, "name": "Rosa", "arrangement": "later"}
    assert (await rosa.post("/r/protocol", data=later)).status_code == 303
    _, body = await service.message()
    said = phone.read(body)
    assert (said["title"], said["url"]) == ("Later komen: Lindelaan 12", f"/app/jobs/{job}")
    assert "ziek" not in said["body"]  # a locked screen is read by others
