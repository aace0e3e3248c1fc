"""Sends what is queued: each letter by one node, again after a failure, until it is of no use.

A node takes a letter by moving its next attempt behind its own patience, in one statement; a kill
therefore repeats a letter but never loses one. One that may never go twice is marked before it goes
and given up after a kill. Each way has a runner of its own: a slow gateway
holds up no e-mail.
"""

import asyncio
import contextlib
from collections.abc import AsyncGenerator
from datetime import datetime, timedelta
from uuid import UUID

import msgspec
import structlog

from server.clock import now
from server.database import change, few, transaction
from server.mail import service
from server.mail.sending import MailRefused, MailServerAway, Sender, Senders
from server.mail.tables import Channel, MailState

log = structlog.get_logger()

LOOK_AGAIN_SECONDS = 10.0
_TAKEN_FOR = timedelta(minutes=2)
_FIRST_PAUSE = timedelta(seconds=15)
_LONGEST_PAUSE = timedelta(hours=1)
_PATIENCE_SECONDS = 60.0
"""With one letter, from first to last word: well within the time for which it is taken."""
_MOST_SURPRISES = 8
"""A letter that fails as nobody foresaw is given up after so many attempts: half an hour."""


class _Due(msgspec.Struct, frozen=True):
    id: UUID
    channel: Channel
    recipient: str
    subject: str
    text: str
    good_until: datetime
    attempts: int


@contextlib.asynccontextmanager
async def delivering(senders: Senders) -> AsyncGenerator[None]:
    """Letters leave until the block ends."""
    tasks = {asyncio.create_task(_deliver_for_ever(channel, senders)) for channel in Channel}
    try:
        yield
    finally:
        # `wait_for` in Python 3.11, with which the mail library waits, loses a cancellation that
        # comes together with the answer.
        while tasks:
            for task in tasks:
                task.cancel()
            _, tasks = await asyncio.wait(tasks, timeout=1)


async def _deliver_for_ever(channel: Channel, senders: Senders) -> None:
    async with service.listening() as rung:
        while True:
            rung.clear()
            try:
                await deliver_due(channel, senders)
            except Exception as error:
                log.error("mail.stuck", exc_info=error)
            with contextlib.suppress(TimeoutError):
                async with asyncio.timeout(LOOK_AGAIN_SECONDS):
                    await rung.wait()


async def deliver_due(channel: Channel, senders: Senders) -> None:
    """Every letter that goes this way and whose time has come, one after another."""
    await _give_up_cut_off(channel)
    while letter := await _take(channel):
        if letter.good_until <= now():
            await _settle(letter, MailState.DROPPED)
        else:
            await _deliver(letter, senders)


async def _deliver(letter: _Due, senders: Senders) -> None:
    """Whatever happens to it, the next one has its turn. What went wrong may name the address or
    the words, so only its kind is written down."""
    try:
        async with asyncio.timeout(_PATIENCE_SECONDS):
            way = _way_of(letter, senders)
            await way.send(letter.recipient, letter.subject, letter.text, letter.id)
    except MailRefused as refused:
        log.warning("mail.refused", mail=str(letter.id), reason=_of_the_server(refused))
        await _settle(letter, MailState.DROPPED)
    except (MailServerAway, TimeoutError) as away:
        why = str(away) or "it took too long"
        log.warning("mail.away", mail=str(letter.id), attempts=letter.attempts, why=why)
        await _try_again_later(letter)
    except Exception as error:  # noqa: BLE001 - its words are not for the log
        kind = type(error).__name__
        log.error("mail.failed", mail=str(letter.id), attempts=letter.attempts, error=kind)
        if letter.attempts < _MOST_SURPRISES:
            await _try_again_later(letter)
        else:
            await _settle(letter, MailState.DROPPED)
    else:
        await _settle(letter, MailState.SENT)


def _way_of(letter: _Due, senders: Senders) -> Sender:
    found = senders.get(letter.channel)
    if found is None:  # its setting went while the letter waited
        raise MailServerAway(f"nothing sends by {letter.channel}")
    return found


def _of_the_server(refused: MailRefused) -> str:
    """The number only: the words name the address."""
    return str(refused).split(" ", maxsplit=1)[0]


async def _take(channel: Channel) -> _Due | None:
    due = await few(
        lambda *ids: ids,
        "SELECT id, due_at FROM mail WHERE state = 'queued' AND channel = {} AND due_at <= {}"
        " ORDER BY due_at LIMIT 20",
        channel.value,
        now(),
    )
    for mail_id, due_at in due:
        async with transaction():
            taken = await change(
                "UPDATE mail SET due_at = {}, attempts = attempts + 1,"
                " state = CASE WHEN is_once THEN 'sending' ELSE state END"
                " WHERE id = {} AND state = 'queued' AND due_at = {} RETURNING attempts",
                now() + _TAKEN_FOR,
                mail_id,
                due_at,
            )
        if taken:
            return (await few(_Due, _LETTER, mail_id))[0]
    return None


async def _give_up_cut_off(channel: Channel) -> None:
    """A node died while one went that may never go twice: nobody knows whether it did."""
    async with transaction():
        await change(
            "UPDATE mail SET state = 'uncertain', settled_at = {}, subject = '', text = ''"
            " WHERE state = 'sending' AND channel = {} AND due_at <= {}",
            now(),
            channel.value,
            now(),
        )


_LETTER = (
    "SELECT id, channel, recipient, subject, text, good_until, attempts FROM mail WHERE id = {}"
)


async def _settle(letter: _Due, state: MailState) -> None:
    async with transaction():
        await change(
            "UPDATE mail SET state = {}, settled_at = {}, subject = '', text = '' WHERE id = {}",
            state.value,
            now(),
            letter.id,
        )


async def _try_again_later(letter: _Due) -> None:
    pause = min(_LONGEST_PAUSE, _FIRST_PAUSE * 2 ** min(letter.attempts - 1, 10))
    async with transaction():
        await change(
            "UPDATE mail SET due_at = {}, state = 'queued' WHERE id = {}",
            now() + pause,
            letter.id,
        )
