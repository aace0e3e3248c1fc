"""The technician at the door. Every function may be sent twice: phones retry."""

from collections.abc import Sequence
from uuid import UUID

from server.actors import Technician
from server.appointments import keeping
from server.appointments.tables import AppointmentState
from server.database import change, transaction
from server.errors import NotFound
from server.jobs.access import job_as_of, lock_job
from server.jobs.service import about
from server.journal.service import append
from server.visits import leaving
from server.visits.approaching import forget
from server.visits.errors import AlreadyInside
from server.visits.minutes import minutes_inside
from server.visits.moving import advance
from server.visits.not_shown import came_after_all
from server.visits.schemas import Arrival, Departure
from server.visits.tables import Visit
from server.visits.times import refuse_before, refuse_before_given, refuse_future


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
        refuse_future(arrival.arrived_at, "/arrivedAt")
        refuse_before_given(arrival.arrived_at, job.given_at, "/arrivedAt")
        if await Visit.exists().where((Visit.job == job_id) & Visit.left_at.is_null()):
            raise AlreadyInside(job=str(job_id))
        visit = Visit(
            id=arrival.id, job=job_id, technician=actor.person_id, arrived_at=arrival.arrived_at
        )
        await Visit.insert(visit)
        await forget(job_id)
        if not await came_after_all(job, arrival.arrived_at, AppointmentState.KEPT):
            await keeping.keep(job_id, actor.person_id)
        await advance(job, "arrived")
        moment = {"arrivedAt": arrival.arrived_at.isoformat()}
        await append("visit.arrived", about(job, visit.id), actor, moment)


async def leave(actor: Technician, visit_id: UUID, departure: Departure) -> UUID:
    """The minutes inside are complete; the id of the job."""
    leaving.refuse_half(departure)
    async with transaction():
        found = await _visit(visit_id)
        job = await lock_job(actor, found.job)
        found = await _visit(visit_id)  # he may have left while we waited for the lock
        if found.left_at:
            return job.id
        refuse_future(departure.left_at, "/leftAt")
        refuse_before(departure.left_at, found.arrived_at, "/leftAt", "This is before the arrival.")
        minutes = minutes_inside(found.arrived_at, departure.left_at)
        await leaving.keep(visit_id, departure, minutes)
        await _count(job.id, departure.photos)
        await advance(job, leaving.MOVE_OF[departure.outcome])
        facts = {"minutesInside": minutes, "photosTaken": departure.photos_taken}
        await append("visit.left", about(job, visit_id), actor, facts)
        await leaving.write_down(actor, job, visit_id, departure)
        await leaving.use_parts(actor, job, visit_id, departure.parts_used)
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


async def minutes_in_home(job_id: UUID) -> int:
    """All visits of the job together; visits that still last do not count."""
    visits = await Visit.objects().where((Visit.job == job_id) & Visit.left_at.is_not_null())
    return sum(visit.minutes for visit in visits)


async def is_everyone_out(job_id: UUID) -> bool:
    """There was a visit, and nobody is inside any more."""
    visits = await Visit.objects().where(Visit.job == job_id)
    return bool(visits) and all(visit.left_at for visit in visits)
