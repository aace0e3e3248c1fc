"""Putting a letter into the queue, in the transaction of what it is about.

Any feature may write to people this way. The text is a sentence of the language files; nothing of
it is left once the letter has gone.
"""

import asyncio
from collections.abc import AsyncGenerator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from datetime import timedelta
from uuid import UUID

from server.clock import now
from server.database import insert, on_commit
from server.identifiers import new_id
from server.mail.tables import Channel, Mail, MailState

_A_DAY = timedelta(days=1)
KEPT_FOR = timedelta(days=30)
"""That a letter went to somebody is known for so long; see `privacy/kinds.py`."""

_waiting: set[asyncio.Event] = set()


@dataclass(frozen=True)
class Letter:
    """Plain text, for one person. An SMS has no subject. `good_for`: after that it is not worth
    sending any more."""

    recipient: str
    subject: str
    text: str
    good_for: timedelta = _A_DAY
    channel: Channel = Channel.EMAIL
    is_once: bool = False
    """Better never than twice: after a kill in the middle it is `uncertain`, and does not go
    again."""


async def send(letter: Letter, *, is_for_somebody: bool = True) -> UUID:
    """Queue it, inside a transaction; a moment after the commit it leaves. The id of its row.

    One for nobody is kept without its text and never sent: writing it down takes as long as the
    other, so that the time of an answer does not tell who is known here.
    """
    at = now()
    mail_id = new_id()
    await insert(
        Mail(
            id=mail_id,
            channel=letter.channel,
            recipient=letter.recipient if is_for_somebody else "",
            subject=_in_one_line(letter.subject) if is_for_somebody else "",
            text=letter.text if is_for_somebody else "",
            state=MailState.QUEUED if is_for_somebody else MailState.DROPPED,
            made_at=at,
            good_until=at + letter.good_for,
            due_at=at,
            is_once=letter.is_once,
            settled_at=None if is_for_somebody else at,
        )
    )
    on_commit(_ring)
    return mail_id


@asynccontextmanager
async def listening() -> AsyncGenerator[asyncio.Event]:
    """An event that is set whenever this process has put a letter into the queue."""
    rung = asyncio.Event()
    _waiting.add(rung)
    try:
        yield rung
    finally:
        _waiting.discard(rung)


def _ring() -> None:
    for rung in _waiting:
        rung.set()


def _in_one_line(subject: str) -> str:
    """A name may hold a line break; in a header it would begin another one."""
    return " ".join(subject.split())[:200]
