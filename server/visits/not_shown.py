"""Nobody of ours came: the block is over, and she heard nothing. That failed on our side, and she
is told so; until a phone that was without a network tells that he was there after all."""

from datetime import datetime, timedelta
from uuid import UUID

from server.appointments import keeping
from server.appointments.tables import AppointmentState
from server.clock import now
from server.database import few, select, transaction
from server.jobs.access import lock_job_itself
from server.jobs.service import about
from server.jobs.tables import Job, JobState
from server.journal.service import append
from server.repair_requests.failing import count_failed, uncount_failed

GRACE = timedelta(hours=2)
"""After the block: he may be late, or below ground without a network."""
_LOOKED_BACK = timedelta(days=7)
"""What is older than that, nobody apologises for any more."""
_AHEAD = (JobState.GIVEN, JobState.PREPARED, JobState.INTERRUPTED, JobState.SENT_BACK)


async def note_not_shown() -> None:
    """Every visit whose block is over by so much, while nobody came or is on his way."""
    for appointment_id, job_id in await select(
        lambda *row: row,
        "SELECT a.id, a.job FROM appointment a JOIN job j ON j.id = a.job"
        " WHERE a.state = 'planned' AND a.ends_at <= {} AND a.ends_at > {}"
        " AND j.state IN ({}, {}, {}, {}) ORDER BY a.ends_at LIMIT 500",
        now() - GRACE,
        now() - _LOOKED_BACK,
        *_AHEAD,
    ):
        async with transaction():
            await _note(await lock_job_itself(job_id), appointment_id)


async def _note(job: Job, appointment_id: UUID) -> None:
    planned = await keeping.planned_of(job.id)
    if planned is None or planned.id != appointment_id or planned.ends_at > now() - GRACE:
        return
    if job.state not in _AHEAD or await _is_coming(job.id):
        return
    await keeping.nobody_came(planned.id)
    await count_failed(job.request)
    told = {"beginsAt": planned.begins_at.isoformat(), "endsAt": planned.ends_at.isoformat()}
    await append("appointment.not_shown", about(job, planned.id), None, told)


async def _is_coming(job_id: UUID) -> bool:
    return bool(
        await few(
            lambda found: found,
            "SELECT id FROM approach WHERE id = {} AND lapses_at > {}",
            *(job_id, now()),
        )
    )


async def came_after_all(job: Job, came_at: datetime, state: AppointmentState) -> bool:
    """Whether this tells of a visit that counted as ours that failed; then it does no more. What
    she chose instead stays until the work is done."""
    missed = await keeping.missed_around(job.id, came_at, GRACE)
    if missed is None:
        return False
    await keeping.came(missed.id, state)
    await uncount_failed(job.request)
    await append("appointment.kept_after_all", about(job, missed.id), None)
    return True
