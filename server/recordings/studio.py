"""The recordings that are made on this node, and what everybody in their rooms is told."""

import asyncio
from uuid import UUID

import msgspec
import structlog

from server.database import select
from server.recordings import deciding
from server.recordings.keeping import reserve_place
from server.recordings.schemas import RecordingNow
from server.recordings.tables import UNDER_WAY, Recording, RecordingState
from server.recordings.take import Take
from signalling.admission import RECORDER, InRoom, SignedTokens
from signalling.broker import Broker
from signalling.changes import CallEvent
from signalling.messages import Notice
from storage.objects import ObjectStore

_COMINGS_AND_GOINGS = ("joined", "left", "ended")
_STOP_SECONDS = 30

log = structlog.get_logger()


class Studio:
    """`is_available`: this server may run workers for media."""

    def __init__(
        self, broker: Broker, tokens: SignedTokens, objects: ObjectStore, *, is_available: bool
    ) -> None:
        self.is_available = is_available
        self._broker = broker
        self._tokens = tokens
        self._objects = objects
        self._takes: dict[asyncio.Task[None], Take] = {}

    async def hear(self, event: CallEvent) -> None:
        """Somebody came into a call, or left it."""
        if event.kind in _COMINGS_AND_GOINGS and event.role != RECORDER:
            await self.settle(UUID(event.room))

    async def settle(self, previsit_id: UUID) -> None:
        """Begin, pause, go on or end, as it should be now; and tell everybody in the room."""
        settled = await deciding.settle(previsit_id, await self.people(previsit_id))
        if settled is None:
            return
        recording, begins = settled
        if begins:
            await self._begin(recording)
        await self.tell(previsit_id)

    async def tell(self, previsit_id: UUID) -> None:
        """How the recording of this call stands, if there is one."""
        recording = await self.now(previsit_id)
        if recording:
            data = msgspec.to_builtins(recording)
            await self._broker.say(str(previsit_id), Notice("recording", data))

    async def people(self, previsit_id: UUID) -> list[InRoom]:
        return await self._broker.people(str(previsit_id))

    async def now(self, previsit_id: UUID) -> RecordingNow | None:
        """The newest recording of this call."""
        recording = (
            await Recording.objects()
            .where(Recording.previsit == previsit_id)
            .order_by(Recording.asked_at, ascending=False)
            .first()
        )
        if recording is None:
            return None
        agreed = await deciding.agreed_to(recording.id)
        is_under_way = recording.state in UNDER_WAY
        present = await self.people(previsit_id) if is_under_way else []
        return RecordingNow(
            id=recording.id,
            state=RecordingState(recording.state),
            because=recording.because,
            asked_by=recording.asked_by,
            asked_at=recording.asked_at,
            started_at=recording.started_at,
            agreed=sorted(agreed),
            waiting_for=[each.name for each in present if each.participant not in agreed],
            withdrawn_by=await _withdrawn_by(recording.id),
            has_film=bool(recording.started_at and not recording.deleted_at),
        )

    async def close(self) -> None:
        """End what is made here and store it; the server stops."""
        for take in self._takes.values():
            take.stop()
        if self._takes:
            await asyncio.wait(self._takes, timeout=_STOP_SECONDS)

    async def _begin(self, recording: Recording) -> None:
        key = await reserve_place(recording)
        take = Take(recording.id, recording.previsit, key, self._objects)
        task = asyncio.create_task(self._make(take))
        self._takes[task] = take
        task.add_done_callback(self._takes.pop)

    async def _make(self, take: Take) -> None:
        try:
            await take.make(self._broker, self._tokens)
        except Exception as error:
            # Due work finishes it from its pieces.
            log.error("recording.broken", recording=str(take.recording_id), exc_info=error)
        finally:
            await self.tell(take.previsit_id)


async def _withdrawn_by(recording_id: UUID) -> str | None:
    found = await select(
        str,
        "SELECT participant FROM recording_consent WHERE recording = {}"
        " AND withdrawn_at IS NOT NULL ORDER BY withdrawn_at",
        recording_id,
    )
    return found[0] if found else None
