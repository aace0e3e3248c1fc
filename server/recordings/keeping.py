"""From pieces to one object. Each piece is an object of its own from the moment it exists, so a
kill loses at most the piece under way; beside that the whole grows in the store, part by part, and
the pieces go once it is safe."""

import asyncio
from uuid import UUID

import structlog

from server.clock import now
from server.database import select, transaction
from server.evidence.disposal import dispose, doom
from server.identifiers import new_id
from server.journal.service import append
from server.recordings import access
from server.recordings.tables import Recording, RecordingSlice
from storage.errors import ObjectMissing, StorageError, StorageUnavailable
from storage.growing import GrowingObject
from storage.keys import recording_key, slice_key
from storage.objects import ObjectStore

MEDIA_TYPE = "video/mp4"
SIGN_OF_LIFE_SECONDS = 5
_PAUSES_SECONDS = (0.5, 1, 2, 4, 8)

log = structlog.get_logger()


class Keeper:
    """Keeps one recording while it is made."""

    def __init__(self, recording_id: UUID, object_key: str, objects: ObjectStore) -> None:
        self._recording_id = recording_id
        self._objects = objects
        self._growing: GrowingObject | None = GrowingObject(
            objects, object_key, media_type=MEDIA_TYPE
        )
        self._object_key = object_key
        self._count = 0
        self._milliseconds = 0

    async def keep(self, data: bytes, until_milliseconds: int) -> None:
        """Returns when this piece is safe on disk."""
        self._count += 1
        key = slice_key(self._object_key, self._count)
        await RecordingSlice.insert(
            RecordingSlice(
                id=new_id(),
                recording=self._recording_id,
                number=self._count,
                object_key=key,
                until_milliseconds=until_milliseconds,
            )
        )
        await self._put(key, data)
        self._milliseconds = until_milliseconds
        await self._grow(data)

    async def give_signs(self) -> None:
        """Until cancelled: while these come, nobody else finishes this recording."""
        while True:
            await Recording.update({Recording.alive_at: now()}).where(
                Recording.id == self._recording_id
            )
            await asyncio.sleep(SIGN_OF_LIFE_SECONDS)

    async def finish(self) -> None:
        """The whole is safe, and its pieces may go."""
        if self._growing is None:
            await finish_from_pieces(self._recording_id, self._objects)
            return
        if self._growing.byte_count:
            await self._growing.complete()
        await _note_stored(self._recording_id, self._growing, self._milliseconds, self._objects)

    async def _put(self, key: str, data: bytes) -> None:
        """A store that is away for a moment costs nothing: what comes meanwhile waits."""
        for pause in _PAUSES_SECONDS:
            try:
                await self._objects.put(key, data, media_type=MEDIA_TYPE)
            except StorageUnavailable:
                await asyncio.sleep(pause)
            else:
                return
        await self._objects.put(key, data, media_type=MEDIA_TYPE)

    async def _grow(self, data: bytes) -> None:
        if self._growing is None:
            return
        had_parts = self._growing.upload_id
        try:
            await self._growing.append(data)
        except StorageError:
            # The pieces are safe, so the whole can be made of them afterwards.
            log.warning("recording.growth_broken", recording=str(self._recording_id))
            self._growing = None
            return
        if self._growing.upload_id != had_parts:
            await Recording.update({Recording.upload_id: self._growing.upload_id}).where(
                Recording.id == self._recording_id
            )


async def reserve_place(recording: Recording) -> str:
    """A key for the whole that was never used."""
    about = await access.about_recording(recording)
    key = recording_key(about.organisation_id, recording.id, at=now())
    await Recording.update({Recording.object_key: key, Recording.upload_id: ""}).where(
        Recording.id == recording.id
    )
    return key


async def finish_from_pieces(recording_id: UUID, objects: ObjectStore) -> None:
    """After a kill: make the whole of what is there. A kill on the way repeats it."""
    recording = await Recording.objects().get(Recording.id == recording_id)
    if recording is None or recording.stored_at:
        return
    await _let_go_of_unfinished(recording, objects)
    growing = GrowingObject(objects, await reserve_place(recording), media_type=MEDIA_TYPE)
    milliseconds = 0
    for key, until in await _pieces(recording_id):
        try:
            await growing.append(await objects.read(key))
        except ObjectMissing:
            break  # written down, and killed before its bytes were
        milliseconds = until
    if growing.byte_count:
        await growing.complete()
    await _note_stored(recording_id, growing, milliseconds, objects)


async def let_go_of_pieces(recording_id: UUID) -> list[str]:
    """Doom them, inside the transaction that makes them needless; what to dispose of."""
    keys = [key for key, _ in await _pieces(recording_id)]
    for key in keys:
        await doom(key)
    await RecordingSlice.delete().where(RecordingSlice.recording == recording_id)
    return keys


async def _let_go_of_unfinished(recording: Recording, objects: ObjectStore) -> None:
    if recording.upload_id:
        await objects.abandon_parts(recording.object_key, recording.upload_id)
    if recording.object_key:
        async with transaction():
            await doom(recording.object_key)
        await dispose(objects, [recording.object_key])


async def _note_stored(
    recording_id: UUID, whole: GrowingObject, milliseconds: int, objects: ObjectStore
) -> None:
    async with transaction():
        recording = await access.lock_recording(recording_id)
        if recording is None:
            return
        disposable = await let_go_of_pieces(recording_id)
        await Recording.update(
            {
                Recording.object_key: whole.key,
                Recording.upload_id: "",
                Recording.stored_at: now(),
                Recording.byte_count: whole.byte_count,
                Recording.milliseconds: milliseconds,
            }
        ).where(Recording.id == recording_id)
        if recording.deleted_at:
            # It was deleted while we were still at it.
            await doom(whole.key)
            disposable.append(whole.key)
        else:
            told = {"milliseconds": milliseconds, "byteCount": whole.byte_count}
            await append("recording.stored", await access.about_recording(recording), None, told)
    await dispose(objects, disposable)


async def _pieces(recording_id: UUID) -> list[tuple[str, int]]:
    return await select(
        lambda key, until: (key, until),
        "SELECT object_key, until_milliseconds FROM recording_slice WHERE recording = {}"
        " ORDER BY number",
        recording_id,
    )
