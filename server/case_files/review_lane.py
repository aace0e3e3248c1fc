"""The lane of photos to judge: each with the one from before, and what the job promised."""

from typing import Any
from uuid import UUID

from server.actors import Coordinator
from server.case_files.schemas import OnPhone, ReviewItem, ReviewJob, ReviewLane
from server.database import select
from server.evidence.reading import photos_of_requests, photos_where
from server.evidence.resemblance import resembled_by
from server.evidence.schemas import Photo, Position
from server.evidence.slots import slot_named
from server.repair_requests.faults import title_of
from storage.objects import ObjectStore

_TO_REVIEW = (
    "p.verdict = 'pending' AND p.state IN ('received', 'ready') AND p.job IN"
    " (SELECT id FROM job WHERE organisation = {} AND state NOT IN ('done', 'cancelled'))"
)

_POSITIONS = "SELECT p.id, p.latitude, p.longitude, p.accuracy_m FROM evidence_photo p"


async def review_lane(actor: Coordinator, language: str, objects: ObjectStore) -> ReviewLane:
    """Everything that waits for a verdict, the one that came first on top."""
    photos = await photos_where(_TO_REVIEW, [actor.organisation_id], objects)
    jobs = await _jobs(actor, language)
    others = await photos_of_requests(list({photo.request_id for photo in photos}), objects)
    resembled = await resembled_by([photo.id for photo in photos], objects)
    positions = await _positions(actor)
    items = [
        ReviewItem(
            photo,
            _before(photo, others[photo.request_id]),
            resembled.get(photo.id, []),
            slot_named(photo.slot, language),
            positions.get(photo.id),
            jobs[photo.job_id],
        )
        for photo in sorted(photos, key=lambda photo: photo.chain_seq or 0)
        if photo.job_id in jobs
    ]
    return ReviewLane(items, await _on_phones(actor))


def _before(after: Photo, photos: list[Photo]) -> Photo | None:
    """The photo it was paired with, else the newest one from before the work, of the same slot if
    there is one, else the tenant's."""
    paired = [photo for photo in photos if photo.id == after.before_photo_id]
    before = [photo for photo in photos if photo.moment == "before"]
    same_slot = [photo for photo in before if after.slot and photo.slot == after.slot]
    reported = [photo for photo in photos if photo.moment == "report"]
    candidates = paired or same_slot[-1:] or before[-1:] or reported[:1]
    return candidates[0] if candidates else None


async def _jobs(actor: Coordinator, language: str) -> dict[UUID | None, ReviewJob]:
    def job(*columns: Any) -> ReviewJob:
        job_id, request_id, number, fault, room, technician, *rest = columns
        street, house_number, promised, inside = rest
        return ReviewJob(
            job_id,
            request_id,
            number,
            title_of(fault, room, language),
            technician,
            f"{street} {house_number}",
            promised,
            inside,
        )

    jobs = await select(
        job,
        "SELECT j.id, r.id, r.number, r.fault, r.room, t.name, d.street, d.house_number,"
        " o.minutes_promised, (SELECT sum(minutes) FROM visit WHERE job = j.id)"
        " FROM job j JOIN repair_request r ON r.id = j.request"
        " JOIN dwelling d ON d.id = r.dwelling JOIN person t ON t.id = j.assigned_to"
        " LEFT JOIN outcome o ON o.job = j.id"
        " WHERE j.organisation = {} AND j.state NOT IN ('done', 'cancelled')",
        actor.organisation_id,
    )
    return {job.id: job for job in jobs}


async def _positions(actor: Coordinator) -> dict[UUID, Position]:
    """Where the photos to judge were taken: for the reviewer alone, hence beside the photo."""
    found = await select(
        lambda photo, *where: (photo, Position(*where)),
        f"{_POSITIONS} WHERE {_TO_REVIEW} AND p.latitude IS NOT NULL",
        actor.organisation_id,
    )
    return dict(found)


async def _on_phones(actor: Coordinator) -> list[OnPhone]:
    counted = await select(
        OnPhone,
        "SELECT t.name, sum(o.missing) FROM (SELECT j.assigned_to AS technician,"
        "   (SELECT max(v.photos_taken) FROM visit v WHERE v.job = j.id)"
        "   - (SELECT count(*) FROM evidence_photo p WHERE p.job = j.id"
        "     AND p.technician_id IS NOT NULL AND p.retake_of IS NULL"
        "     AND p.state <> 'announced') AS missing"
        "   FROM job j WHERE j.organisation = {} AND j.state NOT IN ('done', 'cancelled')) o"
        " JOIN person t ON t.id = o.technician WHERE o.missing > 0"
        " GROUP BY t.id, t.name ORDER BY t.name",
        actor.organisation_id,
    )
    return [OnPhone(phone.technician_name, int(phone.count)) for phone in counted]
