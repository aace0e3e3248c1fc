"""Deleting a recording: the bytes go, a line in the journal and who had agreed stay."""

from datetime import datetime
from uuid import UUID

from server.actors import Actor
from server.clock import now
from server.database import select, transaction
from server.evidence.disposal import dispose, doom
from server.journal.service import append
from server.legal_holds.access import refuse_held
from server.recordings import access
from server.recordings.errors import RecordingUnderWay
from server.recordings.keeping import let_go_of_pieces
from server.recordings.tables import UNDER_WAY, Recording
from storage.objects import ObjectStore


async def erase(actor: Actor, recording_id: UUID, objects: ObjectStore) -> UUID:
    """Delete it for good. Twice changes nothing. The pre-visit it was of."""
    async with transaction():
        recording = await access.recording_to_erase(actor, recording_id)
        if recording.state in UNDER_WAY:
            raise RecordingUnderWay
        about = await access.about_recording(recording)
        if about.request_id:
            await refuse_held(about.request_id)
        disposable = await _erase(recording, actor, "asked")
    await dispose(objects, disposable)
    return recording.previsit


async def erase_of_case(request_id: UUID, ended_before: datetime, because: str) -> list[str] | None:
    """One of the recordings of a repair, inside the transaction of whoever has to; what to dispose
    of. None when there is none left."""
    found = await select(
        lambda recording: recording,
        "SELECT c.id FROM recording c JOIN previsit p ON p.id = c.previsit"
        " JOIN job j ON j.id = p.job WHERE j.request = {} AND c.deleted_at IS NULL"
        " AND c.started_at IS NOT NULL AND c.ended_at < {} ORDER BY c.ended_at LIMIT 1",
        request_id,
        ended_before,
    )
    recording = await access.lock_recording(found[0]) if found else None
    if recording is None or recording.deleted_at:
        return None
    return await _erase(recording, None, because)


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
