"""One recording while it is made, on this node: a worker, its place in the room, and a keeper."""

import asyncio
from collections.abc import Mapping
from typing import Any
from uuid import UUID

import structlog

from server.database import transaction
from server.recordings import access, deciding
from server.recordings.keeping import Keeper
from server.recordings.tables import UNDER_WAY, Recording, RecordingState
from signalling.admission import RECORDER, Admitted, SignedTokens
from signalling.broker import Broker
from signalling.recorder.process import RecorderGone, RecorderProcess
from signalling.recorder.seat import Seat
from storage.objects import ObjectStore

_LAST = 1000
"""Of two in a room the lower one offers; the recorder never does."""

log = structlog.get_logger()


class Take:
    def __init__(
        self, recording_id: UUID, previsit_id: UUID, object_key: str, objects: ObjectStore
    ) -> None:
        self.recording_id = recording_id
        self.previsit_id = previsit_id
        self._keeper = Keeper(recording_id, object_key, objects)
        self._process = RecorderProcess(self._keeper.keep)
        self._seat = Seat(self._process, filmed_role="tenant", notice=self._hear)
        self._is_over = asyncio.Event()

    def stop(self) -> None:
        self._is_over.set()

    async def make(self, broker: Broker, tokens: SignedTokens) -> None:
        """From begin to end; what was recorded is stored when this returns."""
        signs = asyncio.create_task(self._keeper.give_signs())
        try:
            is_whole = await self._roll(broker, tokens)
            await self._note_over(is_whole=is_whole)
            await self._keeper.finish()
        finally:
            signs.cancel()
            await asyncio.gather(signs, return_exceptions=True)

    async def _roll(self, broker: Broker, tokens: SignedTokens) -> bool:
        """Until it is over for whatever reason; whether the worker lived to its end."""
        try:
            await self._process.start()
        except (RecorderGone, OSError) as fault:
            log.error("recording.no_worker", recording=str(self.recording_id), exc_info=fault)
            return False
        holding = asyncio.create_task(self._seat.hold(broker, self._token(tokens)))
        looking = asyncio.create_task(self._look_once_seated())
        endings = [
            holding,
            asyncio.create_task(self._is_over.wait()),
            asyncio.create_task(self._process.ended.wait()),
        ]
        await asyncio.wait(endings, return_when=asyncio.FIRST_COMPLETED)
        self._seat.allow(frozenset(), may_roll=False)
        self._seat.leave()
        await self._process.wrap()
        for task in (looking, *endings[1:]):
            task.cancel()
        await asyncio.gather(looking, *endings, return_exceptions=True)
        return self._process.is_whole

    async def _look_once_seated(self) -> None:
        """What changed on our way in was told to a room that we were not in yet."""
        await self._seat.seated.wait()
        recording = await Recording.objects().get(Recording.id == self.recording_id)
        agreed = await deciding.agreed_to(self.recording_id)
        self._obey(recording.state if recording else RecordingState.ENDED, agreed)

    def _hear(self, topic: str, data: Mapping[str, Any]) -> None:
        if topic == "recording" and data.get("id") == str(self.recording_id):
            self._obey(data["state"], set(data["agreed"]))

    def _obey(self, state: str, agreed: set[str]) -> None:
        if state not in UNDER_WAY:
            self.stop()
        self._seat.allow(frozenset(agreed), may_roll=state == RecordingState.RUNNING)

    async def _note_over(self, *, is_whole: bool) -> None:
        """Unless somebody has ended it, the call has, or the worker."""
        async with transaction():
            recording = await access.lock_recording(self.recording_id)
            if recording is None or recording.state not in UNDER_WAY:
                return
            if is_whole:
                await deciding.end(recording, RecordingState.ENDED, "call-over", None)
            else:
                await deciding.end(recording, RecordingState.FAILED, "worker-died", None)

    def _token(self, tokens: SignedTokens) -> str:
        return tokens.issue(
            Admitted(
                room=str(self.previsit_id),
                participant=f"{RECORDER}-{self.recording_id}",
                role=RECORDER,
                name="",
                precedence=_LAST,
            )
        )
