"""Puts what is due into words and hands it to the way that reaches her; notes what became of it."""

from datetime import timedelta
from uuid import UUID

import msgspec
import structlog

from server.case_links.contact import Contact
from server.case_links.ways import NOBODY, ways_of
from server.case_push import phones
from server.clock import now
from server.database import change, few, insert, select, transaction
from server.identifiers import new_id
from server.journal.service import About, append
from server.mail.service import Letter, send
from server.mail.tables import Channel
from server.messages.links import SHOWN_INSTEAD, link_in_message
from server.messages.planning import plan
from server.messages.tables import Message, MessageState, events_of
from server.messages.wording import Wording, put_into_words
from server.rate_limits.budgets import LETTERS_IN_A_DAY, LETTERS_IN_AN_HOUR
from server.rate_limits.counting import Limiter
from server.repair_requests import moving
from server.repair_requests.service import link_for
from server.repair_requests.tables import RepairRequest
from server.settings import Settings
from server.signing_in.keyed import keyed_hash
from storage.objects import ObjectStore

log = structlog.get_logger()

_TRIES_AGAIN_AFTER = timedelta(minutes=10)
_TRIED_FOR = timedelta(days=1)
_A_PHONE_IS_TRIED_FOR = timedelta(hours=2)
"""When the service that pushes is away for longer, what she has to know goes another way."""
_ONLY_FOR_WHO_CHOSE_IT = (Channel.WHATSAPP, Channel.PUSH)


class _Due(msgspec.Struct, frozen=True):
    id: UUID
    request: UUID
    because: str
    earlier: str


async def send_due(settings: Settings, objects: ObjectStore, limiter: Limiter) -> None:
    """Everything whose time has come. Each in one transaction, so a kill sends none twice."""
    due = await select(
        _Due,
        "SELECT id, request, because, earlier FROM message WHERE state = 'planned'"
        " AND planned_for <= {} ORDER BY planned_for LIMIT 200",
        now(),
    )
    for message in due:
        try:
            async with transaction():
                request = await moving.lock(message.request)
                if await _is_still_planned(message.id):
                    await _tell(request, message, settings, objects, limiter)
        except Exception as error:
            # One that cannot be put into words holds up no other.
            log.error("messages.not_told", message=str(message.id), exc_info=error)
            async with transaction():
                await change(
                    "UPDATE message SET planned_for = {} WHERE id = {} AND state = 'planned'",
                    now() + _TRIES_AGAIN_AFTER,
                    message.id,
                )


async def _is_still_planned(message_id: UUID) -> bool:
    found = await few(
        str, "SELECT state FROM message WHERE id = {} AND planned_for <= {}", message_id, now()
    )
    return found == [MessageState.PLANNED]


async def _tell(
    request: RepairRequest,
    message: _Due,
    settings: Settings,
    objects: ObjectStore,
    limiter: Limiter,
) -> None:
    events = events_of(message.earlier, message.because)
    wording = await put_into_words(request, events, objects)
    contacts = await contacts_of(request, settings)
    if (
        not wording.is_news
        or request.erased_at
        or request.told_by == NOBODY
        or await _was_told(request.id, wording)
        or await _is_flooded(message, contacts, settings, limiter)
    ):
        await change("DELETE FROM message WHERE id = {}", message.id)
        return
    if not contacts:
        await _write_down(message.id, wording, None, wording.letter(None))
        return
    link = await link_in_message(request, settings)
    for place, contact in enumerate(contacts):
        row = await _beside(request, message) if place else message.id
        mail_id = await _hand_over(wording, contact, link, settings)
        shown = wording.said_by(contact.channel, _as_shown(link, settings))
        await _write_down(row, wording, contact, shown, mail_id)


async def _hand_over(
    wording: Wording, contact: Contact, link: str | None, settings: Settings
) -> UUID | None:
    """Its row in the queue; None where nothing is set up that takes it further."""
    channel = contact.channel
    if not is_set_up(channel, settings):
        return None
    words = wording.said_by(channel, link)
    good_for = _A_PHONE_IS_TRIED_FOR if channel == Channel.PUSH else _TRIED_FOR
    letter = Letter(contact.address, wording.headed_by(channel), words, good_for, channel, True)
    return await send(letter)


async def _beside(request: RepairRequest, message: _Due) -> UUID:
    """The same message on another of her phones: a line of its own, since it may fare otherwise."""
    row = new_id()
    await insert(
        Message(
            id=row,
            organisation=request.organisation,
            request=request.id,
            because=message.because,
            earlier=message.earlier,
            state=MessageState.SHOWN,
            planned_for=now(),
        )
    )
    return row


def _as_shown(link: str | None, settings: Settings) -> str | None:
    """Whoever reads what she was told may not open her page; in the demo everybody may."""
    if link is None or settings.is_demo:
        return link
    return link_for(settings.public_url, SHOWN_INSTEAD)


async def _was_told(request_id: UUID, wording: Wording) -> bool:
    """The newest that reached her, or may have, said the same."""
    newest = await few(
        str,
        "SELECT fingerprint FROM message WHERE request = {} AND made_at IS NOT NULL"
        " AND state <> 'failed' ORDER BY made_at DESC, id DESC LIMIT 1",
        request_id,
    )
    return newest == [wording.fingerprint]


async def contacts_of(request: RepairRequest, settings: Settings) -> list[Contact]:
    """By the way she chose, else by e-mail, else by SMS; not by one that failed her. It is one, but
    for several phones that are told by push: of those none is left that failed."""
    failed = await few(
        str,
        "SELECT address FROM message WHERE request = {} AND state = 'failed'",
        request.id,
    )
    ways = [
        way
        for way in await ways_of(request, settings)
        if way.channel == Channel.PUSH or way.masked not in failed
    ]
    chosen = [way for way in ways if way.channel == request.told_by]
    others = [way for way in ways if way.channel not in _ONLY_FOR_WHO_CHOSE_IT]
    return chosen or others[:1]


async def _is_flooded(
    message: _Due, contacts: list[Contact], settings: Settings, limiter: Limiter
) -> bool:
    """A stranger can report as often as he likes with somebody's address."""
    if "request.reported" not in events_of(message.earlier, message.because) or not contacts:
        return False
    if not is_set_up(contacts[0].channel, settings):
        return False
    recipient = keyed_hash(settings.secret, "letters to", contacts[0].mailbox)
    spent = await limiter.spend([(LETTERS_IN_AN_HOUR, recipient), (LETTERS_IN_A_DAY, recipient)])
    return bool(spent)


def is_set_up(channel: Channel, settings: Settings) -> bool:
    """Whether it really leaves this way."""
    ways = {
        Channel.EMAIL: settings.smtp_url,
        Channel.SMS: settings.sms_url,
        Channel.WHATSAPP: settings.whatsapp_url,
        Channel.PUSH: settings.push_services,
    }
    return bool(ways[channel])


async def _write_down(
    message_id: UUID,
    wording: Wording,
    contact: Contact | None,
    text: str,
    mail_id: UUID | None = None,
) -> None:
    state = MessageState.SHOWN if contact else MessageState.UNREACHABLE
    await change(
        "UPDATE message SET state = {}, channel = {}, address = {}, language = {}, subject = {},"
        " text = {}, fingerprint = {}, mail = {}, made_at = {}, settled_at = {} WHERE id = {}",
        (MessageState.QUEUED if mail_id else state).value,
        contact.channel.value if contact else None,
        contact.masked if contact else "",
        wording.say.language,
        wording.headed_by(contact.channel if contact else Channel.EMAIL),
        text,
        wording.fingerprint,
        mail_id,
        now(),
        None if mail_id else now(),
        message_id,
    )


class _Settled(msgspec.Struct, frozen=True):
    id: UUID
    request: UUID
    organisation: UUID
    because: str
    earlier: str
    channel: str
    mail_state: str
    recipient: str


_BECAME = {
    "sent": MessageState.SENT,
    "uncertain": MessageState.UNCERTAIN,
    "dropped": MessageState.FAILED,
    "bounced": MessageState.FAILED,
}


_OUTCOME = (
    "SELECT m.id, m.request, m.organisation, m.because, m.earlier, m.channel, l.state, l.recipient"
    " FROM message m JOIN mail l ON l.id = m.mail"
)


async def note_outcomes() -> None:
    """What became of what was handed over. What failed goes another way, if there is one; else
    the desk knows that she was not told."""
    settled = await select(
        _Settled,
        f"{_OUTCOME} WHERE m.state = 'queued' AND l.state IN ('sent', 'uncertain', 'dropped')",
    )
    settled += await select(
        _Settled, f"{_OUTCOME} WHERE l.state = 'bounced' AND m.state IN ('queued', 'sent')"
    )
    for each in settled:
        async with transaction():
            request = await moving.lock(each.request)
            became = _BECAME[each.mail_state]
            taken = await change(
                "UPDATE message SET state = {}, settled_at = {} WHERE id = {}"
                " AND state IN ('queued', 'sent') RETURNING id",
                became.value,
                now(),
                each.id,
            )
            if taken and became == MessageState.FAILED:
                if each.channel == Channel.PUSH:
                    await phones.forget(UUID(each.recipient), request.id)
                about = About(each.organisation, each.request, subject_id=each.id)
                await append("message.failed", about, None, {"by": each.channel})
                for event in events_of(each.earlier, each.because):
                    await plan(request, event, now())
