"""A tenant is told at every change she would ask about, once, by day, where it reaches her."""

import asyncio
import dataclasses
from datetime import datetime, timedelta
from uuid import UUID

import pytest
from httpx import AsyncClient
from litestar import Litestar

from server.case_words.spoken_times import SpokenTimes
from server.clock import HOME, clock_at, now
from server.database import change, few, transaction
from server.journal.consumers import catch_up
from server.mail.background import deliver_due
from server.mail.bounces import letter_that_came_back, note_came_back
from server.mail.sending import Gateway, Terminal
from server.mail.tables import Channel
from server.messages import planning, sending
from server.messages.tables import Message
from server.messages.telling import after_quiet_hours
from server.parcels.trying import cancel_unsent
from server.previsits.choices import remind
from server.previsits.missed import note_missed
from server.sentences import sentences
from tests.server.messages.conftest import BY_HAND, NOON, Post, states
from tests.support import given
from tests.support.asgi_client import browser
from tests.support.mail_server import link_in, words_of
from tests.support.notices import a_notice

WASHER = {"part": "tap-washer", "variant": "1/2", "way": "post"}


async def test_she_gets_her_number_and_a_link_that_opens_her_page(
    app: Litestar, rosa: AsyncClient, post: Post
) -> None:
    repair = await given.repair(rosa, email="rosa@huurder.test")
    await post.goes()
    letter = await post.letter()
    assert letter["Subject"] == f"Reparatie {repair.number}: Uw melding is binnen"
    assert "Beste Rosa" in words_of(letter)
    secret = link_in(letter).partition("#")[2]
    other_phone = browser(app)
    assert (await other_phone.post("/api/case/sign-in", json={"secret": secret})).status_code == 204
    assert repair.number in (await other_phone.get("/r")).text


async def test_the_log_holds_what_was_said_but_not_the_secret(
    rosa: AsyncClient, vera: AsyncClient, post: Post
) -> None:
    repair = await given.repair(rosa, email="rosa@huurder.test")
    await post.goes()
    letter = await post.letter()
    (kept,) = await Message.objects()
    secret = link_in(letter).partition("#")[2]
    assert kept.text.replace("••••••", secret).strip() == words_of(letter).strip()
    assert (kept.subject, kept.state, kept.address) == (
        letter["Subject"],
        "sent",
        "r•••@h•••.test",
    )
    log = (await vera.get(f"/api/repair-requests/{repair.id}/messages")).json()
    assert [each["id"] for each in log["messages"]] == [str(kept.id)]
    assert secret not in str(log)
    assert "Uw melding is binnen" in log["preview"]["text"]


async def test_what_happens_together_is_told_together_and_in_the_end_as_it_stands(
    rosa: AsyncClient, vera: AsyncClient, post: Post
) -> None:
    repair = await given.repair(rosa, email="rosa@huurder.test")
    await post.goes()
    await post.letter()
    job = await given.job(vera, repair)
    await given.previsit(vera, job, (NOON + timedelta(days=2)).isoformat())
    await post.goes()
    letter = await post.letter()
    day = SpokenTimes(sentences("nl"), NOON - timedelta(days=9)).opening(NOON + timedelta(days=2))
    assert f"{day} kijkt Tom met u mee" in letter["Subject"]


async def test_who_is_asked_for_a_moment_hears_of_it_and_gets_what_she_chose_in_writing(
    rosa: AsyncClient, vera: AsyncClient, post: Post
) -> None:
    repair = await given.repair(rosa, email="rosa@huurder.test")
    await post.goes()
    await post.letter()
    await given.moment_asked(vera, await given.job(vera, repair))
    await post.goes()
    assert "Kies wanneer Tom met u meekijkt" in (await post.letter())["Subject"]
    with clock_at(NOON + timedelta(days=9)):
        await remind()
        await post.goes()
        reminder = await post.letter()
        assert "Kiest u nog een moment" in reminder["Subject"]
        assert "/r#" in words_of(reminder)
        free = (await rosa.get("/api/case/previsit/moments")).json()["free"]
        for chosen in free[:2]:  # the first, and another one instead
            await rosa.put("/api/case/previsit/moment", json={"at": chosen})
            await post.goes()
            at = datetime.fromisoformat(chosen)
            spoken = SpokenTimes(sentences("nl"), NOON - timedelta(days=9)).opening(at)
            assert f"{spoken} kijkt Tom met u mee" in (await post.letter())["Subject"]


async def test_of_a_call_that_did_not_come_about_she_hears_in_her_own_language(
    rosa: AsyncClient, vera: AsyncClient, post: Post
) -> None:
    repair = await given.repair(rosa, email="rosa@huurder.test", language="pl")
    await given.previsit(vera, await given.job(vera, repair), NOON.isoformat())
    await post.goes()
    await post.letter()
    with clock_at(NOON + timedelta(hours=2)):
        await note_missed()
        await post.goes()
    letter = await post.letter()
    say = sentences("pl")
    assert say("case.missedTitle") in letter["Subject"]
    assert say("case.missedAgain") in words_of(letter)


async def test_whom_we_ask_and_that_somebody_else_is_sought_is_told(
    rosa: AsyncClient, vera: AsyncClient, ingrid: AsyncClient, kees: AsyncClient, post: Post
) -> None:
    repair = await given.repair(rosa, email="rosa@huurder.test")
    await post.goes()
    await post.letter()
    order = await given.offer(vera, repair, await given.contract(ingrid))
    await post.goes()
    assert "om uw reparatie te doen" in (await post.letter())["Subject"]
    reason = {"reason": "Geen tijd voor zulke klusjes"}
    await kees.post(f"/api/work-orders/{order}/decline", json=reason)
    await post.goes()
    letter = await post.letter()
    assert "Wij zoeken een andere vakman" in letter["Subject"]
    assert reason["reason"] not in words_of(letter)


async def sends_a_part(vera: AsyncClient, parcel: str) -> None:
    stock = {"part": "tap-washer", "variant": "1/2", "place": "warehouse"}
    await vera.post("/api/part-stock/correct", json={**stock, "amount": 3, "reason": "Geteld"})
    for step in ("approve", "ready", "send"):
        answer = await vera.post(f"/api/parcels/{parcel}/{step}", json={})
        assert answer.status_code == 200, answer.text


async def test_a_part_and_a_technician_within_the_minute_are_two_things_told_once(
    rosa: AsyncClient, vera: AsyncClient, post: Post
) -> None:
    repair = await given.repair(rosa, email="rosa@huurder.test", phone="06 12345678")
    await post.goes()
    await post.letter()
    await rosa.post("/r/parcel", data={"id": (parcel := given.fresh_id()), **WASHER})
    await sends_a_part(vera, parcel)
    await given.job(vera, repair)
    await catch_up(BY_HAND, "by hand")
    log = (await vera.get(f"/api/repair-requests/{repair.id}/messages")).json()
    assert "Uw onderdeel is onderweg." in log["preview"]["text"]
    await post.goes()
    letter = await post.letter()
    assert "Tom gaat uw reparatie doen" in letter["Subject"]
    assert words_of(letter).count("Uw onderdeel is onderweg.") == 1
    assert "Wij pakken het in" not in words_of(letter)  # it was, and is on its way now


async def test_an_sms_has_room_for_what_both_are_called(
    rosa: AsyncClient, vera: AsyncClient, post: Post
) -> None:
    repair = await given.repair(rosa, phone="06 12345678")
    await post.goes()
    await post.sms.message()
    await rosa.post("/r/parcel", data={"id": (parcel := given.fresh_id()), **WASHER})
    await sends_a_part(vera, parcel)
    await given.job(vera, repair)
    await post.goes()
    _, words = await post.sms.message()
    assert "Tom gaat uw reparatie doen. Uw onderdeel is onderweg." in words


async def test_in_the_morning_of_a_part_only_the_newest_is_told(
    rosa: AsyncClient, vera: AsyncClient, post: Post
) -> None:
    await given.repair(rosa, email="rosa@huurder.test")
    await post.goes()
    await post.letter()
    with clock_at(NOON.replace(hour=22)):
        await rosa.post("/r/parcel", data={"id": (parcel := given.fresh_id()), **WASHER})
        await sends_a_part(vera, parcel)
        await post.goes(later=timedelta(hours=11))
    letter = await post.letter()
    assert "Uw onderdeel is onderweg" in letter["Subject"]
    assert "U krijgt het onderdeel" not in words_of(letter)


async def test_an_unread_line_in_the_chat_goes_along_with_other_news(
    rosa: AsyncClient, vera: AsyncClient, post: Post
) -> None:
    repair = await given.repair(rosa, email="rosa@huurder.test")
    job = await given.job(vera, repair)
    await post.goes()
    await post.letter()
    said = {"id": given.fresh_id(), "text": "Komt dat uit?"}
    await vera.post(f"/api/repair-requests/{repair.id}/conversation", json=said)
    await given.previsit(vera, job, (NOON + timedelta(days=2)).isoformat())
    await post.goes(later=timedelta(minutes=3))
    letter = await post.letter()
    assert "kijkt Tom met u mee" in letter["Subject"]
    assert "Wij schreven u in de chat." in words_of(letter)


async def test_the_same_is_never_told_twice_however_often_a_node_dies(
    rosa: AsyncClient, vera: AsyncClient, post: Post
) -> None:
    repair = await given.repair(rosa, email="rosa@huurder.test")
    await given.job(vera, repair)
    for _ in range(3):
        await post.goes()
        async with transaction():  # as if the node had died before its cursor moved
            await change("UPDATE journal_cursor SET seq = 0 WHERE id LIKE 'messages:%'")
    await post.letter()
    assert post.mail.letters.empty()


async def test_two_nodes_send_it_once(rosa: AsyncClient, post: Post) -> None:
    await given.repair(rosa, email="rosa@huurder.test")
    await asyncio.gather(*[post.goes() for _ in range(4)])
    await post.goes()
    await post.letter()
    assert post.mail.letters.empty()


async def test_what_was_cut_off_while_it_went_is_told_to_the_desk_and_not_sent_again(
    rosa: AsyncClient, vera: AsyncClient, post: Post
) -> None:
    class Killed(Terminal):
        async def send(
            self, recipient: str, subject: str, text: str, letter_id: UUID | None = None
        ) -> None:
            raise asyncio.CancelledError

    await given.repair(rosa, email="rosa@huurder.test")
    await catch_up(BY_HAND, "by hand")
    await sending.send_due(post.settings, post.parts.objects, post.parts.limiter)
    with pytest.raises(asyncio.CancelledError):
        await deliver_due(Channel.EMAIL, {Channel.EMAIL: Killed()})
    await post.goes(later=timedelta(minutes=5))
    assert (await states(), post.mail.letters.qsize()) == (["uncertain"], 0)
    (message,) = await Message.objects()
    assert (await vera.post(f"/api/messages/{message.id}/again")).status_code == 204
    await post.goes()
    await post.letter()
    assert await states() == ["uncertain", "sent"]


async def test_at_night_nobody_is_woken_but_for_somebody_who_waits(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient, post: Post
) -> None:
    repair = await given.repair(rosa, email="rosa@huurder.test")
    await post.goes()
    await post.letter()
    with clock_at(NOON.replace(hour=22)):
        job = await given.job(vera, repair)
        await post.goes(later=timedelta(hours=9))
        assert post.mail.letters.empty()
        call = await given.previsit(vera, job, now().isoformat())
        await tom.post(f"/api/previsits/{call}/open")
        await post.goes(later=timedelta())
        assert "Tom wacht op u" in (await post.letter())["Subject"]


@pytest.mark.parametrize(("hour", "told"), [(7, 8), (8, 8), (20, 20), (21, 8), (23, 8), (0, 8)])
def test_the_night_ends_at_eight(hour: int, told: int) -> None:
    moment = NOON.replace(hour=hour)
    at = after_quiet_hours(moment).astimezone(HOME)
    assert at.hour == told
    assert timedelta() <= at - moment < timedelta(hours=12)


async def test_without_an_e_mail_address_she_gets_an_sms(rosa: AsyncClient, post: Post) -> None:
    repair = await given.repair(rosa, phone="06 12345678")
    await post.goes()
    number, words = await post.sms.message()
    assert number == "+31612345678"
    assert f"reparatie {repair.number}: Uw melding is binnen" in words
    assert "/r#" in words
    (kept,) = await Message.objects()
    assert (kept.channel, kept.subject) == ("sms", "")
    assert kept.text.partition("#")[0] == words.partition("#")[0]


async def test_an_address_that_fails_is_left_for_her_telephone(
    rosa: AsyncClient, vera: AsyncClient, post: Post
) -> None:
    post.mail.answers = ["550 nobody of that name"]
    repair = await given.repair(rosa, email="rosa@huurder.test", phone="06 12345678")
    await post.goes()
    await post.goes()
    number, _ = await post.sms.message()
    assert number == "+31612345678"
    assert await states() == ["failed", "sent"]
    file = (await vera.get(f"/api/repair-requests/{repair.id}")).json()
    assert "message.failed" in [entry["event"] for entry in file["timeline"]]


async def test_a_letter_that_comes_back_counts_as_not_told(rosa: AsyncClient, post: Post) -> None:
    await given.repair(rosa, email="rosa@huurder.test", phone="06 12345678")
    await post.goes()
    letter = await post.letter()
    letter_id = letter_that_came_back(a_notice(letter["Message-ID"]).encode())
    assert letter_id
    assert await note_came_back(letter_id)
    await post.goes()
    await post.goes()
    await post.sms.message()
    assert await states() == ["failed", "sent"]


@pytest.mark.parametrize(
    "notice",
    [
        b"",
        b"\xff\xfe no letter at all",
        b"From: rosa@huurder.test\r\nSubject: Re: Reparatie\r\n\r\nDank u wel",
        a_notice("<no-id-of-ours@elsewhere.test>").encode(),
        a_notice("<0198c8c0-0000-7000-8000-000000000000@linde.test>", action="delayed").encode(),
    ],
    ids=["nothing", "noise", "answer", "foreign", "delay"],
)
def test_what_tells_of_no_failure_is_no_notice(notice: bytes) -> None:
    assert letter_that_came_back(notice) is None


async def test_with_nothing_set_up_the_mailbox_shows_exactly_what_would_be_sent(
    rosa: AsyncClient, vera: AsyncClient, otto: AsyncClient, post: Post
) -> None:
    post.settings = post.parts.settings
    repair = await given.repair(rosa, email="rosa@huurder.test")
    await post.goes()
    assert post.mail.letters.empty()
    box = (await vera.get("/api/messages")).json()
    assert box["sends"] == ["push"]
    (message,) = box["items"]
    assert (message["number"], message["state"], message["channel"]) == (
        repair.number,
        "shown",
        "email",
    )
    assert message["subject"] == f"Reparatie {repair.number}: Uw melding is binnen"
    assert "/r#••••••" in message["text"]
    assert (await otto.get("/api/messages")).json()["items"] == []


async def test_a_link_that_the_desk_withdrew_is_not_sent_again(
    rosa: AsyncClient, vera: AsyncClient, post: Post
) -> None:
    repair = await given.repair(rosa, email="rosa@huurder.test")
    await post.goes()
    await post.letter()
    await vera.post(f"/api/repair-requests/{repair.id}/links/revoke")
    await given.job(vera, repair)
    await post.goes()
    assert "/r#" not in words_of(await post.letter())


async def test_who_waits_long_hears_that_she_is_not_forgotten(
    rosa: AsyncClient, vera: AsyncClient, post: Post
) -> None:
    repair = await given.repair(rosa, email="rosa@huurder.test")
    until = (NOON + timedelta(days=28)).date().isoformat()
    asked = {"because": "parts", "until": until}
    await vera.post(f"/api/repair-requests/{repair.id}/postpone", json=asked)
    await post.goes()
    await post.letter()
    for days in (13, 15, 16):
        with clock_at(NOON + timedelta(days=days)):
            await planning.plan_still_waiting()
            await post.goes()
        expected = "Wij zijn u niet vergeten" if days == 15 else None
        if expected:
            letter = await post.letter()
            assert expected in letter["Subject"]
            assert "Wij wachten op onderdelen." in words_of(letter)
        assert post.mail.letters.empty(), days


async def test_what_we_wrote_in_the_chat_is_told_unless_she_reads_it(
    rosa: AsyncClient, vera: AsyncClient, post: Post
) -> None:
    repair = await given.repair(rosa, email="rosa@huurder.test")
    await post.goes()
    await post.letter()
    chat = f"/api/repair-requests/{repair.id}/conversation"
    for words, is_read in (("Bent u thuis?", True), ("Nog steeds?", False)):
        said = {"id": given.fresh_id(), "text": words}
        assert (await vera.post(chat, json=said)).status_code == 201
        if is_read:
            await rosa.get("/r/chat")
        await post.goes(later=timedelta(minutes=3))
        assert post.mail.letters.qsize() == (0 if is_read else 1)
    letter = await post.letter()
    assert "Wij schreven u in de chat" in letter["Subject"]
    assert "Nog steeds?" not in words_of(letter)


async def test_what_she_read_in_the_chat_takes_no_other_news_along(
    rosa: AsyncClient, vera: AsyncClient, post: Post
) -> None:
    repair = await given.repair(rosa, email="rosa@huurder.test")
    job = await given.job(vera, repair)
    await post.goes()
    await post.letter()
    await given.previsit(vera, job, (NOON + timedelta(days=2)).isoformat())
    said = {"id": given.fresh_id(), "text": "Komt dat uit?"}
    await vera.post(f"/api/repair-requests/{repair.id}/conversation", json=said)
    await rosa.get("/r/chat")
    await post.goes(later=timedelta(minutes=3))
    assert "kijkt Tom met u mee" in (await post.letter())["Subject"]


async def test_a_part_that_does_not_come_is_told_when_the_desk_called_it_off(
    rosa: AsyncClient, vera: AsyncClient, post: Post
) -> None:
    repair = await given.repair(rosa, email="rosa@huurder.test")
    await post.goes()
    await post.letter()
    washer = {"part": "tap-washer", "variant": "1/2", "way": "post"}
    await rosa.post("/r/parcel", data={"id": given.fresh_id(), **washer})
    await rosa.post("/r/say/not-solved")
    await cancel_unsent(UUID(repair.id))
    await post.goes()
    assert post.mail.letters.empty()
    parcel = {"id": given.fresh_id(), **washer}
    assert (await rosa.post("/r/parcel", data=parcel)).status_code == 303
    assert (await vera.post(f"/api/parcels/{parcel['id']}/cancel")).status_code == 200
    await post.goes()
    assert "Het onderdeel komt toch niet" in (await post.letter())["Subject"]


async def test_she_is_told_the_way_she_chose_or_only_on_her_page(
    rosa: AsyncClient, vera: AsyncClient, post: Post
) -> None:
    repair = await given.repair(rosa, email="rosa@huurder.test", phone="06 12345678")
    await post.goes()
    await post.letter()
    page = (await rosa.get("/r")).text
    assert 'value="email" checked' in page
    assert 'value="whatsapp"' not in page
    for way in ("sms", "whatsapp"):  # nothing is set up for the latter
        assert (await rosa.post("/r/told-by", data={"way": way})).status_code == 303
    job = await given.job(vera, repair)
    await post.goes()
    await post.sms.message()
    await rosa.post("/r/told-by", data={"way": "none"})
    await given.previsit(vera, job, (NOON + timedelta(days=2)).isoformat())
    await post.goes()
    assert (post.mail.letters.qsize(), post.sms.messages.qsize()) == (0, 0)


async def test_whatsapp_is_for_whoever_chose_it(rosa: AsyncClient, post: Post) -> None:
    settings = dataclasses.replace(post.settings, whatsapp_url=post.sms.url)
    repair = await given.repair(rosa, email="rosa@huurder.test", phone="06 12345678")
    async with transaction():
        await change("UPDATE repair_request SET told_by = 'whatsapp' WHERE id = {}", repair.id)
    post.settings = settings
    await post.goes()
    assert await Message.select(Message.channel, Message.state) == [
        {"channel": "whatsapp", "state": "queued"}
    ]
    with clock_at(now() + timedelta(minutes=2)):
        await deliver_due(Channel.WHATSAPP, {Channel.WHATSAPP: Gateway(post.sms.url)})
    _, words = await post.sms.message()
    assert "Beste Rosa" in words


async def test_what_she_did_herself_she_is_not_told(rosa: AsyncClient, post: Post) -> None:
    await given.repair(rosa, email="rosa@huurder.test")
    await post.goes()
    await post.letter()
    await rosa.post("/r/say/cancel", data={"words": "Niet meer nodig"})
    await post.goes()
    assert post.mail.letters.empty()


async def test_what_happened_before_anybody_could_be_told_is_not_told(
    rosa: AsyncClient, post: Post
) -> None:
    await given.repair(rosa, email="rosa@huurder.test")
    with clock_at(NOON + timedelta(days=2)):
        await post.goes()
    assert post.mail.letters.empty()
    assert await few(int, "SELECT count(*) FROM message") == [0]


async def test_a_stranger_cannot_flood_a_mailbox(rosa: AsyncClient, post: Post) -> None:
    factor = post.parts.limiter._factor
    post.parts.limiter._factor = 1.0
    try:
        for _ in range(7):
            await given.repair(rosa, email="rosa@huurder.test")
        await post.goes()
    finally:
        post.parts.limiter._factor = factor
    assert post.mail.letters.qsize() <= 5


async def test_who_is_expected_is_told_at_once_about_when_he_comes(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient, post: Post
) -> None:
    repair = await given.repair(rosa, email="rosa@huurder.test")
    job = await given.job(vera, repair)
    await post.goes()
    await post.letter()
    told = {"setOutAt": now().isoformat(), "minutes": 25}
    assert (await tom.post(f"/api/jobs/{job}/on-my-way", json=told)).is_success
    await post.goes(later=timedelta())
    letter = await post.letter()
    clock = (now() + timedelta(minutes=25)).astimezone(HOME).strftime("%H:%M")
    assert f"Tom is onderweg, rond {clock}" in letter["Subject"]
    back = {"turnedBackAt": now().isoformat()}
    assert (await tom.post(f"/api/jobs/{job}/on-my-way/take-back", json=back)).is_success
    await post.goes(later=timedelta())
    assert "De vakman komt nu toch niet" in (await post.letter())["Subject"]
