"""A photo is announced: what it is and belongs to is looked at, and a place reserved for it.

It may be announced again: the same photo keeps its place.
"""

from datetime import timedelta
from uuid import UUID

import msgspec

from server.actors import CaseVisitor, Helper, Outsider, Sender, Staff, Technician
from server.clock import now
from server.database import insert, transaction
from server.errors import NotFound
from server.evidence import access, belonging
from server.evidence.disposal import doom_places
from server.evidence.errors import AnnouncementRefused
from server.evidence.kinds import extension_of, refuse_impossible
from server.evidence.parts import missing_parts
from server.evidence.schemas import Announcement, Upload, UploadTicket
from server.evidence.senders import (
    helper_in,
    outsider_in,
    refuse_ended,
    refuse_erased,
    refuse_flood,
    refuse_others,
    staff_in,
)
from server.evidence.slots import slots_for
from server.evidence.tables import EvidencePhoto, Kind, Moment, Source, Verdict
from server.jobs.access import job_as_of
from server.jobs.tables import Job
from server.journal.service import append
from server.outsiders.access import job_to_add_to
from server.repair_requests.errors import RequestIsClosed
from server.repair_requests.moving import OVER
from server.repair_requests.tables import RepairRequest, RequestState
from storage.keys import evidence_key, poster_key
from storage.objects import ObjectStore, PresignedUpload


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
        if earlier and earlier.job != job_id:
            raise NotFound
        if earlier is None or not earlier.received_at:
            # Evidence whenever it comes: a phone may have been in a drawer for a week.
            phone_is_ahead = timedelta(milliseconds=photo.clock_offset_ms)
            job = await job_as_of(actor, job_id, photo.taken_at, phone_is_ahead)
            if from_call:
                await belonging.job_of_call(photo, job.request)
            await belonging.refuse_strangers(photo, job.request, job.id)
            earlier = await _reserve(actor, photo, earlier, job.request, job)
    return await _ticket(earlier, photo, objects)


async def announce_photo_of_case(
    actor: CaseVisitor, photo: Announcement, objects: ObjectStore, *, limit_bytes: int
) -> UploadTicket:
    """Reserve a place for a tenant's photo: with her report, or the still of a call. Who helps her
    adds photos of the fault, and nothing that the technician asked her for."""
    refuse_impossible(photo, limit_bytes)
    belonging.refuse_link_source(photo)
    belonging.refuse_false_signature(photo)
    from_call = belonging.is_still(photo)
    if isinstance(actor, Helper) and (from_call or photo.slot):
        detail = "A helper adds photos of the fault; others were asked of the tenant."
        raise AnnouncementRefused.because_of("/slot" if photo.slot else "/source", detail)
    if photo.moment != Moment.REPORT and not from_call:
        detail = "A tenant adds photos of the fault, or stills of a call."
        raise AnnouncementRefused.because_of("/moment", detail)
    _refuse_links(photo)
    if from_call:
        _refuse_footage(photo)
    async with transaction():
        await _refuse_closed(actor.request_id)
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


async def announce_photo_for_chat(
    actor: Staff, request_id: UUID, photo: Announcement, objects: ObjectStore, *, limit_bytes: int
) -> UploadTicket:
    """Reserve a place for what staff show the tenant in the chat of her case. It belongs to no job:
    it is no spot of the work. Whose conversation it is was asked before."""
    refuse_impossible(photo, limit_bytes)
    _refuse_links(photo)
    _refuse_footage(photo)
    is_chosen_file = photo.source == Source.GALLERY and photo.moment == Moment.REPORT
    if not is_chosen_file or photo.slot or photo.still_id:
        detail = "A photo in the chat is a file that somebody chose, and answers no request."
        raise AnnouncementRefused.because_of("/source", detail)
    async with transaction():
        await _refuse_closed(request_id)
        earlier = await _announced_before(photo.id, actor)
        if earlier and earlier.request != request_id:
            raise NotFound
        if earlier is None or not earlier.received_at:
            earlier = await _reserve(actor, photo, earlier, request_id, None)
    return await _ticket(earlier, photo, objects)


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
    refuse_others(actor, photo)
    refuse_ended(photo)
    return photo


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


async def _refuse_closed(request_id: UUID) -> None:
    request = await RepairRequest.objects().get(RepairRequest.id == request_id)
    if request is None:
        raise NotFound
    if request.state in OVER - {RequestState.DONE, RequestState.SOLVED_BY_TENANT}:
        raise RequestIsClosed(number=request.number)


async def _reserve(
    actor: Sender,
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
    # A contractor's people take photos for the corporation.
    owner = job.organisation if job else await access.owner_of(request_id)
    key = evidence_key(owner, photo.id, extension_of(photo), at=now())
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
        technician_id=staff_in(actor),
        outsider_link=outsider_in(actor),
        helper_link=helper_in(actor),
        announced_at=now(),
        still_id=photo.still_id,
        before_photo=photo.before_photo_id,
        retake_of=photo.retake_of,
    )
    if earlier:  # announced before with other bytes, and never received
        await doom_places(earlier)
        await EvidencePhoto.update({**record.to_dict()}).where(EvidencePhoto.id == photo.id)
    else:
        await refuse_erased(request_id)
        await refuse_flood(actor, request_id)
        await insert(record)
    about = await access.about_photo(record)
    await append("photo.announced", about, actor, {"moment": photo.moment})
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
