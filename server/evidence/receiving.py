"""How a photo comes in: announced, uploaded straight to storage, confirmed by reading it back.

Every step may be sent again. The device may forget its own copy only after the receipt.
"""

from uuid import UUID

import msgspec
import structlog

import storage.errors
from server.actors import Coordinator, Outsider, Sender, Technician, Tenant
from server.clock import now
from server.database import change, insert, transaction
from server.errors import NotFound
from server.evidence import access, belonging
from server.evidence.disposal import dispose, doom, doom_places, fresh_key
from server.evidence.errors import (
    AnnouncementRefused,
    HashDiffers,
    NotAPicture,
    NotPlayable,
    SizeDiffers,
    StillStruck,
    UploadNotFinished,
)
from server.evidence.kinds import extension_of, media_type_in, refuse_impossible
from server.evidence.parts import join_parts, missing_parts, part_keys
from server.evidence.schemas import Announcement, Receipt, Upload, UploadTicket
from server.evidence.slots import slots_for
from server.evidence.tables import (
    EvidencePhoto,
    Kind,
    Moment,
    PhotoState,
    RetakeReason,
    Source,
    Verdict,
)
from server.jobs.access import job_to_work_on
from server.jobs.tables import OVER, Job
from server.journal.service import About, append
from server.outsiders.access import job_to_add_to
from server.repair_requests.access import organisation_of
from server.repair_requests.errors import RequestIsClosed
from server.repair_requests.tables import RepairRequest, RequestState
from storage.keys import evidence_key, poster_key
from storage.objects import ConfirmedObject, ObjectStore, PresignedUpload

log = structlog.get_logger()


async def announce_photo(
    actor: Technician, job_id: UUID, photo: Announcement, objects: ObjectStore, *, limit_bytes: int
) -> UploadTicket:
    """Reserve a place for one photo of a job. Announcing it twice gives the same place."""
    refuse_impossible(photo, limit_bytes)
    belonging.refuse_link_source(photo)
    belonging.refuse_false_signature(photo)
    from_call = belonging.is_still(photo)
    if photo.moment == Moment.REPORT:
        detail = "A photo of a job is taken before or after the work."
        raise AnnouncementRefused.because_of("/moment", detail)
    async with transaction():
        earlier = await _announced_before(photo.id, actor)
        if earlier is None or not earlier.received_at:
            job = await job_to_work_on(actor, job_id)
            if from_call:
                await belonging.job_of_call(photo, job.request)
            await belonging.refuse_strangers(photo, job.request, job.id)
            earlier = await _reserve(actor, photo, earlier, job.request, job)
        elif earlier.job != job_id:
            raise NotFound
    return await _ticket(earlier, photo, objects)


async def announce_photo_of_case(
    actor: Tenant, photo: Announcement, objects: ObjectStore, *, limit_bytes: int
) -> UploadTicket:
    """Reserve a place for a tenant's photo: with her report, or the still of a call."""
    refuse_impossible(photo, limit_bytes)
    belonging.refuse_link_source(photo)
    belonging.refuse_false_signature(photo)
    from_call = belonging.is_still(photo)
    if photo.moment != Moment.REPORT and not from_call:
        detail = "A tenant adds photos of the fault, or stills of a call."
        raise AnnouncementRefused.because_of("/moment", detail)
    _refuse_links(photo)
    if from_call:
        _refuse_footage(photo)
    async with transaction():
        await _refuse_closed(actor)
        earlier = await _announced_before(photo.id, actor)
        if earlier is None or not earlier.received_at:
            find_job = belonging.job_of_call if from_call else belonging.job_that_asked
            job = await find_job(photo, actor.request_id)
            await belonging.refuse_strangers(photo, actor.request_id, job.id if job else None)
            earlier = await _reserve(actor, photo, earlier, actor.request_id, job)
    return await _ticket(earlier, photo, objects)


async def announce_photo_from_outside(
    actor: Outsider, photo: Announcement, objects: ObjectStore, *, limit_bytes: int
) -> UploadTicket:
    """Reserve a place for what an outsider adds: a photo of a named slot, before or after."""
    refuse_impossible(photo, limit_bytes)
    _refuse_links(msgspec.structs.replace(photo, retake_of=None))
    _refuse_footage(photo)
    if photo.source != Source.LINK or photo.still_id:
        raise AnnouncementRefused.because_of("/source", "An outsider's photo comes by a link.")
    async with transaction():
        job = await job_to_add_to(actor)
        await _refuse_unnamed(photo, job)
        await _refuse_needless_retake(actor, photo)
        earlier = await _announced_before(photo.id, actor)
        if earlier is None or not earlier.received_at:
            earlier = await _reserve(actor, photo, earlier, job.request, job)
    return await _ticket(earlier, photo, objects)


async def receive_upload(
    actor: Tenant, photo: Announcement, data: bytes, objects: ObjectStore, *, limit_bytes: int
) -> Receipt:
    """The plain form's way in: the bytes came with the request, the rest is the same."""
    await announce_photo_of_case(actor, photo, objects, limit_bytes=limit_bytes)
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
    _refuse_ended(photo)
    if photo.state == PhotoState.ANNOUNCED:
        _refuse_others(actor, photo)
        photo.received_at = now()
        stored = await _read_back(actor, photo, objects)
        photo = await _take_in(actor, photo, stored, objects)
        _refuse_ended(photo)  # she may have taken it back meanwhile
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
        about = await about_photo(photo)
        photo.state = PhotoState.RECEIVED
        photo.received_at, photo.confirmed_at = received_at, now()
        photo.media_type = media_type
        photo.verdict = Verdict.PENDING if photo.moment == Moment.AFTER else None
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
        await append("photo.refused", await about_photo(photo), actor, whose)
    return doomed


async def _is_still_needed(photo: EvidencePhoto) -> bool:
    return photo.moment == Moment.AFTER and await Job.exists().where(
        (Job.id == photo.job) & Job.state.not_in([*OVER])
    )


async def about_photo(photo: EvidencePhoto) -> About:
    """What a journal entry about this photo is about."""
    organisation_id = await organisation_of(photo.request)
    if organisation_id is None:
        raise NotFound
    return About(organisation_id, photo.request, photo.job, photo.id)


def _refuse_links(photo: Announcement) -> None:
    for pointer, link in (
        ("/retakeOf", photo.retake_of),
        ("/beforePhotoId", photo.before_photo_id),
        ("/visitId", photo.visit_id),
    ):
        if link:
            raise AnnouncementRefused.because_of(pointer, "This link is made by the technician.")


def _refuse_footage(photo: Announcement) -> None:
    if photo.kind != Kind.PHOTO:
        detail = "Here only a photo will do."
        raise AnnouncementRefused.because_of("/kind", detail)


async def _announced_before(photo_id: UUID, actor: Sender) -> EvidencePhoto | None:
    if await access.lock_photo(photo_id) is None:
        return None
    photo = await access.photo_to_see(actor, photo_id)
    _refuse_others(actor, photo)
    _refuse_ended(photo)
    return photo


def _refuse_ended(photo: EvidencePhoto) -> None:
    if photo.state == PhotoState.REFUSED:
        raise (NotAPicture if photo.kind == Kind.PHOTO else NotPlayable).named(photo.id)
    if photo.state == PhotoState.STRUCK:
        raise StillStruck(photo=str(photo.id))


def _refuse_others(actor: Sender, photo: EvidencePhoto) -> None:
    """A photo on its way is nobody's but the one's who announced it, however many may see it."""
    announced_by = (_technician(actor), _outsider(actor))
    if isinstance(actor, Coordinator) or (photo.technician_id, photo.outsider_link) != announced_by:
        raise NotFound


def _technician(actor: Sender) -> UUID | None:
    return actor.person_id if isinstance(actor, Technician) else None


def _outsider(actor: Sender) -> UUID | None:
    return actor.link_id if isinstance(actor, Outsider) else None


async def _refuse_unnamed(photo: Announcement, job: Job) -> None:
    request = await RepairRequest.objects().get(RepairRequest.id == job.request)
    if request is None:
        raise NotFound
    wanted = {
        (slot.key, moment)
        for slot in slots_for(request.fault, "nl")
        for moment, count in ((Moment.BEFORE, slot.before), (Moment.AFTER, slot.after))
        if count
    }
    if (photo.slot, photo.moment) not in wanted:
        raise AnnouncementRefused.because_of("/slot", "This job wants no such photo.")


async def _refuse_needless_retake(actor: Outsider, photo: Announcement) -> None:
    """Only what was sent back to her is taken again, at the same spot."""
    if photo.retake_of is None:
        return
    earlier = await access.photo_to_see(actor, photo.retake_of)
    if earlier.verdict != Verdict.SENT_BACK or (earlier.slot, earlier.moment) != (
        photo.slot,
        photo.moment,
    ):
        detail = "That photo was not sent back at this spot."
        raise AnnouncementRefused.because_of("/retakeOf", detail)


async def _refuse_closed(tenant: Tenant) -> None:
    request = await RepairRequest.objects().get(RepairRequest.id == tenant.request_id)
    if request is None:
        raise NotFound
    if request.state in (RequestState.CLOSED, RequestState.CANCELLED):
        raise RequestIsClosed(number=request.number)


async def _reserve(
    actor: Technician | Tenant | Outsider,
    photo: Announcement,
    earlier: EvidencePhoto | None,
    request_id: UUID,
    job: Job | None,
) -> EvidencePhoto:
    parts = msgspec.json.encode(photo.part_hashes).decode()
    told = (photo.sha256, photo.byte_count, parts)
    if earlier and (earlier.sha256, earlier.byte_count, earlier.part_hashes) == told:
        # Her new address is good for another hour, so the place must not be cleared before that.
        again = {EvidencePhoto.announced_at: now(), EvidencePhoto.swept_at: None}
        await EvidencePhoto.update({**again}).where(EvidencePhoto.id == earlier.id)
        return earlier
    key = evidence_key(actor.organisation_id, photo.id, extension_of(photo), at=now())
    record = EvidencePhoto(
        id=photo.id,
        request=request_id,
        job=job.id if job else None,
        visit_id=photo.visit_id,
        moment=photo.moment,
        source=photo.source,
        slot=photo.slot,
        kind=photo.kind,
        seconds=photo.seconds,
        part_hashes=parts,
        object_key=key,
        media_type=photo.media_type,
        byte_count=photo.byte_count,
        sha256=photo.sha256,
        taken_at=photo.taken_at,
        clock_offset_ms=photo.clock_offset_ms,
        findings=msgspec.json.encode(photo.findings).decode(),
        retakes_asked=photo.retakes_asked,
        latitude=photo.position.latitude if photo.position else None,
        longitude=photo.position.longitude if photo.position else None,
        accuracy_m=photo.position.accuracy_m if photo.position else None,
        taken_by=actor.name,
        technician_id=_technician(actor),
        outsider_link=_outsider(actor),
        announced_at=now(),
        still_id=photo.still_id,
        before_photo=photo.before_photo_id,
        retake_of=photo.retake_of,
    )
    if earlier:  # announced before with other bytes, and never received
        await doom_places(earlier)
        await EvidencePhoto.update({**record.to_dict()}).where(EvidencePhoto.id == photo.id)
    else:
        await insert(record)
    await append("photo.announced", await about_photo(record), actor, {"moment": photo.moment})
    return record


async def _ticket(
    photo: EvidencePhoto, announced: Announcement, objects: ObjectStore
) -> UploadTicket:
    if photo.received_at:
        # Evidence is never overwritten.
        return UploadTicket(photo.id, upload=None, parts=[], poster=None)
    poster = announced.poster and objects.presign_upload(
        poster_key(photo.object_key),
        byte_count=announced.poster.byte_count,
        media_type="image/jpeg",
        sha256=announced.poster.sha256,
    )
    parts = await missing_parts(photo, objects)
    whole = None
    if not announced.part_hashes:
        whole = objects.presign_upload(
            photo.object_key,
            byte_count=photo.byte_count,
            media_type=photo.media_type,
            sha256=photo.sha256,
        )
    return UploadTicket(
        photo.id,
        upload=_where(whole) if whole else None,
        parts=parts,
        poster=_where(poster) if poster else None,
    )


def _where(place: PresignedUpload) -> Upload:
    return Upload(place.url, place.headers, place.expires_at)
