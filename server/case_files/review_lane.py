"""The lane of photos to judge: each with the one from before, and what the job promised."""

from collections.abc import Sequence
from typing import Any, NamedTuple
from uuid import UUID

from server.actors import Coordinator
from server.case_files.lane_page import LAST_VISIT, Sieve, counts, page_of
from server.case_files.schemas import (
    LaneChoices,
    NamedChoice,
    OnPhone,
    ReviewItem,
    ReviewJob,
    ReviewLane,
)
from server.database import select
from server.evidence.on_phones import ON_PHONE
from server.evidence.reading import for_staff, photos_where
from server.evidence.resemblance import resembled_by
from server.evidence.schemas import Photo, Position
from server.evidence.slots import SIGNATURE, slot_named
from server.evidence.tagging import tags_of, words_of
from server.jobs.access import jobs_of
from server.repair_requests.faults import title_of
from storage.objects import ObjectStore

_OPEN = "j.state NOT IN ('done', 'cancelled')"


async def review_lane(
    actor: Coordinator, language: str, objects: ObjectStore, sieve: Sieve, after: str | None
) -> ReviewLane:
    """A page of what waits for a verdict, or of what was judged in jobs that are open."""
    ids, next_cursor = await page_of(actor, sieve, after, language)
    return ReviewLane(
        items=await _items(ids, language, objects),
        next_cursor=next_cursor,
        counts=await counts(actor),
        choices=await _choices(actor, language),
        on_phones=await _on_phones(actor),
    )


async def _items(ids: Sequence[UUID], language: str, objects: ObjectStore) -> list[ReviewItem]:
    if not ids:
        return []
    places = ", ".join(["{}"] * len(ids))
    photos = await for_staff(await photos_where(f"p.id IN ({places})", ids, objects))
    known = {photo.id: photo for photo in photos}
    in_order = [known[photo_id] for photo_id in ids if photo_id in known]
    jobs = await _jobs(list({photo.job_id for photo in photos}), language)
    before = await _before(in_order, objects)
    resembled = await resembled_by(ids, objects)
    positions = await _positions(ids)
    tags = await tags_of(ids)
    return [
        ReviewItem(
            photo,
            before.get(photo.id),
            resembled.get(photo.id, []),
            slot_named(photo.slot, language),
            positions.get(photo.id),
            tags.get(photo.id, []),
            jobs[photo.job_id],
        )
        for photo in in_order
        if photo.job_id in jobs
    ]


class _Earlier(NamedTuple):
    """What may stand beside an after photo."""

    id: UUID
    request_id: UUID
    moment: str
    slot: str


async def _before(after: Sequence[Photo], objects: ObjectStore) -> dict[UUID, Photo]:
    """The photo to compare each with. Only these get an address: nothing else is shown."""
    requests = list({photo.request_id for photo in after})
    places = ", ".join(["{}"] * len(requests))
    earlier = await select(
        _Earlier,
        "SELECT p.id, p.request, p.moment, p.slot FROM evidence_photo p"  # noqa: S608 - places only
        f" WHERE p.request IN ({places}) AND p.state IN ('received', 'ready')"
        " ORDER BY p.taken_at, p.id",
        *requests,
    )
    by_request: dict[UUID, list[_Earlier]] = {request_id: [] for request_id in requests}
    for photo in earlier:
        by_request[photo.request_id].append(photo)
    chosen = {
        photo.id: beside
        for photo in after
        if (beside := _beside(photo, by_request[photo.request_id]))
    }
    if not chosen:
        return {}
    ids = list(set(chosen.values()))
    places = ", ".join(["{}"] * len(ids))
    shown = {photo.id: photo for photo in await photos_where(f"p.id IN ({places})", ids, objects)}
    return {photo_id: shown[beside] for photo_id, beside in chosen.items()}


def _beside(after: Photo, photos: Sequence[_Earlier]) -> UUID | None:
    """The photo it was paired with, else the newest one from before the work, of the same slot if
    there is one, else the tenant's."""
    if after.slot == SIGNATURE:
        return None
    paired = [photo for photo in photos if photo.id == after.before_photo_id]
    before = [photo for photo in photos if photo.moment == "before"]
    same_slot = [photo for photo in before if after.slot and photo.slot == after.slot]
    reported = [photo for photo in photos if photo.moment == "report"]
    candidates = paired or same_slot[-1:] or before[-1:] or reported[:1]
    return candidates[0].id if candidates else None


async def _jobs(ids: Sequence[UUID | None], language: str) -> dict[UUID | None, ReviewJob]:
    def job(*columns: Any) -> ReviewJob:
        job_id, request_id, number, fault, room, technician, *rest = columns
        street, house_number, promised, inside, arrived_at, left_at = rest
        return ReviewJob(
            job_id,
            request_id,
            number,
            title_of(fault, room, language),
            technician,
            f"{street} {house_number}",
            promised,
            inside,
            arrived_at,
            left_at,
        )

    places = ", ".join(["{}"] * len(ids))
    jobs = await select(
        job,
        "SELECT j.id, r.id, r.number, r.fault, r.room, t.name, d.street, d.house_number,"  # noqa: S608 - places only
        " o.minutes_promised, (SELECT sum(minutes) FROM visit WHERE job = j.id),"
        " v.arrived_at, v.left_at"
        " FROM job j JOIN repair_request r ON r.id = j.request"
        " JOIN dwelling d ON d.id = r.dwelling JOIN person t ON t.id = j.assigned_to"
        " LEFT JOIN outcome o ON o.job = j.id"
        f"{LAST_VISIT}"
        f" WHERE j.id IN ({places})",
        *ids,
    )
    return {job.id: job for job in jobs}


async def _positions(ids: Sequence[UUID]) -> dict[UUID, Position]:
    """Where the photos to judge were taken: for the reviewer alone, hence beside the photo."""
    places = ", ".join(["{}"] * len(ids))
    found = await select(
        lambda photo, *where: (photo, Position(*where)),
        "SELECT p.id, p.latitude, p.longitude, p.accuracy_m FROM evidence_photo p"  # noqa: S608 - places only
        f" WHERE p.id IN ({places}) AND p.latitude IS NOT NULL",
        *ids,
    )
    return dict(found)


async def _choices(actor: Coordinator, language: str) -> LaneChoices:
    """What can be filtered by: whatever occurs among the photos of open jobs."""
    judged = (
        " FROM evidence_photo p JOIN job j ON j.id = p.job"
        f" WHERE {jobs_of(actor)} AND {_OPEN} AND p.verdict IS NOT NULL"
    )
    technicians = await select(
        lambda person, name: NamedChoice(str(person), name),
        "SELECT DISTINCT t.id, t.name FROM person t JOIN job j ON j.assigned_to = t.id"  # noqa: S608 - fixed text
        f" WHERE {jobs_of(actor)} AND {_OPEN}"
        " AND EXISTS (SELECT 1 FROM evidence_photo p WHERE p.job = j.id"
        " AND p.verdict IS NOT NULL) ORDER BY t.name",
        actor.organisation_id,
    )
    slots = await select(
        lambda slot: slot, f"SELECT DISTINCT p.slot{judged}", actor.organisation_id
    )
    named = [(key, slot_named(key, language)) for key in slots]
    return LaneChoices(
        technicians=technicians,
        slots=sorted(
            (NamedChoice(key, slot.name) for key, slot in named if slot),
            key=lambda choice: choice.name,
        ),
        tags=await words_of(actor.organisation_id),
    )


async def _on_phones(actor: Coordinator) -> list[OnPhone]:
    counted = await select(
        OnPhone,
        "SELECT t.name, sum(o.missing) FROM (SELECT j.assigned_to AS technician,"  # noqa: S608 - fixed text
        f"   ({ON_PHONE}) AS missing FROM job j WHERE {jobs_of(actor)} AND {_OPEN}) o"
        " JOIN person t ON t.id = o.technician WHERE o.missing > 0"
        " GROUP BY t.id, t.name ORDER BY t.name",
        actor.organisation_id,
    )
    return [OnPhone(phone.technician_name, int(phone.count)) for phone in counted]
