"""What was said on a case, as screens show it, and how the conversation stands."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from server.actors import Staff, Tenant
from server.case_chat import access, office_hours
from server.case_chat.office_hours import OfficeHours
from server.case_chat.quick_replies import QuickReply
from server.case_chat.quick_replies import read as replies_in
from server.case_chat.schemas import (
    Answering,
    ChatCall,
    ChatPerson,
    ChatPhoto,
    Message,
    OwnConversation,
    StaffConversation,
    Standing,
)
from server.case_chat.tables import ChatSettings, Side
from server.clock import now
from server.database import few, one, select
from server.evidence.reading import photos_where
from server.evidence.schemas import Photo
from server.evidence.tables import LET_GO, PhotoState
from server.jobs.tables import OVER
from server.previsits.scheduling import ROOM_OPENS_BEFORE
from server.previsits.tables import WAITING, state_at
from server.repair_requests.tables import RepairRequest
from storage.objects import ObjectStore

PAGE = 500
"""So many messages are read at once; of a longer conversation the newest."""

_SELECT = (
    "SELECT m.id, m.seq, m.side, m.author_id, m.author_name, m.author_kind, m.text, m.language,"
    " m.sent_at, m.photo, p.state, m.previsit, v.job, v.state, v.planned_at, j.state"
    " FROM case_message m LEFT JOIN evidence_photo p ON p.id = m.photo"
    " LEFT JOIN previsit v ON v.id = m.previsit LEFT JOIN job j ON j.id = v.job"
)


async def own_conversation(actor: Tenant, after: int, objects: ObjectStore) -> OwnConversation:
    """The tenant's own, from after `after`."""
    request = await access.conversation_to_see(actor, actor.request_id)
    messages = await messages_of(request.id, after, objects)
    hours, _ = await settings_of(request.organisation)
    return OwnConversation(
        messages=messages,
        standing=await standing_of(request.id),
        answering=answering(hours, now()),
        seq=messages[-1].seq if messages else after,
    )


async def staff_conversation(
    actor: Staff, request_id: UUID, after: int, objects: ObjectStore
) -> StaffConversation:
    """The same for who works on the repair."""
    request = await access.conversation_to_see(actor, request_id)
    messages = await messages_of(request.id, after, objects)
    hours, replies = await settings_of(request.organisation)
    job = await access.job_of(request.id)
    return StaffConversation(
        messages=messages,
        standing=await standing_of(request.id),
        answering=answering(hours, now()),
        seq=messages[-1].seq if messages else after,
        reader_id=actor.person_id,
        tenant_name=request.tenant_name,
        language=request.language,
        replies=_in_language(replies, request),
        can_call=job is not None and job.state not in OVER,
    )


def _in_language(replies: Sequence[QuickReply], request: RepairRequest) -> list[QuickReply]:
    """Hers; where nothing was written in it, all."""
    return [each for each in replies if each.language == request.language] or list(replies)


async def messages_of(request_id: UUID, after: int, objects: ObjectStore) -> list[Message]:
    """With the addresses of photos, whose handing out is noted."""
    if after:
        rows = await _rows("m.request = {} AND m.seq > {}", request_id, after)
    else:
        rows = await _newest(request_id)
    shown = [row[9] for row in rows if row[10] == PhotoState.READY]
    pictures: dict[UUID, Photo] = {}
    if shown:
        places = ", ".join(["{}"] * len(shown))
        found = await photos_where(f"p.id IN ({places})", shown, objects)
        pictures = {photo.id: photo for photo in found}
    return [_message(row, pictures) for row in rows]


async def messages_since(request_id: UUID, after: int) -> list[Message]:
    """For a line that stays open: photos without addresses, for those are handed out, and noted, by
    an answer of its own."""
    return [
        _message(row, {}) for row in await _rows("m.request = {} AND m.seq > {}", request_id, after)
    ]


async def newest(request_id: UUID) -> int:
    """The `seq` of what was said last; 0 when nothing was."""
    found = await few(
        lambda seq: seq,
        "SELECT coalesce(max(seq), 0) FROM case_message WHERE request = {}",
        request_id,
    )
    return found[0]


async def messages_themselves(ids: Sequence[UUID]) -> list[Message]:
    """These, as they are now, without addresses."""
    if not ids:
        return []
    places = ", ".join(["{}"] * len(ids))
    return [_message(row, {}) for row in await _rows(f"m.id IN ({places})", *ids)]


async def _rows(condition: str, *args: Any) -> list[tuple[Any, ...]]:
    return await select(
        lambda *row: row, f"{_SELECT} WHERE {condition} ORDER BY m.seq LIMIT {{}}", *args, PAGE
    )


async def _newest(request_id: UUID) -> list[tuple[Any, ...]]:
    rows = await select(
        lambda *row: row,
        f"{_SELECT} WHERE m.request = {{}} ORDER BY m.seq DESC LIMIT {{}}",
        request_id,
        PAGE,
    )
    return rows[::-1]


def _message(row: Sequence[Any], pictures: dict[UUID, Photo]) -> Message:
    *said, photo_id, photo_state, previsit_id, job_id, state, planned_at, job_state = row
    return Message(
        *said,
        photo=_photo(photo_id, photo_state, pictures) if photo_id else None,
        call=_call(previsit_id, job_id, state, planned_at, job_state) if previsit_id else None,
    )


def _photo(photo_id: UUID, state: str, pictures: dict[UUID, Photo]) -> ChatPhoto:
    picture = pictures.get(photo_id)
    return ChatPhoto(
        id=photo_id,
        is_ready=state == PhotoState.READY,
        is_refused=state in (PhotoState.REFUSED, *LET_GO),
        thumbnail_url=picture.thumbnail_url if picture else None,
        screen_url=picture.screen_url if picture else None,
    )


def _call(
    previsit_id: UUID, job_id: UUID, state: str, planned_at: datetime, job_state: str
) -> ChatCall:
    moment = now()
    current = state_at(state, planned_at, moment)
    may_begin = moment >= planned_at - ROOM_OPENS_BEFORE
    return ChatCall(
        previsit_id=previsit_id,
        job_id=job_id,
        state=current,
        can_join=current in WAITING and job_state not in OVER and may_begin,
    )


async def standing_of(request_id: UUID) -> Standing:
    """How far each side read, who is at it, since when she waits."""
    found = await few(
        lambda tenant_to, staff_to, asked_at, who, name: Standing(
            tenant_to, staff_to, asked_at, ChatPerson(who, name) if who else None
        ),
        "SELECT c.tenant_read_to, c.staff_read_to, c.asked_at, c.taken_by, t.name"
        " FROM conversation c LEFT JOIN person t ON t.id = c.taken_by WHERE c.id = {}",
        request_id,
    )
    return found[0] if found else Standing(0, 0, None, None)


async def settings_of(organisation_id: UUID) -> tuple[OfficeHours, list[QuickReply]]:
    """When this corporation answers, and what its people often say."""
    settings = await one(ChatSettings, "id = {}", organisation_id)
    hours, replies = (settings.hours, settings.replies) if settings else ("", "")
    return office_hours.read(hours), replies_in(replies)


def answering(hours: OfficeHours, moment: datetime) -> Answering:
    """Whether somebody answers at this moment."""
    until = office_hours.closes_at(hours, moment)
    return Answering(until, None if until else office_hours.opens_at(hours, moment))


async def unread_by_tenant(request_id: UUID) -> int:
    """How many messages of ours she has not seen."""
    found = await few(
        lambda count: count,
        "SELECT count(*) FROM case_message m LEFT JOIN conversation c ON c.id = m.request"
        " WHERE m.request = {} AND m.side = {} AND m.seq > coalesce(c.tenant_read_to, 0)",
        request_id,
        Side.STAFF,
    )
    return found[0]
