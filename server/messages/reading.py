"""What the desk reads of messages: those of one repair, and all of them."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec

from server.actors import Coordinator
from server.case_files.cursors import cursor_text, read_cursor
from server.case_links.access import case_to_see
from server.case_links.ways import NOBODY
from server.database import one, select
from server.mail.tables import Channel
from server.messages.links import SHOWN_INSTEAD
from server.messages.schemas import CaseMessages, Mailbox, MailboxMessage, MessageFacts, Preview
from server.messages.sending import contacts_of, is_set_up
from server.messages.tables import Message, events_of
from server.messages.wording import Wording, put_into_words
from server.repair_requests.service import link_for
from server.repair_requests.tables import RepairRequest
from server.settings import Settings
from storage.objects import ObjectStore

_FACTS = (
    "m.id, m.because, m.state, m.planned_for, m.channel, m.address, m.language, m.subject, m.text,"
    " m.made_at, m.settled_at"
)


class _Cursor(msgspec.Struct, frozen=True, array_like=True):
    made_at: Annotated[datetime, msgspec.Meta(tz=True)]
    id: UUID


async def messages_of(
    actor: Coordinator, request_id: UUID, settings: Settings, objects: ObjectStore
) -> CaseMessages:
    """The log of one repair, and what its tenant would be told now."""
    request = await case_to_see(actor, request_id)
    found = await select(
        _facts(MessageFacts),
        f"SELECT {_FACTS} FROM message m WHERE m.request = {{}}"  # noqa: S608 - fixed text
        " ORDER BY m.made_at IS NOT NULL, m.made_at DESC, m.id DESC",
        request_id,
    )
    wording = await _next_words(request, objects)
    contact = next(iter(await contacts_of(request, settings)), None)
    link = link_for(settings.public_url, SHOWN_INSTEAD)
    channel = contact.channel if contact else Channel.EMAIL
    preview = Preview(
        contact.channel if contact else None,
        contact.masked if contact else "",
        wording.headed_by(channel),
        wording.said_by(channel, link if contact else None),
        wants_none=request.told_by == NOBODY,
    )
    return CaseMessages(found, preview)


async def _next_words(request: RepairRequest, objects: ObjectStore) -> Wording:
    """What waits to be told; else how it stands."""
    planned = await one(Message, "request = {} AND state = 'planned'", request.id)
    waiting = events_of(planned.earlier, planned.because) if planned else []
    return await put_into_words(request, waiting, objects)


async def mailbox(
    actor: Coordinator, settings: Settings, after: str | None = None, limit: int = 50
) -> Mailbox:
    """Everything that was told to tenants of this organisation, or would have been."""
    sql = (
        f"SELECT {_FACTS}, r.id, r.number, r.tenant_name FROM message m"  # noqa: S608 - fixed text
        " JOIN repair_request r ON r.id = m.request"
        " WHERE m.organisation = {} AND m.made_at IS NOT NULL"
    )
    args: list[Any] = [actor.organisation_id]
    if after:
        last = read_cursor(after, _Cursor)
        sql += " AND m.made_at <= {} AND (m.made_at < {} OR m.id < {})"
        args += [last.made_at, last.made_at, last.id]
    rows = await select(
        _facts(MailboxMessage),
        f"{sql} ORDER BY m.made_at DESC, m.id DESC LIMIT {{}}",
        *args,
        limit + 1,
    )
    page = rows[:limit]
    more = len(rows) > limit and page[-1].made_at
    return Mailbox(
        items=page,
        next_cursor=cursor_text(_Cursor(page[-1].made_at, page[-1].id)) if more else None,
        sends=[channel for channel in Channel if is_set_up(channel, settings)],
    )


def _facts(kind: type[MessageFacts]) -> Callable[..., Any]:
    return lambda *columns: kind(*columns)
