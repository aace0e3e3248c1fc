"""Whoever expects somebody is reminded on the working day before."""

from datetime import datetime, time, timedelta
from uuid import UUID

from server.appointments.tables import Appointment
from server.clock import HOME, now
from server.contractors.working_days import is_working_day
from server.database import change, one, select, transaction
from server.jobs.access import lock_job_itself
from server.jobs.service import about
from server.journal.service import append

_AT = time(10)
_NOT_WITHIN = timedelta(hours=12)
"""Who has just been told needs no reminder."""


def remind_at(begins_at: datetime, told_at: datetime) -> datetime | None:
    """In the morning of the working day before; None when she was told shortly before that."""
    day = begins_at.astimezone(HOME).date() - timedelta(days=1)
    while not is_working_day(day):
        day -= timedelta(days=1)
    moment = datetime.combine(day, _AT, HOME).astimezone(told_at.tzinfo)
    return moment if moment >= told_at + _NOT_WITHIN else None


async def remind() -> None:
    """Each once, as long as it is still to come."""
    for appointment_id, job_id in await select(
        _ids,
        "SELECT id, job FROM appointment WHERE state = 'planned' AND reminded_at IS NULL"
        " AND remind_at <= {} AND begins_at > {}",
        now(),
        now(),
    ):
        async with transaction():
            job = await lock_job_itself(job_id)
            waiting = await one(
                Appointment,
                "id = {} AND state = 'planned' AND reminded_at IS NULL",
                appointment_id,
            )
            if waiting is None:
                continue
            await change(
                "UPDATE appointment SET reminded_at = {} WHERE id = {}", now(), appointment_id
            )
            await append("appointment.reminded", about(job, appointment_id), None)


def _ids(appointment_id: UUID, job_id: UUID) -> tuple[UUID, UUID]:
    return appointment_id, job_id
