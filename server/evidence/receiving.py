"""How a photo comes in: announced, uploaded straight to storage, confirmed by reading it back.

Every step may be sent again. The device may forget its own copy only after the receipt.
"""

from uuid import UUID

import structlog

import storage.errors
from server.actors import CaseVisitor, Sender
from server.clock import now
from server.database import change, transaction
from server.evidence import access, announcing
from server.evidence.disposal import dispose, doom, doom_places, fresh_key
from server.evidence.errors import (
    HashDiffers,
    NotAPicture,
    NotPlayable,
    SizeDiffers,
    UploadNotFinished,
)
from server.evidence.kinds import media_type_in
from server.evidence.parts import join_parts, part_keys
from server.evidence.schemas import Announcement, Receipt
from server.evidence.senders import refuse_ended, refuse_others
from server.evidence.tables import EvidencePhoto, Moment, PhotoState, RetakeReason, Verdict
from server.jobs.access import job_itself
from server.jobs.tables import OVER
from server.journal.service import append
from storage.objects import ConfirmedObject, ObjectStore

log = structlog.get_logger()


async def receive_upload(
    actor: CaseVisitor, photo: Announcement, data: bytes, objects: ObjectStore, *, limit_bytes: int
) -> Receipt:
    """The plain form's way in: the bytes came with the request, the rest is the same."""
    await announcing.announce_photo_of_case(actor, photo, objects, limit_bytes=limit_bytes)
    return await store_and_confirm(actor, photo, data, objects)


async def store_and_confirm(
    actor: Sender, photo: Announcement, data: bytes, objects: ObjectStore
) -> Receipt:
    """Put the bytes of an announced photo where they belong, unless they are there already."""
    kept = await access.photo_to_see(actor, photo.id)
    if kept.state == PhotoState.ANNOUNCED:
        await objects.put(kept.object_key, data, media_type=photo.media_type)
    return await confirm_photo(actor, photo.id, objects)


async def confirm_photo(actor: Sender, photo_id: UUID, objects: ObjectStore) -> Receipt:
    """Read back what was stored; only what is right gets a receipt."""
    photo = await access.photo_to_see(actor, photo_id)
    refuse_ended(photo)
    if photo.state == PhotoState.ANNOUNCED:
        refuse_others(actor, photo)
        photo.received_at = now()
        stored = await _read_back(actor, photo, objects)
        photo = await _take_in(actor, photo, stored, objects)
        refuse_ended(photo)  # she may have taken it back meanwhile
    return receipt_of(photo)


def receipt_of(photo: EvidencePhoto) -> Receipt:
    """Of a photo that was taken in."""
    return Receipt(
        photo.id,
        photo.sha256,
        photo.byte_count,
        photo.taken_at,
        photo.clock_offset_ms,
        photo.received_at,
        photo.confirmed_at,
        photo.received_seq,
    )


async def _read_back(actor: Sender, photo: EvidencePhoto, objects: ObjectStore) -> ConfirmedObject:
    try:
        await join_parts(photo, objects)
        return await objects.confirm(
            photo.object_key, byte_count=photo.byte_count, sha256=photo.sha256
        )
    except storage.errors.ObjectMissing:
        raise UploadNotFinished.named(photo.id) from None
    except storage.errors.SizeDiffers as fault:
        await _start_over(actor, photo, objects)
        raise SizeDiffers(
            photo=str(photo.id),
            expected=fault.expected,
            found=fault.found,
            errors=[{"pointer": "/byteCount", "detail": f"{fault.found} bytes arrived."}],
        ) from None
    except storage.errors.HashDiffers as fault:
        await _start_over(actor, photo, objects)
        raise HashDiffers(
            photo=str(photo.id),
            expected=fault.expected,
            found=fault.found,
            errors=[{"pointer": "/sha256", "detail": "What arrived has another hash."}],
        ) from None


async def _start_over(actor: Sender, photo: EvidencePhoto, objects: ObjectStore) -> None:
    """Throw the wrong bytes away and reserve another place: a key is never used twice."""
    key = photo.object_key
    async with transaction():
        photo = await access.photo_to_change(actor, photo.id)
        if photo.object_key != key or photo.state != PhotoState.ANNOUNCED:
            return
        doomed = await doom_places(photo)
        await EvidencePhoto.update({EvidencePhoto.object_key: fresh_key(photo)}).where(
            EvidencePhoto.id == photo.id
        )
    await dispose(objects, doomed)


async def _take_in(
    actor: Sender,
    photo: EvidencePhoto,
    stored: ConfirmedObject,
    objects: ObjectStore,
) -> EvidencePhoto:
    try:
        media_type = media_type_in(photo, stored.head)
    except (NotAPicture, NotPlayable):
        await dispose(objects, await refuse(actor, photo.id))
        raise
    key, received_at = photo.object_key, photo.received_at
    async with transaction():
        photo = await access.photo_to_change(actor, photo.id)
        if photo.state != PhotoState.ANNOUNCED:
            return photo  # the same confirmation came in by another way
        if photo.object_key != key:
            raise UploadNotFinished.named(photo.id)
        about = await access.about_photo(photo)
        photo.state = PhotoState.RECEIVED
        photo.received_at, photo.confirmed_at = received_at, now()
        photo.media_type = media_type
        photo.verdict = Verdict.PENDING if await _is_still_needed(photo) else None
        facts = {"sha256": photo.sha256, "byteCount": photo.byte_count, "moment": photo.moment}
        photo.received_seq = await append("photo.received", about, actor, facts)
        await change(
            "UPDATE evidence_photo SET state = {}, received_at = {}, confirmed_at = {},"
            " media_type = {}, verdict = {}, received_seq = {} WHERE id = {}",
            photo.state,
            photo.received_at,
            photo.confirmed_at,
            photo.media_type,
            photo.verdict,
            photo.received_seq,
            photo.id,
        )
        joined = part_keys(photo)
        for part in joined:
            await doom(part)
    await dispose(objects, joined)
    return photo


async def refuse(actor: Sender | None, photo_id: UUID) -> list[str]:
    """It cannot be shown to anybody: not a picture, or damaged beyond reading. Proof of work that
    still goes on must be taken again, as if it had been sent back. Answers what that dooms."""
    async with transaction():
        photo = await access.lock_photo(photo_id)
        if photo is None or photo.state == PhotoState.REFUSED:
            return []
        doomed = await doom_places(photo)
        photo.state = PhotoState.REFUSED
        photo.verdict = None
        if await _is_still_needed(photo):
            photo.verdict, photo.reason = Verdict.SENT_BACK, RetakeReason.DAMAGED
            photo.verdict_note, photo.judged_by, photo.judged_at = "", None, now()
        await photo.save()
        whose = {"takenBy": photo.taken_by}
        await append("photo.refused", await access.about_photo(photo), actor, whose)
    return doomed


async def _is_still_needed(photo: EvidencePhoto) -> bool:
    if photo.moment != Moment.AFTER or photo.job is None:
        return False
    return (await job_itself(photo.job)).state not in OVER
