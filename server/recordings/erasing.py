"""Deleting a recording: the bytes go, a line in the journal and who had agreed stay."""

from uuid import UUID

from server.actors import Actor
from server.clock import now
from server.database import select, transaction
from server.evidence.disposal import dispose, doom
from server.journal.service import append
from server.recordings import access
from server.recordings.errors import RecordingUnderWay
from server.recordings.keeping import let_go_of_pieces
from server.recordings.tables import KEPT_FOR, UNDER_WAY, Recording
from storage.objects import ObjectStore

_BATCH = 100


async def erase(actor: Actor, recording_id: UUID, objects: ObjectStore) -> UUID:
    """Delete it for good. Twice changes nothing. The pre-visit it was of."""
    async with transaction():
        recording = await access.recording_to_erase(actor, recording_id)
        if recording.state in UNDER_WAY:
            raise RecordingUnderWay
        disposable = await _erase(recording, actor, "asked")
    await dispose(objects, disposable)
    return recording.previsit


async def erase_expired(objects: ObjectStore) -> None:
    """What the text of consent promised: nothing is kept longer."""
    while expired := await select(
        lambda recording: recording,
        "SELECT id FROM recording WHERE deleted_at IS NULL AND started_at IS NOT NULL"  # noqa: S608
        f" AND ended_at < {{}} ORDER BY ended_at LIMIT {_BATCH}",
        now() - KEPT_FOR,
    ):
        for recording_id in expired:
            async with transaction():
                recording = await access.lock_recording(recording_id)
                disposable = await _erase(recording, None, "expired") if recording else []
            await dispose(objects, disposable)


async def _erase(recording: Recording, actor: Actor | None, because: str) -> list[str]:
    if recording.deleted_at:
        return []
    disposable = await let_go_of_pieces(recording.id)
    if recording.object_key:
        await doom(recording.object_key)
        disposable.append(recording.object_key)
    await Recording.update({Recording.deleted_at: now()}).where(Recording.id == recording.id)
    about = await access.about_recording(recording)
    await append("recording.deleted", about, actor, {"because": because})
    return disposable
