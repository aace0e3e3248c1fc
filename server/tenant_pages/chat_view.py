"""The chat of a case in the tenant's words."""

from dataclasses import dataclass
from datetime import datetime

from server.case_chat.schemas import Answering, ChatCall, Message, OwnConversation
from server.case_chat.tables import Side
from server.case_words.spoken_times import SpokenTimes
from server.previsits.tables import PrevisitState
from server.sentences import Sentences


@dataclass(frozen=True)
class Line:
    """One message as it stands on the page."""

    id: str
    seq: int
    is_own: bool
    who: str
    first_name: str
    text: str
    language: str
    at: str
    photo: str
    """The address of the small copy; "" where there is none to show."""
    photo_page: str
    photo_says: str
    call_says: str
    can_join: bool
    status: str


@dataclass(frozen=True)
class ChatView:
    lines: tuple[Line, ...]
    answering: str
    is_answered_now: bool
    newest: int


def chat_view(conversation: OwnConversation, say: Sentences, now: datetime) -> ChatView:
    wording = _Wording(say, now)
    read_to = conversation.standing.staff_read_to
    own = [each.id for each in conversation.messages if each.side == Side.TENANT]
    lines = tuple(
        wording.line(each, read_to, is_last_own=bool(own) and each.id == own[-1])
        for each in conversation.messages
    )
    return ChatView(
        lines,
        wording.answering(conversation.answering),
        conversation.answering.until is not None,
        conversation.seq,
    )


class _Wording:
    def __init__(self, say: Sentences, now: datetime) -> None:
        self._say = say
        self._times = SpokenTimes(say, now)

    def answering(self, told: Answering) -> str:
        if told.until:
            time = self._times.clock_time(told.until)
            return self._say("chat.answeredUntil", time=time)
        if told.again_at:
            return self._say("chat.answeredAgain", when=self._times.opening(told.again_at))
        return self._say("chat.answeredLater")

    def line(self, message: Message, read_to: int, *, is_last_own: bool) -> Line:
        is_own = message.side == Side.TENANT
        first_name = (message.author_name.split() or [self._say("page.someone")])[0]
        status = ""
        if is_last_own:
            status = self._say("chat.read" if message.seq <= read_to else "chat.arrived")
        photo = message.photo
        return Line(
            id=str(message.id),
            seq=message.seq,
            is_own=is_own,
            who=self._say("chat.you") if is_own else self._who(first_name, message.author_kind),
            first_name=first_name,
            text=message.text,
            language=message.language,
            at=self._times.line(message.sent_at),
            photo=(photo and photo.thumbnail_url) or "",
            photo_page=f"/r/photos/{photo.id}" if photo and photo.screen_url else "",
            photo_says=self._photo(message, first_name, is_own=is_own),
            call_says=self._call(message.call, first_name),
            can_join=message.call is not None and message.call.can_join,
            status=status,
        )

    def _who(self, first_name: str, kind: str) -> str:
        is_technician = kind == "technician"
        return f"{first_name}, {self._say('chat.technician')}" if is_technician else first_name

    def _photo(self, message: Message, first_name: str, *, is_own: bool) -> str:
        if message.photo is None:
            return ""
        if message.photo.is_refused:
            return self._say("chat.photoRefused")
        if message.photo.thumbnail_url is None:
            return self._say("chat.photoComing")
        who = self._say("chat.you") if is_own else first_name
        return self._say("chat.photoFrom", who=who)

    def _call(self, call: ChatCall | None, first_name: str) -> str:
        if call is None:
            return ""
        if call.can_join:
            return self._say("chat.callNow", who=first_name)
        is_held = call.state == PrevisitState.HELD
        return self._say("chat.callHeld" if is_held else "chat.callOff")
