"""The technician at the door. Every function may be sent twice: phones retry."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from server.actors import Technician
from server.appointments import keeping
from server.clock import now
from server.database import change, transaction
from server.errors import NotFound
from server.jobs.access import job_as_of, lock_job
from server.jobs.service import about, move
from server.jobs.tables import OVER, JobState
from server.journal.service import append
from server.visits.errors import AlreadyInside, TimeImpossible
from server.visits.minutes import minutes_inside
from server.visits.schemas import Arrival, Departure
from server.visits.tables import Visit

_CLOCKS_DIFFER = timedelta(minutes=5)
_GIVEN_BY_PHONE = timedelta(days=1)  # the office may write the job down after he went


async def arrive(actor: Technician, job_id: UUID, arrival: Arrival) -> None:
    """From here the minutes inside count."""
    async with transaction():
        await lock_job(actor, job_id)
        earlier = await Visit.objects().get(Visit.id == arrival.id)
        if earlier and earlier.job != job_id:
            raise NotFound  # knowing an id must not open somebody else's visit
        if earlier:
            return
        # It may have been called off while he was inside, without a network: he was there.
        job = await job_as_of(actor, job_id, arrival.arrived_at)
        _refuse_future(arrival.arrived_at, "/arrivedAt")
        if arrival.arrived_at < job.given_at - _GIVEN_BY_PHONE:
            detail = "This is long before the job was given."
            raise TimeImpossible(errors=[{"pointer": "/arrivedAt", "detail": detail}])
        if await Visit.exists().where((Visit.job == job_id) & Visit.left_at.is_null()):
            raise AlreadyInside(job=str(job_id))
        visit = Visit(
            id=arrival.id, job=job_id, technician=actor.person_id, arrived_at=arrival.arrived_at
        )
        await Visit.insert(visit)
        await keeping.keep(job_id, actor.person_id)
        if job.state not in OVER:
            await move(job, JobState.IN_PROGRESS)
        moment = {"arrivedAt": arrival.arrived_at.isoformat()}
        await append("visit.arrived", about(job, visit.id), actor, moment)


async def leave(actor: Technician, visit_id: UUID, departure: Departure) -> UUID:
    """The minutes inside are complete; the id of the job."""
    async with transaction():
        found = await _visit(visit_id)
        job = await lock_job(actor, found.job)
        found = await _visit(visit_id)  # he may have left while we waited for the lock
        if found.left_at:
            return job.id
        _refuse_future(departure.left_at, "/leftAt")
        if departure.left_at < found.arrived_at:
            raise TimeImpossible(
                errors=[{"pointer": "/leftAt", "detail": "This is before the arrival."}]
            )
        minutes = minutes_inside(found.arrived_at, departure.left_at)
        await Visit.update(
            {
                Visit.left_at: departure.left_at,
                Visit.minutes: minutes,
                Visit.photos_taken: departure.photos_taken,
                Visit.note: departure.note.strip(),
            }
        ).where(Visit.id == visit_id)
        await _count(job.id, departure.photos)
        if job.state not in OVER:
            await move(job, JobState.IN_REVIEW)
        facts = {"minutesInside": minutes, "photosTaken": departure.photos_taken}
        await append("visit.left", about(job, visit_id), actor, facts)
    return job.id


async def _count(job_id: UUID, photos: Sequence[UUID]) -> None:
    # What a visit before counted, or he has given up meanwhile, stays as it is.
    for photo_id in photos:
        await change(
            "INSERT INTO counted_photo (job, photo) VALUES ({}, {})"
            " ON CONFLICT (job, photo) DO NOTHING",
            job_id,
            photo_id,
        )


async def _visit(visit_id: UUID) -> Visit:
    visit = await Visit.objects().get(Visit.id == visit_id)
    if visit is None:
        raise NotFound
    return visit


def _refuse_future(moment: datetime, pointer: str) -> None:
    if moment > now() + _CLOCKS_DIFFER:
        raise TimeImpossible(errors=[{"pointer": pointer, "detail": "This is in the future."}])


async def minutes_in_home(job_id: UUID) -> int:
    """All visits of the job together; visits that still last do not count."""
    visits = await Visit.objects().where((Visit.job == job_id) & Visit.left_at.is_not_null())
    return sum(visit.minutes for visit in visits)


async def is_everyone_out(job_id: UUID) -> bool:
    """There was a visit, and nobody is inside any more."""
    visits = await Visit.objects().where(Visit.job == job_id)
    return bool(visits) and all(visit.left_at for visit in visits)
