"""Messages to tenants, sent by hand: every way there is, and a clock that stands still."""

import dataclasses
from collections.abc import AsyncIterator
from dataclasses import field
from datetime import datetime, timedelta
from typing import Any

import pytest
from litestar import Litestar

from server.clock import HOME, clock_at, now
from server.composition import Parts
from server.journal.consumers import catch_up
from server.journal.entries import Consumer
from server.mail.background import deliver_due
from server.mail.sending import Gateway, Sender, Senders, SmtpServer
from server.mail.tables import Channel
from server.messages import background, planning, sending
from server.messages.tables import Message
from server.messages.telling import RULES
from server.settings import Settings
from tests.support.mail_server import MailServer, running_mail_server
from tests.support.sms_gateway import running_sms_gateway

NOON = (datetime.now(HOME) + timedelta(days=1)).replace(hour=12, minute=0, second=0, microsecond=0)
"""Of tomorrow: what a real server does by itself, it does not do yet."""

BY_HAND = Consumer("messages", frozenset(RULES), planning.plan_for)


@pytest.fixture(autouse=True)
def nothing_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "consumers", list)
    monkeypatch.setattr(background, "due_work", lambda *_: [])


@dataclasses.dataclass
class Post:
    """Every way a message can go, and the clockwork that sends them by hand."""

    mail: MailServer
    sms: Any
    parts: Parts
    settings: Settings
    more: dict[Channel, Sender] = field(default_factory=dict[Channel, Sender])

    @property
    def senders(self) -> Senders:
        return {
            Channel.EMAIL: SmtpServer(self.mail.url, "De Linde <vooraf@linde.test>"),
            Channel.SMS: Gateway(self.sms.url),
            **self.more,
        }

    async def goes(self, *, later: timedelta = timedelta(minutes=2)) -> None:
        """What happened is read, and everything that is due by then leaves."""
        await catch_up(BY_HAND, "by hand")
        with clock_at(now() + later):
            await sending.send_due(self.settings, self.parts.objects, self.parts.limiter)
            for channel in self.senders:
                await deliver_due(channel, self.senders)
            await sending.note_outcomes()

    async def letter(self) -> Any:
        assert self.mail.letters.qsize() == 1, self.mail.letters.qsize()
        return await self.mail.letter()


@pytest.fixture
async def post(app: Litestar) -> AsyncIterator[Post]:
    async with running_mail_server() as mail, running_sms_gateway() as sms:
        parts: Parts = app.state.parts
        settings = dataclasses.replace(
            parts.settings,
            smtp_url=mail.url,
            mail_from="De Linde <vooraf@linde.test>",
            sms_url=sms.url,
        )
        with clock_at(NOON):
            yield Post(mail, sms, parts, settings)


async def states() -> list[str]:
    found = await Message.select(Message.state).order_by(Message.id)
    return [each["state"] for each in found]
