"""Nobody opened the door. What that takes, and what the office has to do about it: nothing is
closed by itself.

The second time at one home the office calls; after the third a manager decides.
"""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any, Literal
from uuid import UUID

from msgspec import json

from server.actors import Coordinator, Technician
from server.appointments import keeping
from server.appointments.tables import AppointmentState
from server.clock import now
from server.database import change, few, insert, one, select, transaction
from server.errors import NotAllowed, NotFound
from server.jobs.access import job_as_of, lock_job
from server.jobs.service import about, cancel_repair
from server.jobs.tables import Job
from server.journal.service import append
from server.visits.approaching import forget
from server.visits.errors import (
    AttemptsMissing,
    DoorPhotoMissing,
    FollowedUp,
    ManagerDecides,
    WaitedTooShort,
)
from server.visits.moving import advance
from server.visits.not_shown import came_after_all
from server.visits.schemas import Attempt, FollowUp, NewNoAccess, NoAccessFacts
from server.visits.tables import Approach, NoAccess
from server.visits.times import refuse_before, refuse_before_given, refuse_future

WAITS = timedelta(minutes=10)
FEWEST_ATTEMPTS = 2
CALLS_AFTER = 2
DECIDES_AFTER = 3

Needs = Literal["call", "decision"]

TIMES = "(SELECT count(*) FROM no_access n JOIN job nj ON nj.id = n.job WHERE nj.request = r.id)"
"""In SQL, for a request `r`: how often nobody opened."""
UNSEEN = (
    "(SELECT count(*) FROM no_access n JOIN job nj ON nj.id = n.job"
    " WHERE nj.request = r.id AND n.followed_up_at IS NULL AND n.gave_up_at ="
    " (SELECT max(m.gave_up_at) FROM no_access m JOIN job mj ON mj.id = m.job"
    " WHERE mj.request = r.id))"
)
"""The same: whether nobody did something about the last time."""
WITHOUT_ACCESS = "SELECT DISTINCT wj.request FROM no_access w JOIN job wj ON wj.id = w.job"
"""The few that it happened to at all."""
TO_CALL = f"{TIMES} >= {CALLS_AFTER} AND {UNSEEN} > 0"


def needed(times: int, unseen: int) -> Needs | None:
    """What the office has to do before anybody comes again."""
    if not unseen or times < CALLS_AFTER:
        return None
    return "decision" if times >= DECIDES_AFTER else "call"


async def note_no_access(actor: Technician, job_id: UUID, told: NewNoAccess) -> None:
    """He gave up. Sent twice, it is noted once.

    Raises AttemptsMissing, WaitedTooShort and DoorPhotoMissing: what it takes.
    """
    async with transaction():
        job = await job_as_of(actor, job_id, told.gave_up_at)
        earlier = await one(NoAccess, "id = {}", told.id)
        if earlier and earlier.job != job_id:
            raise NotFound  # knowing an id must not tell of another job
        if earlier:
            return
        refuse_future(told.gave_up_at, "/gaveUpAt")
        refuse_before_given(told.at_door_at, job.given_at, "/atDoorAt")
        await _refuse_too_soon(job, told)
        await advance(job, "no_access")
        if not await came_after_all(job, told.at_door_at, AppointmentState.NO_ACCESS):
            await keeping.did_not_happen(job.id, AppointmentState.NO_ACCESS, None)
        await _keep(actor, job, told)


async def _refuse_too_soon(job: Job, told: NewNoAccess) -> None:
    refuse_before(told.gave_up_at, told.at_door_at, "/gaveUpAt", "This is before the door.")
    counted = [each for each in told.attempts if told.at_door_at <= each.at <= told.gave_up_at]
    if len(counted) < FEWEST_ATTEMPTS:
        detail = f"{FEWEST_ATTEMPTS} attempts at the door are needed; {len(counted)} are told."
        raise AttemptsMissing(errors=[{"pointer": "/attempts", "detail": detail}])
    possible_from = await _at_door(job.id, told.at_door_at) + WAITS
    if told.gave_up_at < possible_from:
        detail = "Ten minutes at the door are needed."
        errors = [{"pointer": "/gaveUpAt", "detail": detail}]
        raise WaitedTooShort(errors=errors, possibleFrom=possible_from.isoformat())
    if told.photo is None and not told.no_photo_because.strip():
        detail = "Name the photo of the door, or say in `noPhotoBecause` why there is none."
        raise DoorPhotoMissing(errors=[{"pointer": "/photo", "detail": detail}])
    await _refuse_strange_photo(job, told.photo)


async def _at_door(job_id: UUID, told: datetime) -> datetime:
    """When his phone told us itself that he stood there, he did not stand there before."""
    approach = await one(Approach, "id = {}", job_id)
    known = approach.at_door_at if approach else None
    return max(told, known) if known else told


async def _refuse_strange_photo(job: Job, photo_id: UUID | None) -> None:
    """It may still be on the phone; one that is here is of this repair."""
    known = await few(
        lambda request: request, "SELECT request FROM evidence_photo WHERE id = {}", photo_id
    )
    if known and known[0] != job.request:
        detail = "That photo is of another repair."
        raise DoorPhotoMissing(errors=[{"pointer": "/photo", "detail": detail}])


async def _keep(actor: Technician, job: Job, told: NewNoAccess) -> None:
    await insert(
        NoAccess(
            id=told.id,
            job=job.id,
            technician=actor.person_id,
            at_door_at=told.at_door_at,
            gave_up_at=told.gave_up_at,
            attempts=json.encode(told.attempts).decode(),
            photo=told.photo,
            no_photo_because=told.no_photo_because.strip(),
        )
    )
    await forget(job.id)
    waited = round((told.gave_up_at - told.at_door_at).total_seconds() / 60)
    facts = {"attempts": len(told.attempts), "minutesWaited": waited}
    await append("visit.no_access", about(job, told.id), actor, facts)


async def follow_up(actor: Coordinator, no_access_id: UUID, done: FollowUp) -> UUID:
    """What the office did about it, in words; the job. With `stops` nobody comes any more, and she
    reads the words. After the third time only a manager may. The same twice changes nothing."""
    async with transaction():
        found = await one(NoAccess, "id = {}", no_access_id)
        if found is None:
            raise NotFound
        job = await lock_job(actor, found.job)
        if actor.is_contractor:
            raise NotAllowed("The corporation decides this.")
        found = await one(NoAccess, "id = {}", no_access_id)
        words = done.words.strip()
        if found is None or found.followed_up_at:
            if found and found.follow_up == words:
                return job.id
            raise FollowedUp(words=found.follow_up if found else "")
        times = await _times(job.request)
        if times >= DECIDES_AFTER and not actor.is_manager:
            raise ManagerDecides(times=times)
        await change(
            "UPDATE no_access SET followed_up_at = {}, followed_up_by = {}, follow_up = {}"
            " WHERE id = {}",
            *(now(), actor.name, words, no_access_id),
        )
        told: dict[str, Any] = {"words": words, "stops": done.stops}
        await append("visit.followed_up", about(job, no_access_id), actor, told)
        if done.stops:
            await cancel_repair(actor, job.request, words)
    return job.id


async def _times(request_id: UUID) -> int:
    (times,) = await few(
        int,
        "SELECT count(*) FROM no_access n JOIN job j ON j.id = n.job WHERE j.request = {}",
        request_id,
    )
    return times


async def no_access_of(job_ids: Sequence[UUID]) -> dict[UUID, list[NoAccessFacts]]:
    """By job, oldest first; who may see the jobs is decided before."""
    found: dict[UUID, list[NoAccessFacts]] = {job_id: [] for job_id in job_ids}
    if not job_ids:
        return found
    places = ", ".join("{}" for _ in job_ids)
    for job_id, facts in await select(
        _facts,
        "SELECT job, id, at_door_at, gave_up_at, attempts, photo, no_photo_because,"  # noqa: S608 - places only
        " followed_up_at, followed_up_by, follow_up FROM no_access"
        f" WHERE job IN ({places}) ORDER BY gave_up_at, id",
        *job_ids,
    ):
        found[job_id].append(facts)
    return found


def _facts(
    job_id: UUID,
    no_access_id: UUID,
    at_door_at: datetime,
    gave_up_at: datetime,
    attempts: str,
    *rest: Any,
) -> tuple[UUID, NoAccessFacts]:
    tried = json.decode(attempts, type=list[Attempt])
    return job_id, NoAccessFacts(no_access_id, at_door_at, gave_up_at, tried, *rest)
