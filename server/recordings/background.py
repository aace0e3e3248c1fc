"""What happens to recordings by itself: those of a call that was handed over, and those
that a kill left unfinished."""

from datetime import timedelta
from functools import partial
from uuid import UUID

from server.clock import now
from server.database import select, transaction
from server.due_work.runner import DueWork
from server.guests.handing_over import holder_of
from server.journal.entries import Consumer, Entry
from server.recordings import access, deciding
from server.recordings.keeping import SIGN_OF_LIFE_SECONDS, finish_from_pieces
from server.recordings.studio import Studio
from server.recordings.tables import UNDER_WAY, Recording, RecordingState
from storage.objects import ObjectStore

SILENT_AFTER = timedelta(seconds=4 * SIGN_OF_LIFE_SECONDS)
UNANSWERED_AFTER = timedelta(minutes=15)


def consumers(studio: Studio) -> list[Consumer]:
    """The consumers of this feature."""

    async def stop_handed_over(entry: Entry) -> None:
        if entry.subject_id and await _end_of_another(entry.subject_id):
            await studio.tell(entry.subject_id)

    handed_over = frozenset({"previsit.handed_over"})
    return [Consumer("recordings-handed-over", handed_over, stop_handed_over)]


async def _end_of_another(previsit_id: UUID) -> bool:
    """A recording ends with the call of who asked for it: a colleague asks everybody anew."""
    async with transaction():
        recording = await access.lock_recording_under_way(previsit_id)
        if recording is None:
            return False
        holder = await holder_of(previsit_id)
        if str(holder.id) in await deciding.agreed_to(recording.id):
            return False
        await deciding.end(recording, RecordingState.ENDED, "handed-over", None)
        return True


def due_work(objects: ObjectStore, studio: Studio) -> list[DueWork]:
    """What this feature does at a time."""
    return [
        DueWork("recordings-left", timedelta(seconds=15), partial(finish_left, objects, studio)),
    ]


async def give_up_orphans() -> None:
    """At the start of a server that is alone: nobody else can be making what is still under way.
    Before anybody comes in, or the first one back would end it as a call that is over."""
    for recording_id in await select(
        lambda recording: recording,
        "SELECT id FROM recording WHERE state IN ({}, {}) ORDER BY asked_at",
        RecordingState.RUNNING,
        RecordingState.PAUSED,
    ):
        async with transaction():
            await _give_up(await access.lock_recording(recording_id))


async def finish_left(objects: ObjectStore, studio: Studio) -> None:
    """Recordings whose maker gives no sign any more: say so, and store what there is."""
    for recording_id in await _left():
        async with transaction():
            recording = await access.lock_recording(recording_id)
            await _give_up(recording)
        if recording is None:
            continue
        if recording.started_at:
            await finish_from_pieces(recording_id, objects)
        await studio.tell(recording.previsit)


async def _give_up(recording: Recording | None) -> None:
    """Nobody makes it any more, or nobody answered. Runs inside the transaction that holds it."""
    if recording is None or recording.state not in UNDER_WAY:
        return
    if recording.started_at:
        await deciding.end(recording, RecordingState.FAILED, "server-died", None)
    else:
        await deciding.end(recording, RecordingState.ENDED, "unanswered", None)


async def _left() -> list[UUID]:
    return await select(
        lambda recording: recording,
        "SELECT id FROM recording WHERE (stored_at IS NULL AND alive_at < {})"
        " OR (state = {} AND asked_at < {}) ORDER BY asked_at",
        now() - SILENT_AFTER,
        RecordingState.ASKED,
        now() - UNANSWERED_AFTER,
    )
