"""A tenant is told on her own phone: there only, once, and another way when that fails."""

import asyncio
import dataclasses
from collections.abc import AsyncIterator
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient
from litestar import Litestar

from server.case_push.phones import MOST_PHONES, phones_of
from server.case_push.sending import ByPush
from server.case_push.tables import CasePushSubscription
from server.client_address import Networks
from server.clock import clock_at, now
from server.database import change, few, transaction
from server.journal.consumers import catch_up
from server.mail.background import deliver_due
from server.mail.sending import Terminal
from server.mail.tables import Channel
from server.messages import sending
from server.messages.tables import Message
from server.outgoing.sending import outgoing
from server.push.identity import PushIdentity
from server.push.sending import PushSender
from server.settings import Settings
from tests.server.messages.conftest import BY_HAND, NOON, Post, states
from tests.support import given
from tests.support.asgi_client import browser
from tests.support.cast import ROSA
from tests.support.push_service import PushService, SubscribedBrowser, running_push_service

PUSH = "/api/case/push/subscription"
HERS: dict[str, Any] = {"email": "rosa@huurder.test", "phone": "06 12345678"}
ANDROID = {"user-agent": "Mozilla/5.0 (Linux; Android 15) Chrome/140.0.0.0 Mobile Safari/537.36"}


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
async def post(post: Post, settings: Settings) -> AsyncIterator[Post]:
    """And by push."""
    async with outgoing(settings.outgoing_allowed) as way_out:
        identity = PushIdentity(settings.secret, settings.public_url)
        post.more = {Channel.PUSH: ByPush(PushSender(identity, way_out))}
        yield post


@pytest.fixture
async def repair(rosa: AsyncClient, post: Post) -> given.Repair:
    """Reported, and told of by e-mail."""
    repair = await given.repair(rosa, **HERS)
    await post.goes()
    await post.letter()
    return repair


async def turn_on(client: AsyncClient, service: PushService, name: str) -> SubscribedBrowser:
    phone = SubscribedBrowser(f"{service.address}/{name}")
    for _ in range(2):  # twice is once
        answer = await client.put(PUSH, json=phone.subscription, headers=ANDROID)
        assert answer.status_code == 204, answer.text
    return phone


@pytest.fixture
async def phone(rosa: AsyncClient, service: PushService, repair: given.Repair) -> SubscribedBrowser:
    return await turn_on(rosa, service, "rosas-phone")


async def test_she_reads_number_and_next_step_and_nobody_else_reads_who_she_is(
    vera: AsyncClient,
    post: Post,
    service: PushService,
    repair: given.Repair,
    phone: SubscribedBrowser,
) -> None:
    await given.job(vera, repair)
    await post.goes()
    headers, sealed = await service.message()
    said = phone.read(sealed)
    (told,) = await Message.objects().where(Message.channel == "push")
    assert (said["title"], said["body"]) == (told.subject, told.text)
    assert said["title"] == "Woonstichting De Linde"
    assert said["body"].startswith(f"Reparatie {repair.number}: ")
    for private in (ROSA.name, "Rosa", ROSA.home.street, ROSA.home.postcode, "/r#"):
        assert private not in str(said)
    assert headers["Topic"] == UUID(repair.id).hex
    assert (told.state, told.address) == ("sent", "Android, Chrome")
    assert (post.mail.letters.qsize(), post.sms.messages.qsize()) == (0, 0)
    log = (await vera.get(f"/api/repair-requests/{repair.id}/messages")).json()
    assert (log["preview"]["channel"], log["preview"]["text"]) == ("push", said["body"])


async def test_her_page_says_how_she_is_told(
    rosa: AsyncClient, app: Litestar, repair: given.Repair, phone: SubscribedBrowser
) -> None:
    page = (await rosa.get("/r")).text
    assert 'value="push" checked' in page
    assert "data-wanted data-here" in page
    elsewhere = browser(app)
    await elsewhere.post("/api/case/sign-in", json={"secret": repair.secret})
    assert "data-wanted hidden" in (await elsewhere.get("/r")).text


async def test_a_phone_that_is_gone_is_forgotten_and_she_is_told_by_e_mail(
    rosa: AsyncClient,
    vera: AsyncClient,
    post: Post,
    service: PushService,
    repair: given.Repair,
    phone: SubscribedBrowser,
) -> None:
    service.gone.add("rosas-phone")
    await given.job(vera, repair)
    await post.goes()
    await post.goes()
    assert f"Reparatie {repair.number}" in (await post.letter())["Subject"]
    assert await states() == ["sent", "failed", "sent"]
    assert not await CasePushSubscription.exists()
    assert 'value="email" checked' in (await rosa.get("/r")).text
    file = (await vera.get(f"/api/repair-requests/{repair.id}")).json()
    assert "message.failed" in [entry["event"] for entry in file["timeline"]]


async def test_without_another_way_the_desk_hears_that_she_was_not_told(
    rosa: AsyncClient, vera: AsyncClient, post: Post, service: PushService
) -> None:
    repair = await given.repair(rosa, phone="020 1234567")
    await turn_on(rosa, service, "rosas-phone")
    service.gone.add("rosas-phone")
    for _ in range(2):
        await post.goes()
    assert await states() == ["failed", "unreachable"]
    assert repair.number in (await rosa.get("/r")).text


async def test_a_service_that_is_away_is_tried_again_but_not_for_long(
    vera: AsyncClient,
    post: Post,
    service: PushService,
    repair: given.Repair,
    phone: SubscribedBrowser,
) -> None:
    service.answers = [503, 429]
    job = await given.job(vera, repair)
    for minutes in (2, 3, 5, 9):
        await post.goes(later=timedelta(minutes=minutes))
    assert service.received.qsize() == 3
    assert await states() == ["sent", "sent"]

    service.answers = [503] * 20
    await given.previsit(vera, job, (NOON + timedelta(days=2)).isoformat())
    await post.goes()
    for minutes in (30, 130, 132):
        await post.goes(later=timedelta(minutes=minutes))
    assert "kijkt Tom met u mee" in (await post.letter())["Subject"]


async def test_however_often_a_node_dies_it_goes_once_or_not_at_all(
    vera: AsyncClient,
    post: Post,
    service: PushService,
    repair: given.Repair,
    phone: SubscribedBrowser,
) -> None:
    class Killed(Terminal):
        async def send(
            self, recipient: str, subject: str, text: str, letter_id: UUID | None = None
        ) -> None:
            raise asyncio.CancelledError

    await given.job(vera, repair)
    for _ in range(2):
        await catch_up(BY_HAND, "by hand")
        async with transaction():  # as if the node had died before its cursor moved
            await change("UPDATE journal_cursor SET seq = 0 WHERE id LIKE 'messages:%'")
    with clock_at(now() + timedelta(minutes=2)):
        await sending.send_due(post.settings, post.parts.objects, post.parts.limiter)
        with pytest.raises(asyncio.CancelledError):
            await deliver_due(Channel.PUSH, {Channel.PUSH: Killed()})
    await asyncio.gather(*[post.goes(later=timedelta(minutes=9)) for _ in range(3)])
    assert service.received.empty()
    assert await states() == ["sent", "uncertain"]
    told = await Message.objects().get(Message.state == "uncertain")
    assert told
    assert (await vera.post(f"/api/messages/{told.id}/again")).status_code == 204
    await asyncio.gather(*[post.goes(later=timedelta(minutes=12)) for _ in range(3)])
    assert service.received.qsize() == 1


async def test_at_night_her_phone_stays_silent(
    vera: AsyncClient,
    post: Post,
    service: PushService,
    repair: given.Repair,
    phone: SubscribedBrowser,
) -> None:
    with clock_at(NOON.replace(hour=22)):
        await given.job(vera, repair)
        await post.goes(later=timedelta(hours=9))
        assert service.received.empty()
        await post.goes(later=timedelta(hours=10, minutes=1))
        assert service.received.qsize() == 1


ENDS = {
    "withdrawn": "UPDATE tenant_link SET revoked_at = {}",
    "over": "UPDATE tenant_link SET expires_at = {}",
    "cookie": "UPDATE case_sign_in SET expires_at = {}",
}


@pytest.mark.parametrize("how", ENDS)
@pytest.mark.parametrize("when", ["before", "while it waits"])
async def test_what_ends_her_link_ends_the_messages(
    how: str,
    when: str,
    vera: AsyncClient,
    post: Post,
    service: PushService,
    repair: given.Repair,
    phone: SubscribedBrowser,
) -> None:
    await given.job(vera, repair)
    if when == "while it waits":
        await catch_up(BY_HAND, "by hand")
        with clock_at(now() + timedelta(minutes=2)):
            await sending.send_due(post.settings, post.parts.objects, post.parts.limiter)
    async with transaction():
        await change(ENDS[how], now() - timedelta(minutes=1))
    for _ in range(2):
        await post.goes()
    assert service.received.empty()
    assert repair.number in (await post.letter())["Subject"]


async def test_each_of_her_phones_is_told_and_one_that_fails_disturbs_nobody(
    app: Litestar,
    rosa: AsyncClient,
    vera: AsyncClient,
    post: Post,
    service: PushService,
    repair: given.Repair,
    phone: SubscribedBrowser,
) -> None:
    husbands = browser(app)
    await husbands.post("/api/case/sign-in", json={"secret": repair.secret})
    other = await turn_on(husbands, service, "husbands-phone")
    job = await given.job(vera, repair)
    await post.goes()
    sealed = [(await service.message())[1] for _ in range(2)]
    both = {other.read(sealed[0])["body"], phone.read(sealed[1])["body"]}
    assert len(both) == 1
    service.gone.add("husbands-phone")
    await given.previsit(vera, job, (NOON + timedelta(days=2)).isoformat())
    for _ in range(2):
        await post.goes()
    assert sorted(await states()) == ["failed", "sent", "sent", "sent", "sent"]
    assert post.mail.letters.empty()
    assert 'value="push" checked' in (await rosa.get("/r")).text


async def test_she_turns_it_off_where_she_turned_it_on_or_chooses_otherwise(
    rosa: AsyncClient,
    vera: AsyncClient,
    post: Post,
    service: PushService,
    repair: given.Repair,
    phone: SubscribedBrowser,
) -> None:
    for _ in range(2):  # again changes nothing
        assert (await rosa.post(f"{PUSH}/end")).status_code == 204
    assert await phones_of(UUID(repair.id)) == []
    job = await given.job(vera, repair)
    await post.goes()
    await post.letter()
    await turn_on(rosa, service, "rosas-phone")
    assert (await rosa.post("/r/told-by", data={"way": "sms"})).status_code == 303
    await given.previsit(vera, job, (NOON + timedelta(days=2)).isoformat())
    await post.goes()
    await post.sms.message()
    assert service.received.empty()
    assert not await CasePushSubscription.exists()
    ways = await few(
        str, "SELECT payload FROM journal WHERE event = 'request.way_chosen' ORDER BY seq"
    )
    assert [way.split('"')[3] for way in ways] == ["push", "email", "push", "sms"]


async def test_a_browser_tells_of_the_repair_that_turned_it_on_last(
    app: Litestar, rosa: AsyncClient, service: PushService, phone: SubscribedBrowser
) -> None:
    (before,) = await CasePushSubscription.objects()
    other = await given.repair(rosa, fault="KRA2")
    await rosa.put(PUSH, json=phone.subscription)
    (after,) = await CasePushSubscription.objects()
    assert before.id == after.id
    assert [each.endpoint for each in await phones_of(UUID(other.id))] == [phone.endpoint]


async def test_a_link_does_not_make_us_write_to_everybody(
    app: Litestar, rosa: AsyncClient, service: PushService, repair: given.Repair
) -> None:
    for place in range(MOST_PHONES + 1):
        another = browser(app)
        await another.post("/api/case/sign-in", json={"secret": repair.secret})
        await turn_on(another, service, f"phone-{place}")
    told = [each.endpoint[-1] for each in await phones_of(UUID(repair.id))]
    assert told == ["5", "4", "3", "2", "1"]
    elsewhere = {"endpoint": "https://example.org/x"}
    keys = SubscribedBrowser("").subscription
    refused = await rosa.put(PUSH, json={**keys, **elsewhere})
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/push-service-unknown")
