"""A call that did not come about: it is written down and said, and the tenant is asked for another
moment. Twice at most; then somebody comes without one, since a call is never a condition."""

from uuid import UUID

from server.actors import Technician
from server.clock import now
from server.database import change, one, select, transaction
from server.jobs.access import lock_job_itself
from server.jobs.service import about
from server.jobs.tables import OVER, Job, JobState
from server.journal.service import append
from server.previsits.choices import have_her_choose
from server.previsits.tables import (
    MISSED_AFTER,
    MOST_CALLS_MISSED,
    Previsit,
    PrevisitState,
    absent,
    state_at,
)
from server.repair_requests.failing import count_failed


async def note_missed() -> None:
    """Every call that nobody opened within the hour."""
    for previsit_id, job_id in await select(
        lambda *row: row,
        "SELECT v.id, v.job FROM previsit v JOIN job j ON j.id = v.job WHERE v.state = 'planned'"
        " AND v.planned_at < {} AND j.state NOT IN ({}, {}) ORDER BY v.planned_at LIMIT 500",
        now() - MISSED_AFTER,
        *OVER,
    ):
        async with transaction():
            job = await lock_job_itself(job_id)
            call = await one(Previsit, "id = {}", previsit_id)
            if call is None or call.state != PrevisitState.PLANNED or job.state in OVER:
                continue
            if state_at(call.state, call.planned_at, now()) == PrevisitState.MISSED:
                await miss(job, call, None)


async def miss(job: Job, call: Previsit, noted_by: Technician | None) -> None:
    """Of a job that is locked. Who did not come is kept apart, and nobody is blamed."""
    await change(
        "UPDATE previsit SET state = {}, ended_at = {} WHERE id = {}",
        PrevisitState.MISSED,
        now() if call.opened_at else None,
        call.id,
    )
    is_asked = job.state == JobState.GIVEN and await _missed(job.id) < MOST_CALLS_MISSED
    if not call.opened_at:  # whoever waited, waited for us
        await count_failed(job.request)
    told = {"absent": absent(call.opened_at, call.tenant_joined_at), "isAskedAgain": is_asked}
    await append("previsit.missed", about(job, call.id), noted_by, told)
    if is_asked:
        await have_her_choose(job)


async def _missed(job_id: UUID) -> int:
    return await Previsit.count().where(
        (Previsit.job == job_id) & (Previsit.state == PrevisitState.MISSED)
    )
