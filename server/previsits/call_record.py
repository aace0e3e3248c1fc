"""What is kept of a call, written while it happens: a server that dies takes nothing with it."""

from datetime import UTC, datetime
from uuid import UUID

from server.clock import now
from server.database import select, transaction
from server.identifiers import new_id
from server.journal.service import About, append
from server.previsits.tables import CallKind, CallLine, CallMoment
from signalling.admission import RECORDER
from signalling.changes import CallEvent
from signalling.limits import CHAT_LINES
from signalling.messages import Chat, MediaState, Quality

SAMPLE_SECONDS = 10.0
"""Quality of one person is written this often at most, and whenever its level changes."""

MOST_MOMENTS = 2000
"""Of one person in one call, about five hours of samples. What a program sends beyond is let go."""

_FORGET_SECONDS = 60.0
_GOOD, _FAIR = 80, 60
_NOTHING_KBIT_PER_SECOND = 2


class CallRecord:
    """Hears signalling on this node and writes down what the case file will tell."""

    def __init__(self) -> None:
        # Room and participant, with the level that was written last and when; newest at the end.
        self._written: dict[tuple[str, str], tuple[str, float]] = {}

    async def note(self, event: CallEvent) -> None:
        """Keep what `Broker.on_event` tells, except what the record has just told."""
        if event.role == RECORDER:
            return
        previsit_id = UUID(event.room)
        if event.kind == "ended":
            await _note_empty_room(previsit_id)
            return
        if event.chat:
            await _keep_line(previsit_id, event, event.chat)
            return
        told = _told(event)
        if event.quality and not self._is_news(event, told):
            return
        if await _has_enough(CallMoment, previsit_id, event, MOST_MOMENTS):
            return
        await CallMoment.insert(
            CallMoment(
                id=new_id(),
                previsit=previsit_id,
                at=datetime.fromtimestamp(event.at, UTC),
                participant=event.participant or "",
                role=event.role or "",
                name=event.name or "",
                kind=CallKind(event.kind),
                told=told,
                score=round(event.quality.score) if event.quality else None,
            )
        )

    def _is_news(self, event: CallEvent, level: str) -> bool:
        who = (event.room, event.participant or "")
        before = self._written.get(who)
        if before and before[0] == level and event.at - before[1] < SAMPLE_SECONDS:
            return False
        self._written.pop(who, None)
        self._written[who] = (level, event.at)
        while next(iter(self._written.values()))[1] < event.at - _FORGET_SECONDS:
            del self._written[next(iter(self._written))]
        return True


async def _has_enough(
    kept: type[CallMoment] | type[CallLine], previsit_id: UUID, event: CallEvent, most: int
) -> bool:
    count = await kept.count().where(
        (kept.previsit == previsit_id) & (kept.participant == event.participant)
    )
    return count >= most


async def _keep_line(previsit_id: UUID, event: CallEvent, chat: Chat) -> None:
    # Signalling counts within a call that lasts; a room that was empty begins anew.
    if await _has_enough(CallLine, previsit_id, event, CHAT_LINES):
        return
    await CallLine.insert(
        CallLine(
            id=new_id(),
            previsit=previsit_id,
            chat_id=chat.chat_id,
            at=datetime.fromtimestamp(event.at, UTC),
            participant=event.participant or "",
            role=event.role or "",
            name=event.name or "",
            text=chat.text,
        )
    )


async def _note_empty_room(previsit_id: UUID) -> None:
    """A line in the journal makes what people have of this case out of date."""
    jobs = await select(
        lambda *about: About(*about, subject_id=previsit_id),
        "SELECT j.organisation, j.request, j.id FROM previsit p JOIN job j ON j.id = p.job"
        " WHERE p.id = {}",
        previsit_id,
    )
    for job in jobs:
        async with transaction():
            await append("previsit.room_empty", job, None, {"at": now().isoformat()})


def _told(event: CallEvent) -> str:
    if event.quality:
        return level_of(event.quality)
    if event.media:
        return _shown(event.media)
    return event.reason or ""


def level_of(quality: Quality) -> str:
    """In four steps, so that colours and words can tell them apart."""
    received = quality.kbit_per_second
    if received is not None and received < _NOTHING_KBIT_PER_SECOND:
        return "nothing"
    if quality.score < _FAIR:
        return "poor"
    return "fair" if quality.score < _GOOD else "good"


def _shown(media: MediaState) -> str:
    if media.camera:
        return "picture"
    return "sound" if media.microphone else "off"
