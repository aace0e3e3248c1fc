"""What people do in the chat of a case: say something, read, hand over, say that it is answered.

Words stand in the table alone; the journal says that something was said, and by which side.
"""

from dataclasses import dataclass
from uuid import UUID

from msgspec import json

from server.accounts.tables import Role
from server.actors import Actor, Coordinator, Staff, Tenant
from server.case_chat import access, office_hours
from server.case_chat.errors import CannotTakeOver, NothingSaid
from server.case_chat.reading import settings_of
from server.case_chat.schemas import (
    ChatPerson,
    ChatSettingsFacts,
    NewChatSettings,
    NewMessage,
)
from server.case_chat.tables import CaseMessage, Conversation
from server.clock import now
from server.database import change, insert, one, select, transaction
from server.errors import NotFound
from server.evidence.access import photo_to_see
from server.journal.service import About, append
from server.repair_requests.tables import RepairRequest

_OF_THE_OFFICE = (Role.COORDINATOR, Role.MANAGER)


@dataclass(frozen=True)
class Said:
    """What a message holds: words, a photo, or the call that begins now."""

    id: UUID
    text: str = ""
    photo: UUID | None = None
    previsit: UUID | None = None


async def say(actor: Actor, request_id: UUID, said: NewMessage) -> int:
    """Say it; its `seq`. Sent twice, it is said once."""
    text = said.text.strip()
    if not text and said.photo_id is None:
        raise NothingSaid
    async with transaction():
        request = await access.conversation_to_join(actor, request_id)
        earlier = await one(CaseMessage, "id = {}", said.id)
        if earlier:
            return _own(earlier, actor, request)
        if said.photo_id:
            await _refuse_foreign_photo(actor, request, said.photo_id)
        return await put_down(Said(said.id, text, photo=said.photo_id), actor, request)


def _own(earlier: CaseMessage, actor: Actor, request: RepairRequest) -> int:
    """Knowing an id must not tell of what somebody else said."""
    if earlier.request != request.id or earlier.author_id != access.own_id(actor):
        raise NotFound
    return earlier.seq


async def _refuse_foreign_photo(actor: Actor, request: RepairRequest, photo_id: UUID) -> None:
    photo = await photo_to_see(actor, photo_id)
    if photo.request != request.id:
        raise NotFound


async def put_down(said: Said, actor: Actor, request: RepairRequest) -> int:
    """Inside a transaction that has locked the request: the message with its line and its place."""
    side, at = access.side_of(actor), now()
    await _begin(request)
    told = {"side": side, "photo": said.photo is not None, "call": said.previsit is not None}
    seq = await append("chat.said", await _about(request, said.id), actor, told)
    await insert(
        CaseMessage(
            id=said.id,
            request=request.id,
            seq=seq,
            side=side,
            author_id=access.own_id(actor),
            author_name=actor.name,
            author_kind=type(actor).__name__.lower(),
            text=said.text,
            language=actor.language,
            photo=said.photo,
            previsit=said.previsit,
            sent_at=at,
        )
    )
    if isinstance(actor, Tenant):
        await change(_SHE_ASKED, at, seq, at, request.id)
    else:
        await change(_WE_ANSWERED, seq, at, actor.person_id, request.id)
    return seq


_SHE_ASKED = (
    "UPDATE conversation SET asked_at = coalesce(asked_at, {}), tenant_read_to = {},"
    " tenant_read_at = {} WHERE id = {}"
)
# Who answers is at it, unless somebody else is: two do not answer the same.
_WE_ANSWERED = (
    "UPDATE conversation SET asked_at = NULL, staff_read_to = {}, staff_read_at = {},"
    " taken_by = coalesce(taken_by, {}) WHERE id = {}"
)


async def _begin(request: RepairRequest) -> None:
    await change(
        "INSERT INTO conversation (id, organisation, tenant_read_to, staff_read_to)"
        " VALUES ({}, {}, 0, 0) ON CONFLICT (id) DO NOTHING",
        request.id,
        request.organisation,
    )


async def mark_read(actor: Actor, request_id: UUID, seq: int) -> bool:
    """Everything up to `seq` was on the screen of the actor's side; whether that is news. It goes
    forward only, and no further than what was said. It is no line in the journal: who looks at what
    changes no repair."""
    side = access.side_of(actor)
    async with transaction():
        request = await access.conversation_to_see(actor, request_id)
        return bool(
            await change(
                f"UPDATE conversation SET {side}_read_to = (SELECT max(m.seq) FROM case_message m"  # noqa: S608 - one of two words
                f" WHERE m.request = {{}} AND m.seq <= {{}}), {side}_read_at = {{}}"
                f" WHERE id = {{}} AND {side}_read_to < (SELECT coalesce(max(m.seq), 0)"
                " FROM case_message m WHERE m.request = {} AND m.seq <= {}) RETURNING id",
                request.id,
                seq,
                now(),
                request.id,
                request.id,
                seq,
            )
        )


async def hand_over(actor: Staff, request_id: UUID, to: UUID | None) -> None:
    """Somebody else answers from now on, or whoever is free. Done again, it changes nothing."""
    async with transaction():
        request = await access.conversation_to_join(actor, request_id)
        taker = None
        if to:
            able = await _who_can_answer(actor, request)
            taker = next((person for person in able if person.id == to), None)
            if taker is None:
                raise CannotTakeOver
        conversation = await one(Conversation, "id = {}", request.id)
        if conversation is not None and conversation.taken_by == to:
            return
        await _begin(request)
        await change("UPDATE conversation SET taken_by = {} WHERE id = {}", to, request.id)
        told = {"to": taker.name if taker else None}
        await append("chat.handed_over", await _about(request, request.id), actor, told)


async def settle(actor: Staff, request_id: UUID) -> None:
    """What she wrote last needs no answer: "thank you"."""
    async with transaction():
        request = await access.conversation_to_join(actor, request_id)
        conversation = await one(Conversation, "id = {}", request.id)
        if conversation is None or not conversation.asked_at:
            return
        await change("UPDATE conversation SET asked_at = NULL WHERE id = {}", request.id)
        await append("chat.settled", await _about(request, request.id), actor)


async def _about(request: RepairRequest, subject_id: UUID) -> About:
    """With the job, whose technician hears of it."""
    job = await access.job_of(request.id)
    return About(request.organisation, request.id, job.id if job else None, subject_id)


async def who_can_answer(actor: Staff, request_id: UUID) -> list[ChatPerson]:
    """To whom the conversation can be handed, by name."""
    return await _who_can_answer(actor, await access.conversation_to_see(actor, request_id))


async def _who_can_answer(actor: Staff, request: RepairRequest) -> list[ChatPerson]:
    """The office of whoever asks, and the technician who has the job."""
    job = await access.job_of(request.id)
    return await select(
        ChatPerson,
        "SELECT id, name FROM person WHERE deactivated_at IS NULL"
        " AND (organisation = {} AND role IN ({}, {}) OR id = {}) ORDER BY name, id",
        actor.organisation_id,
        *_OF_THE_OFFICE,
        job.assigned_to if job else None,
    )


async def change_settings(manager: Coordinator, chosen: NewChatSettings) -> ChatSettingsFacts:
    """When the corporation answers, and its quick replies."""
    office_hours.refuse_impossible(chosen.hours)
    async with transaction():
        await change(
            "INSERT INTO chat_settings (id, hours, replies) VALUES ({}, {}, {})"
            " ON CONFLICT (id) DO UPDATE SET hours = excluded.hours, replies = excluded.replies",
            manager.organisation_id,
            json.encode(chosen.hours).decode(),
            json.encode(chosen.replies).decode(),
        )
        days = [f"{day.weekday} {day.opens} {day.closes}" for day in chosen.hours.days]
        closed = [on.isoformat() for on in chosen.hours.closed_on]
        told = {"days": days, "closedOn": closed, "replies": len(chosen.replies)}
        await append("chat.settings_changed", About(manager.organisation_id), manager, told)
    return await settings_for(manager)


async def settings_for(actor: Staff) -> ChatSettingsFacts:
    """Those of the actor's own organisation."""
    return ChatSettingsFacts(*await settings_of(actor.organisation_id))
