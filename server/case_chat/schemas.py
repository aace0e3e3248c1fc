"""What the chat of a case takes in and shows."""

from datetime import datetime
from typing import Annotated
from uuid import UUID

from msgspec import Meta

from server.case_chat.office_hours import OfficeHours
from server.case_chat.quick_replies import MOST, QuickReply
from server.case_chat.tables import Side
from server.wire import Sent, Wire

LONGEST = 2000
"""Characters of one message."""
_LARGEST = 2**63 - 1


class NewMessage(Sent, frozen=True):
    """Words, or a photo that was sent before, or both. The id is made on the device that sends."""

    id: UUID
    text: Annotated[str, Meta(max_length=LONGEST)] = ""
    photo_id: UUID | None = None


class ReadTo(Sent, frozen=True):
    """The newest message that was on the screen."""

    read_to: Annotated[int, Meta(ge=0, le=_LARGEST)]


class HandOver(Sent, frozen=True):
    """Who answers from now on; null is whoever is free."""

    to: UUID | None


class CallNow(Sent, frozen=True):
    """The call that begins. Its id is made on the device, so that pressing twice is one call."""

    id: UUID


class CalledNow(Wire, frozen=True):
    """The call to go to, and the job it is about."""

    previsit_id: UUID
    job_id: UUID


class ChatPhoto(Wire, frozen=True):
    """A photo in a message. Its addresses come with an answer, and not over a line that stays
    open: handing them out is noted."""

    id: UUID
    is_ready: bool
    is_refused: bool
    thumbnail_url: str | None
    screen_url: str | None


class ChatCall(Wire, frozen=True):
    """A call that was begun out of the chat."""

    previsit_id: UUID
    job_id: UUID
    state: str
    can_join: bool


class Message(Wire, frozen=True):
    """One thing that was said. `seq` orders them and never changes."""

    id: UUID
    seq: int
    side: Side
    author_id: UUID
    author_name: str
    author_kind: str
    text: str
    language: str
    sent_at: datetime
    photo: ChatPhoto | None
    call: ChatCall | None


class ChatPerson(Wire, frozen=True):
    """Somebody who answers, or may."""

    id: UUID
    name: str


class Standing(Wire, frozen=True):
    """How the conversation stands: how far each side read, who is at it, whether she waits."""

    tenant_read_to: int
    staff_read_to: int
    asked_at: datetime | None
    taken_by: ChatPerson | None


class Answering(Wire, frozen=True):
    """Whether somebody answers now: until when, or else from when."""

    until: datetime | None
    again_at: datetime | None


class OwnConversation(Wire, frozen=True):
    """The chat as the tenant sees it."""

    messages: list[Message]
    standing: Standing
    answering: Answering
    seq: int


class StaffConversation(Wire, frozen=True):
    """The same for who works on the repair, with whom it is held and what is often said."""

    messages: list[Message]
    standing: Standing
    answering: Answering
    seq: int
    reader_id: UUID
    tenant_name: str
    language: str
    replies: list[QuickReply]
    can_call: bool


class WaitingConversation(Wire, frozen=True):
    """One line of the inbox; `asked_at` null: answered, and there to be read back."""

    request_id: UUID
    job_id: UUID | None
    number: str
    title: str
    tenant_name: str
    street: str
    house_number: str
    asked_at: datetime | None
    last_at: datetime
    last_side: Side
    last_text: str
    last_has_photo: bool
    unread: int
    taken_by: ChatPerson | None


class Inbox(Wire, frozen=True):
    """Who waits for an answer, the longest first; then what was answered lately."""

    waiting: list[WaitingConversation]
    answered: list[WaitingConversation]


class ChatSettingsFacts(Wire, frozen=True):
    """When a corporation answers, and its quick replies."""

    hours: OfficeHours
    replies: list[QuickReply]


class NewChatSettings(Sent, frozen=True):
    """All of them at once."""

    hours: OfficeHours
    replies: Annotated[list[QuickReply], Meta(max_length=MOST)]


class Presence(Wire, frozen=True):
    """Somebody who has the conversation open, or types in it. Never stored."""

    id: UUID
    name: str
    side: Side
    is_typing: bool
