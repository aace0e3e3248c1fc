"""Hands one letter to the mail server or a gateway, or to the terminal without either."""

import logging
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import format_datetime, parseaddr
from typing import Any, Protocol
from urllib.parse import parse_qs, unquote, urlsplit
from uuid import UUID

import aiosmtplib

from server.clock import now
from server.identifiers import new_id
from server.mail.tables import Channel
from server.mail_address import NoAddress, as_sent
from server.settings import PLACE_OF_THE_NUMBER

_PATIENCE_SECONDS = 30
_LOOPBACK = ("127.0.0.1", "::1", "localhost")
_PORTS = {"smtp": 587, "smtps": 465}
_REFUSED_FOR_GOOD = range(500, 600)


class MailServerAway(Exception):
    """It, or the gateway, may take the letter another time."""


class MailRefused(Exception):
    """This letter is never taken: the address does not exist, say."""


class Sender(Protocol):
    async def send(
        self, recipient: str, subject: str, text: str, letter_id: UUID | None = None
    ) -> None:
        """Raises MailServerAway or MailRefused. With `letter_id` another attempt is known as the
        same letter, and what comes back is known as ours."""
        ...


Senders = Mapping[Channel, Sender]
"""By which way each letter goes. A way that is not there was not configured."""


@dataclass(frozen=True)
class Terminal:
    """For one machine without a mail server: whoever started the server reads the letters."""

    called: str = "Mail"

    async def send(
        self, recipient: str, subject: str, text: str, letter_id: UUID | None = None
    ) -> None:
        head = ": ".join(filter(None, (f"  {self.called} to {recipient}", subject)))
        lines = ["", head, "", *text.splitlines(), ""]
        sys.stdout.write("\n".join(f"  | {line}".rstrip() for line in lines) + "\n")
        sys.stdout.flush()


@dataclass(frozen=True)
class SmtpServer:
    """`smtp://user:password@host:587` changes to TLS before anything is said, `smtps://` begins
    with it. Only on this very machine, or with `?tls=none`, does it go without."""

    url: str
    sent_from: str

    async def send(
        self, recipient: str, subject: str, text: str, letter_id: UUID | None = None
    ) -> None:
        try:
            address = as_sent(recipient)
        except NoAddress as error:  # written down before the rule, or by an import
            raise MailRefused("unaddressable") from error
        letter = self._letter(address, subject, text, letter_id or new_id())
        to = urlsplit(self.url)
        host = to.hostname or "localhost"
        in_clear = host in _LOOPBACK or parse_qs(to.query).get("tls") == ["none"]
        try:
            await aiosmtplib.send(
                letter,
                # Else they are read out of the headers, and a header is decoded.
                sender=parseaddr(self.sent_from)[1],
                recipients=[address],
                hostname=host,
                port=to.port or _PORTS[to.scheme],
                username=unquote(to.username) if to.username else None,
                password=unquote(to.password) if to.password else None,
                use_tls=to.scheme == "smtps",
                start_tls=None if in_clear or to.scheme == "smtps" else True,
                timeout=_PATIENCE_SECONDS,
            )
        except aiosmtplib.SMTPRecipientsRefused as refused:
            raise _meaning(refused.recipients[0].code, str(refused)) from refused
        except aiosmtplib.SMTPAuthenticationError as refused:
            raise MailServerAway(
                type(refused).__name__
            ) from refused  # our setting is wrong, not the letter
        except aiosmtplib.SMTPResponseException as refused:
            raise _meaning(refused.code, refused.message) from refused
        except aiosmtplib.SMTPNotSupported as error:  # of this letter: it will not be otherwise
            raise MailRefused(type(error).__name__) from error
        except (aiosmtplib.SMTPException, OSError) as error:
            raise MailServerAway(type(error).__name__) from error

    def _letter(self, address: str, subject: str, text: str, letter_id: UUID) -> EmailMessage:
        letter = EmailMessage()
        letter["From"] = self.sent_from
        letter["To"] = Address(addr_spec=address)
        letter["Subject"] = subject
        letter["Date"] = format_datetime(now())
        host = self.sent_from.rpartition("@")[2].strip("> ")
        letter["Message-ID"] = f"<{letter_id}@{host}>"
        letter["Auto-Submitted"] = "auto-generated"  # RFC 3834: holiday answers stay away
        letter.set_content(text)
        return letter


class Gateway:
    """Any of the services for SMS or WhatsApp that Apprise speaks with. `url` is written as Apprise
    has it, with `{to}` where the number goes: `messagebird://key/De Linde/{to}`."""

    def __init__(self, url: str) -> None:
        # Knows more than a hundred services: a second to load and 50 MB that most do not need.
        import apprise  # noqa: PLC0415

        logging.getLogger("apprise").setLevel(logging.CRITICAL)  # the rest names numbers
        self._url = url
        self._apprise: Any = apprise

    async def send(
        self, recipient: str, subject: str, text: str, letter_id: UUID | None = None
    ) -> None:
        gateway = self._apprise.Apprise()
        if not gateway.add(self._url.replace(PLACE_OF_THE_NUMBER, recipient)):
            raise MailServerAway("the address of the gateway makes no sense")
        # It tells only whether it went: what failed is tried until it is of no use any more.
        if not await gateway.async_notify(body=text, title=subject or None):
            raise MailServerAway("the gateway did not take it")


def _meaning(code: int, words: str) -> MailRefused | MailServerAway:
    return (MailRefused if code in _REFUSED_FOR_GOOD else MailServerAway)(f"{code} {words}")
