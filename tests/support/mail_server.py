"""A mail server that takes letters as the internet's do, and shows them."""

import asyncio
import re
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from email import message_from_bytes, policy
from email.message import EmailMessage

from aiosmtpd.smtp import SMTP, Envelope, Session

PATIENCE_SECONDS = 20


@dataclass
class MailServer:
    """Its answers to RCPT are taken from `answers` first; then it takes everything."""

    port: int = 0
    answers: list[str] = field(default_factory=list)
    letters: asyncio.Queue[EmailMessage] = field(default_factory=asyncio.Queue)

    @property
    def url(self) -> str:
        return f"smtp://127.0.0.1:{self.port}"

    async def handle_RCPT(  # noqa: N802 - as aiosmtpd calls it
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: object
    ) -> str:
        answer = self.answers.pop(0) if self.answers else "250 OK"
        if answer.startswith("250"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(  # noqa: N802 - as above
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        letter = message_from_bytes(envelope.content or b"", policy=policy.default)  # pyright: ignore
        assert isinstance(letter, EmailMessage)
        assert envelope.rcpt_tos == [letter["To"]]
        await self.letters.put(letter)
        return "250 taken"

    async def letter(self) -> EmailMessage:
        async with asyncio.timeout(PATIENCE_SECONDS):
            return await self.letters.get()

    async def code(self) -> str:
        """The digits of the next letter."""
        return code_in(await self.letter())

    async def secret(self) -> str:
        """The secret in the link of the next letter."""
        return link_in(await self.letter()).partition("#")[2]


@asynccontextmanager
async def running_mail_server() -> AsyncIterator[MailServer]:
    """On loopback, in this very loop."""
    post = MailServer()
    loop = asyncio.get_running_loop()
    listening = await loop.create_server(
        lambda: SMTP(post, hostname="mail.test", loop=loop), "127.0.0.1", 0
    )
    post.port = listening.sockets[0].getsockname()[1]
    try:
        yield post
    finally:
        listening.close()
        await listening.wait_closed()


def words_of(letter: EmailMessage) -> str:
    body = letter.get_body(("plain",))
    assert body is not None
    return body.get_content().replace("\r\n", "\n")


def code_in(letter: EmailMessage) -> str:
    (found,) = re.findall(r"^ +(\d{4} \d{4})$", words_of(letter), re.MULTILINE)
    return found


def link_in(letter: EmailMessage) -> str:
    (found,) = re.findall(r"^https?://\S+#\S+$", words_of(letter), re.MULTILINE)
    return found
