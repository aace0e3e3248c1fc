"""The chat of a case over HTTP: for the tenant, and for who works on the repair."""

from functools import partial
from typing import Annotated, Any
from uuid import UUID

from litestar import Request, Router, get, post, put
from litestar.params import HeaderParameter, QueryParameter
from litestar.response import Stream
from litestar.status_codes import HTTP_200_OK, HTTP_204_NO_CONTENT

from server.actors import Actor, Coordinator, Staff, Tenant
from server.caller import is_still, tenant_by_cookie
from server.case_chat import access, calling, feed, inbox, reading, service
from server.case_chat.schemas import (
    CalledNow,
    CallNow,
    ChatPerson,
    ChatSettingsFacts,
    HandOver,
    Inbox,
    NewChatSettings,
    NewMessage,
    OwnConversation,
    ReadTo,
    StaffConversation,
)
from server.case_chat.spending import spend_on_case
from server.case_chat.whispers import Whispers
from server.evidence import announcing
from server.evidence.schemas import Announcement, UploadTicket
from server.rate_limits.counting import Limiter
from server.settings import Settings
from storage.objects import ObjectStore

_LARGEST = 2**63 - 1
_DIGITS = 18
Position = Annotated[int, QueryParameter(ge=0, le=_LARGEST)]
LastEventId = Annotated[str | None, HeaderParameter(name="Last-Event-ID")]
AnyRequest = Request[Any, Any, Any]


@get("/case/conversation", summary="Read the chat of my repair")
async def read_own_conversation(
    tenant: Tenant, objects: ObjectStore, after: Position = 0
) -> OwnConversation:
    """Oldest first; all of it, or what was said after `after`."""
    return await reading.own_conversation(tenant, after, objects)


@post("/case/conversation", summary="Say something about my repair")
async def say_as_tenant(
    data: NewMessage,
    tenant: Tenant,
    objects: ObjectStore,
    whispers: Whispers,
    limiter: Limiter,
) -> OwnConversation:
    """Sent twice, it is said once. Answers what was said since, the message itself first."""
    seq = await _say(tenant, tenant.request_id, data, whispers, limiter)
    return await reading.own_conversation(tenant, seq - 1, objects)


@post("/case/conversation/read", summary="I have read the chat", status_code=HTTP_204_NO_CONTENT)
async def note_read_by_tenant(data: ReadTo, tenant: Tenant, whispers: Whispers) -> None:
    """Up to a message; it goes forward only."""
    await _note_read(tenant, tenant.request_id, data, whispers)


@post("/case/conversation/typing", summary="I am typing", status_code=HTTP_204_NO_CONTENT)
async def whisper_typing_as_tenant(tenant: Tenant, whispers: Whispers) -> None:
    """Told to who has the chat open, and forgotten."""
    whispers.typing(tenant.request_id, feed.who(tenant))


@get(
    "/case/conversation/feed",
    summary="Follow the chat of my repair (server-sent events)",
    media_type="text/event-stream",
)
async def follow_own_conversation(
    request: AnyRequest,
    tenant: Tenant,
    whispers: Whispers,
    after: Annotated[int | None, QueryParameter(ge=0, le=_LARGEST)] = None,
    last_event_id: LastEventId = None,
) -> Stream:
    """`message`, `standing` and `people`; resumes after `Last-Event-ID`."""
    return await _line(request, tenant, tenant.request_id, whispers, after, last_event_id)


@get("/repair-requests/{request_id:uuid}/conversation", summary="Read the chat of a repair")
async def read_conversation(
    request_id: UUID, staff: Staff, objects: ObjectStore, after: Position = 0
) -> StaffConversation:
    """Oldest first; all of it, or what was said after `after`."""
    return await reading.staff_conversation(staff, request_id, after, objects)


@post("/repair-requests/{request_id:uuid}/conversation", summary="Say something to the tenant")
async def say_as_staff(
    request_id: UUID,
    data: NewMessage,
    staff: Staff,
    objects: ObjectStore,
    whispers: Whispers,
    limiter: Limiter,
) -> StaffConversation:
    """Sent twice, it is said once. Who answers first has the conversation from then on."""
    seq = await _say(staff, request_id, data, whispers, limiter)
    return await reading.staff_conversation(staff, request_id, seq - 1, objects)


@post(
    "/repair-requests/{request_id:uuid}/conversation/photos",
    summary="Announce a photo for the chat",
)
async def announce_photo_for_chat(
    request_id: UUID, data: Announcement, staff: Staff, objects: ObjectStore, settings: Settings
) -> UploadTicket:
    """Uploaded and confirmed as every photo; then a message names it, and the tenant sees it."""
    await access.conversation_to_see(staff, request_id)
    return await announcing.announce_photo_for_chat(
        staff, request_id, data, objects, limit_bytes=settings.picture_limit_bytes
    )


@post(
    "/repair-requests/{request_id:uuid}/conversation/read",
    summary="Note that the chat was read",
    status_code=HTTP_204_NO_CONTENT,
)
async def note_read(request_id: UUID, data: ReadTo, staff: Staff, whispers: Whispers) -> None:
    """Up to a message; the tenant sees "read" beside it."""
    await _note_read(staff, request_id, data, whispers)


@post(
    "/repair-requests/{request_id:uuid}/conversation/typing",
    summary="Tell that somebody types",
    status_code=HTTP_204_NO_CONTENT,
)
async def whisper_typing(request_id: UUID, staff: Staff, whispers: Whispers) -> None:
    """Told to who has the chat open, and forgotten."""
    await access.conversation_to_see(staff, request_id)
    whispers.typing(request_id, feed.who(staff))


@get(
    "/repair-requests/{request_id:uuid}/conversation/feed",
    summary="Follow the chat of a repair (server-sent events)",
    media_type="text/event-stream",
)
async def follow_conversation(
    request: AnyRequest,
    request_id: UUID,
    staff: Staff,
    whispers: Whispers,
    after: Annotated[int | None, QueryParameter(ge=0, le=_LARGEST)] = None,
    last_event_id: LastEventId = None,
) -> Stream:
    """As the tenant's; colleagues who have it open are among the `people`."""
    return await _line(request, staff, request_id, whispers, after, last_event_id)


@get(
    "/repair-requests/{request_id:uuid}/conversation/colleagues",
    summary="Who could answer in the chat",
)
async def list_colleagues(request_id: UUID, staff: Staff) -> list[ChatPerson]:
    """The office of whoever asks, and the technician of the repair."""
    return await service.who_can_answer(staff, request_id)


@post(
    "/repair-requests/{request_id:uuid}/conversation/hand-over",
    summary="Hand the chat to a colleague",
    status_code=HTTP_200_OK,
)
async def hand_over(
    request_id: UUID, data: HandOver, staff: Staff, objects: ObjectStore
) -> StaffConversation:
    """Or back to whoever is free; taking it oneself is the same."""
    await service.hand_over(staff, request_id, data.to)
    return await reading.staff_conversation(staff, request_id, 0, objects)


@post(
    "/repair-requests/{request_id:uuid}/conversation/settle",
    summary="Say that the chat needs no answer",
    status_code=HTTP_200_OK,
)
async def settle(request_id: UUID, staff: Staff, objects: ObjectStore) -> StaffConversation:
    """It leaves the list of those who wait, until she writes again."""
    await service.settle(staff, request_id)
    return await reading.staff_conversation(staff, request_id, 0, objects)


@post(
    "/repair-requests/{request_id:uuid}/conversation/call",
    summary="Begin a video call out of the chat",
    status_code=HTTP_200_OK,
)
async def call_now(request_id: UUID, data: CallNow, staff: Staff) -> CalledNow:
    """Held by the technician of the repair; the tenant gets a button in her chat."""
    return await calling.call_now(staff, request_id, data.id)


@get("/conversations", summary="Who waits for an answer in the chat")
async def list_conversations(staff: Staff, language: str) -> Inbox:
    """The longest waiting first. A technician sees those of his own jobs."""
    return await inbox.inbox(staff, language)


@get("/chat-settings", summary="When the chat is answered, and quick replies")
async def read_settings(staff: Staff) -> ChatSettingsFacts:
    """Of the caller's own organisation."""
    return await service.settings_for(staff)


@put("/chat-settings", summary="Decide when the chat is answered")
async def change_settings(data: NewChatSettings, manager: Coordinator) -> ChatSettingsFacts:
    """By a manager of the corporation."""
    return await service.change_settings(manager, data)


async def _say(
    actor: Actor, request_id: UUID, said: NewMessage, whispers: Whispers, limiter: Limiter
) -> int:
    await spend_on_case(limiter, request_id)
    seq = await service.say(actor, request_id, said)
    whispers.said(request_id, feed.who(actor))
    return seq


async def _note_read(actor: Actor, request_id: UUID, data: ReadTo, whispers: Whispers) -> None:
    if await service.mark_read(actor, request_id, data.read_to):
        whispers.look(request_id)


async def _line(
    request: AnyRequest,
    actor: Actor,
    request_id: UUID,
    whispers: Whispers,
    after: int | None,
    last_event_id: str | None,
) -> Stream:
    await access.conversation_to_see(actor, request_id)  # a refusal comes before the line opens
    seen = _position(last_event_id)
    return Stream(
        feed.follow(
            actor,
            request_id,
            after if seen is None else seen,
            whispers,
            partial(_is_still_in, request, actor),
        ),
        media_type="text/event-stream",
        headers={"cache-control": "no-store", "x-accel-buffering": "no"},
    )


async def _is_still_in(request: AnyRequest, actor: Actor) -> bool:
    if isinstance(actor, Tenant):
        return await tenant_by_cookie(request) == actor
    return await is_still(request, actor)


def _position(last_event_id: str | None) -> int | None:
    """None for what we never gave: the reader then begins now."""
    if last_event_id and last_event_id.isdecimal() and len(last_event_id) <= _DIGITS:
        return int(last_event_id)
    return None


router = Router(
    path="/",
    route_handlers=[
        read_own_conversation,
        say_as_tenant,
        note_read_by_tenant,
        whisper_typing_as_tenant,
        follow_own_conversation,
        read_conversation,
        say_as_staff,
        announce_photo_for_chat,
        note_read,
        whisper_typing,
        follow_conversation,
        list_colleagues,
        hand_over,
        settle,
        call_now,
        list_conversations,
        read_settings,
        change_settings,
    ],
    tags=["Chat of a case"],
)
