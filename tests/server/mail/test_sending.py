"""Letters leave by SMTP or SMS, once, again after a failure, and are forgotten."""

import asyncio
import dataclasses
from collections.abc import AsyncIterator
from datetime import timedelta
from uuid import UUID

import pytest

from server.clock import clock_at, now
from server.database import transaction
from server.mail import background
from server.mail.background import deliver_due, delivering
from server.mail.ration import Rationed
from server.mail.sending import Gateway, MailServerAway, Senders, SmtpServer, Terminal
from server.mail.service import Letter, send
from server.mail.tables import Channel, Mail
from tests.support.mail_server import MailServer, running_mail_server, words_of
from tests.support.sms_gateway import running_sms_gateway

LETTER = Letter("rosa@huurder.test", "Één onderwerp", "Hallo Rosa,\n\nde kraan wordt gemaakt.\n")


@pytest.fixture
async def post() -> AsyncIterator[MailServer]:
    async with running_mail_server() as server:
        yield server


@pytest.fixture
def senders(post: MailServer) -> Senders:
    return {Channel.EMAIL: SmtpServer(post.url, "De Linde <vooraf@linde.test>")}


async def queue(letter: Letter = LETTER, *, is_for_somebody: bool = True) -> None:
    async with transaction():
        await send(letter, is_for_somebody=is_for_somebody)


async def deliver(senders: Senders) -> None:
    for channel in Channel:
        await deliver_due(channel, senders)


async def the_row() -> Mail:
    (row,) = await Mail.objects()
    return row


async def test_a_letter_arrives_as_it_was_written(
    connected: str, post: MailServer, senders: Senders
) -> None:
    await queue()
    await deliver(senders)
    letter = await post.letter()
    assert (letter["From"], letter["To"]) == ("De Linde <vooraf@linde.test>", LETTER.recipient)
    assert letter["Subject"] == LETTER.subject
    assert letter["Auto-Submitted"] == "auto-generated"
    assert words_of(letter) == LETTER.text


async def test_its_text_is_forgotten_once_it_has_left(
    connected: str, post: MailServer, senders: Senders
) -> None:
    await queue()
    await deliver(senders)
    row = await the_row()
    assert (row.state, row.subject, row.text) == ("sent", "", "")


async def test_two_nodes_send_it_once(connected: str, post: MailServer, senders: Senders) -> None:
    await queue()
    await asyncio.gather(*[deliver(senders) for _ in range(4)])
    assert post.letters.qsize() == 1


async def test_a_server_that_is_away_gets_it_later(
    connected: str, post: MailServer, senders: Senders
) -> None:
    post.answers = ["451 not now"]
    await queue()
    await deliver(senders)
    await deliver(senders)
    assert (await the_row()).state == "queued"
    assert post.letters.empty()
    with clock_at(now() + timedelta(minutes=1)):
        await deliver(senders)
    assert post.letters.qsize() == 1


async def test_a_node_that_was_killed_while_sending_loses_nothing(
    connected: str, post: MailServer, senders: Senders
) -> None:
    await queue()

    class Killed(Terminal):
        async def send(
            self, recipient: str, subject: str, text: str, letter_id: UUID | None = None
        ) -> None:
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await deliver({Channel.EMAIL: Killed()})
    with clock_at(now() + timedelta(minutes=3)):
        await deliver(senders)
    assert post.letters.qsize() == 1


async def test_an_address_that_does_not_exist_is_given_up(
    connected: str, post: MailServer, senders: Senders
) -> None:
    post.answers = ["550 nobody of that name"]
    await queue()
    await deliver(senders)
    row = await the_row()
    assert (row.state, row.text) == ("dropped", "")


async def test_what_is_of_no_use_any_more_is_not_sent(
    connected: str, post: MailServer, senders: Senders
) -> None:
    await queue(Letter("rosa@huurder.test", "Code", "1234", good_for=timedelta(minutes=10)))
    with clock_at(now() + timedelta(minutes=11)):
        await deliver(senders)
    assert post.letters.empty()
    assert (await the_row()).text == ""


async def test_a_letter_for_nobody_is_written_down_without_its_text_or_address(
    connected: str, post: MailServer, senders: Senders
) -> None:
    await queue(is_for_somebody=False)
    await deliver(senders)
    row = await the_row()
    assert (row.state, row.recipient, row.subject, row.text) == ("dropped", "", "", "")
    assert post.letters.empty()


async def test_a_subject_cannot_add_a_header(
    connected: str, post: MailServer, senders: Senders
) -> None:
    await queue(Letter("rosa@huurder.test", "Van\r\nBcc: all@evil.test", "Hallo\n"))
    await deliver(senders)
    letter = await post.letter()
    assert letter["Bcc"] is None
    assert letter["Subject"] == "Van Bcc: all@evil.test"


async def test_nothing_is_said_in_clear_to_a_server_elsewhere(post: MailServer) -> None:
    """It has no TLS, and only this very machine may be without."""
    elsewhere = SmtpServer(
        f"smtp://127.1:{post.port}", "a@b.test"
    )  # the same, but it does not look so
    with pytest.raises(MailServerAway, match="SMTPException"):  # and not that nobody listens
        await elsewhere.send("rosa@huurder.test", "Geheim", "Geheim")
    assert post.letters.empty()


async def test_without_a_mail_server_it_is_on_the_terminal(
    connected: str, capsys: pytest.CaptureFixture[str]
) -> None:
    await queue()
    await deliver({Channel.EMAIL: Terminal()})
    shown = capsys.readouterr().out
    assert "Mail to rosa@huurder.test" in shown
    assert "de kraan wordt gemaakt" in shown


SMS = Letter("+31612345012", "", "Uw link: https://linde.test/r#geheim", channel=Channel.SMS)


async def test_an_sms_arrives_and_is_tried_again_after_a_failure(connected: str) -> None:
    async with running_sms_gateway() as gateway:
        senders = {Channel.SMS: Gateway(gateway.url)}
        gateway.answers = [503]
        await queue(SMS)
        await deliver(senders)
        assert (await the_row()).state == "queued"
        with clock_at(now() + timedelta(minutes=1)):
            await deliver(senders)
        # Some gateways take the sign of a number abroad from the address, others as a space.
        assert await gateway.message() == (SMS.recipient, SMS.text)
    row = await the_row()
    assert (row.state, row.text) == ("sent", "")


async def test_a_way_that_is_gone_holds_up_no_other(
    connected: str, post: MailServer, senders: Senders
) -> None:
    await queue(SMS)
    await queue()
    await deliver(senders)
    assert post.letters.qsize() == 1
    assert {row.state for row in await Mail.objects()} == {"queued", "sent"}


class Stumbling(Terminal):
    """As a library does over a letter that it cannot put together."""

    async def send(
        self, recipient: str, subject: str, text: str, letter_id: UUID | None = None
    ) -> None:
        if recipient == "stone@x.nl":
            raise IndexError(f"{recipient} {text}")
        await super().send(recipient, subject, text)


async def test_a_letter_that_fails_holds_up_no_other(
    connected: str, capsys: pytest.CaptureFixture[str]
) -> None:
    await queue(Letter("stone@x.nl", "Link", "geheim"))
    await queue()
    await deliver({Channel.EMAIL: Stumbling()})
    shown = capsys.readouterr().out
    assert "Mail to rosa@huurder.test" in shown
    assert "mail.failed" in shown
    assert "stone@x.nl" not in shown
    assert "geheim" not in shown
    assert {row.recipient: row.state for row in await Mail.objects()} == {
        "stone@x.nl": "queued",
        LETTER.recipient: "sent",
    }


async def test_it_is_tried_less_and_less_often_and_then_given_up(connected: str) -> None:
    await queue(Letter("stone@x.nl", "Link", "geheim", good_for=timedelta(days=7)))
    pauses: list[timedelta] = []
    at = now()
    while (row := await the_row()).state == "queued":
        at = max(at, row.due_at)
        with clock_at(at):
            await deliver({Channel.EMAIL: Stumbling()})
        pauses.append((await the_row()).due_at - at)
    *pauses, _ = pauses
    assert pauses == sorted(pauses)
    assert pauses[0] * 2 == pauses[1]
    assert len(pauses) < 20
    assert ((await the_row()).state, (await the_row()).text) == ("dropped", "")


class Silent(Terminal):
    """Takes the letter and never says so."""

    async def send(
        self, recipient: str, subject: str, text: str, letter_id: UUID | None = None
    ) -> None:
        await asyncio.Event().wait()


async def test_a_server_that_never_has_done_is_left(
    connected: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert background._TAKEN_FOR.total_seconds() > background._PATIENCE_SECONDS * 1.5
    monkeypatch.setattr(background, "_PATIENCE_SECONDS", 0.05)
    await queue()
    async with asyncio.timeout(20):
        await deliver({Channel.EMAIL: Silent()})
    row = await the_row()
    assert (row.state, row.attempts) == ("queued", 1)
    assert row.due_at - now() < timedelta(seconds=20)  # and not only when it is free again


async def test_a_slow_gateway_holds_up_no_e_mail(
    connected: str, post: MailServer, senders: Senders
) -> None:
    await queue(SMS)
    async with delivering({**senders, Channel.SMS: Silent()}):
        await asyncio.sleep(0.2)
        await queue()
        assert (await post.letter())["To"] == LETTER.recipient


async def test_an_address_that_the_mail_server_cannot_read_is_given_up(
    connected: str, post: MailServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As when the operator's own sender needs SMTPUTF8 and the server has none of it."""
    await queue()
    await deliver({Channel.EMAIL: SmtpServer(post.url, "bürgen@linde.test")})
    assert (await the_row()).state == "dropped"


async def test_so_many_sms_go_in_a_day_and_the_others_wait(
    connected: str, post: MailServer, senders: Senders
) -> None:
    senders = {**senders, Channel.SMS: Rationed(Terminal("SMS"), 2)}
    for _ in range(3):
        await queue(SMS)
    await queue()
    await deliver(senders)
    assert sorted([row.state for row in await Mail.objects()]) == ["queued", *["sent"] * 3]
    assert post.letters.qsize() == 1
    await queue(dataclasses.replace(SMS, good_for=timedelta(days=2)))
    with clock_at(now() + timedelta(hours=23)):
        await deliver(senders)
    assert await Mail.count().where(Mail.state == "queued") == 2
    with clock_at(now() + timedelta(hours=25)):
        await deliver(senders)
    assert await Mail.count().where(Mail.state == "sent") == 4  # one was of no use any more
