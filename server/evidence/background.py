"""What follows when a photo has come in: its smaller copies, and perhaps the end of the case."""

import hashlib
from datetime import timedelta
from functools import partial
from uuid import UUID

import structlog

import storage.errors
from server.database import transaction
from server.due_work.runner import DueWork
from server.evidence import access, receiving, review
from server.evidence.disposal import every_key
from server.evidence.resemblance import note_resemblances
from server.evidence.slots import SIGNATURE
from server.evidence.sweeping import sweep
from server.evidence.tables import LET_GO, EvidencePhoto, Kind, PhotoState
from server.journal.entries import Consumer, Entry
from server.journal.service import append
from storage.derivatives import SCREEN_EDGE, THUMBNAIL_EDGE, Derivatives
from storage.deriving import Deriver
from storage.keys import derivative_key, play_key, poster_key
from storage.objects import ObjectStore

log = structlog.get_logger()


_UNREADABLE = (
    storage.errors.NotAPicture,
    storage.errors.PictureTooLarge,
    storage.errors.NotFootage,
)

_MAY_SETTLE = frozenset(
    {"visit.left", "photo.received", "photo.refused", "photo.discarded", "follow_on.proposed"}
)
"""After these a job may stand elsewhere."""


def consumers(objects: ObjectStore, deriver: Deriver) -> list[Consumer]:
    """The consumers of this feature."""

    async def derive(entry: Entry) -> None:
        if entry.subject_id:
            await derive_photo(entry.subject_id, objects, deriver)

    async def settle(entry: Entry) -> None:
        if entry.job_id:
            await review.settle(entry.job_id)

    return [
        Consumer("derivatives", frozenset({"photo.received"}), derive),
        Consumer("settling", _MAY_SETTLE, settle),
    ]


def due_work(objects: ObjectStore) -> list[DueWork]:
    """What this feature does at a time."""
    return [DueWork("photo-sweep", timedelta(minutes=15), partial(sweep, objects))]


async def derive_photo(photo_id: UUID, objects: ObjectStore, deriver: Deriver) -> None:
    """Make and store the copies that everybody sees. Twice does no harm: same keys, same bytes."""
    photo = await EvidencePhoto.objects().get(EvidencePhoto.id == photo_id)
    if photo is None or photo.state != PhotoState.RECEIVED:
        return
    original = await objects.read(photo.object_key)
    try:
        if photo.kind != Kind.PHOTO:
            await _derive_footage(photo, original, objects, deriver)
            return
        copies = await deriver.make(original)
    except _UNREADABLE:
        _refuse_other_bytes(photo, original)
        log.warning("photo.unreadable", photo=str(photo_id))
        await receiving.refuse(None, photo_id)
        return
    await _store(photo, copies, objects)
    if not await _note_ready(photo_id, copies):
        # Let go of while the copies were made: nobody else would take them away.
        await objects.delete(every_key(photo)[1:])


def _refuse_other_bytes(photo: EvidencePhoto, original: bytes) -> None:
    """What makes no picture is thrown away, so it has to be the very bytes that came in."""
    found = hashlib.sha256(original).hexdigest()
    if found != photo.sha256:
        raise storage.errors.HashDiffers(photo.object_key, expected=photo.sha256, found=found)


async def _derive_footage(
    photo: EvidencePhoto, original: bytes, objects: ObjectStore, deriver: Deriver
) -> None:
    """What is played of it. A film is shown by the frame that its phone took of it; without a good
    one by none."""
    playable = await deriver.make_playable(original)
    await objects.put(play_key(photo.object_key), playable, media_type=photo.media_type)
    poster = poster_key(photo.object_key)
    copies = None
    try:
        copies = await deriver.make(await objects.read(poster))
        await _store(photo, copies, objects)
    except (storage.errors.NotAPicture, storage.errors.PictureTooLarge):
        log.warning("photo.poster_unreadable", photo=str(photo.id))
    except storage.errors.ObjectMissing:
        pass  # a voice note, or a phone that could not take one
    if not await _note_ready(photo.id, copies):
        await objects.delete(every_key(photo)[1:])
    await objects.delete([poster])


async def _store(photo: EvidencePhoto, copies: Derivatives, objects: ObjectStore) -> None:
    for edge, data in ((SCREEN_EDGE, copies.screen), (THUMBNAIL_EDGE, copies.thumbnail)):
        key = derivative_key(photo.object_key, edge)
        await objects.put(key, data, media_type="image/jpeg")


async def _note_ready(photo_id: UUID, copies: Derivatives | None) -> bool:
    """False when nobody may see it any more."""
    async with transaction():
        photo = await access.lock_photo(photo_id)
        if photo is None or photo.state in LET_GO:
            return False
        if photo.state == PhotoState.RECEIVED:
            photo.state = PhotoState.READY
            if copies:
                photo.width, photo.height = copies.width, copies.height
            # One signature on white looks like another.
            if copies and photo.kind == Kind.PHOTO and photo.slot != SIGNATURE:
                photo.likeness = copies.likeness
            await photo.save()
            about = await access.about_photo(photo)
            await note_resemblances(photo, about.organisation_id)
            await append("photo.ready", about, None)
    return True
