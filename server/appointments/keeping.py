"""Appointments as rows: planned, moved, called off, kept. Whether a block is possible is decided
before, in `planning`; the job is locked by whoever calls."""

from datetime import datetime, timedelta
from uuid import UUID

from server.actors import Actor, Coordinator
from server.appointments.schemas import AppointmentFacts, LastAppointment
from server.appointments.tables import Appointment, AppointmentState, Because, Planner
from server.clock import now
from server.database import change, few, insert, one
from server.journal.service import About, append

_EARLY = timedelta(hours=2)
"""So long before its block somebody comes for it."""
_DOES_NOT_GO_ON = {Because.JOB_OVER: "appointment.lapsed"}
"""What she is told in another way has an event of its own, of which she is told nothing."""


async def planned_of(job_id: UUID) -> Appointment | None:
    """The one that is still to come, or goes on now."""
    return await one(Appointment, "job = {} AND state = 'planned'", job_id)


async def last_of(request_id: UUID) -> LastAppointment | None:
    """The newest of a repair."""
    found = await few(
        _last,
        "SELECT p.name, a.begins_at, a.ends_at, a.planned_by, a.because, (SELECT count(*)"
        "  FROM appointment o WHERE o.job = a.job AND o.state = 'moved')"
        " FROM appointment a JOIN job j ON j.id = a.job JOIN person p ON p.id = a.technician"
        " WHERE j.request = {} ORDER BY a.created_at DESC, a.id DESC LIMIT 1",
        request_id,
    )
    return found[0] if found else None


def _last(
    name: str, begins_at: datetime, ends_at: datetime, by: str, because: str | None, moves: int
) -> LastAppointment:
    why = Because(because) if because else None
    return LastAppointment(name, begins_at, ends_at, Planner(by), why, moves > 0)


async def moves_by_tenant(job_id: UUID) -> int:
    """How often she moved it herself."""
    (moves,) = await few(
        int,
        "SELECT count(*) FROM appointment"
        " WHERE job = {} AND state = 'moved' AND moved_by = 'tenant'",
        job_id,
    )
    return moves


def facts_of(kept: Appointment) -> AppointmentFacts:
    return AppointmentFacts(kept.id, kept.begins_at, kept.ends_at, Planner(kept.planned_by))


async def plan(new: Appointment, actor: Actor) -> None:
    """Somebody comes then. What was planned before is moved, by whoever plans this."""
    before = await planned_of(new.job)
    if before:
        await change(
            "UPDATE appointment SET state = 'moved', moved_by = {} WHERE id = {}",
            new.planned_by,
            before.id,
        )
    await insert(new)
    told = {"beginsAt": new.begins_at.isoformat(), "endsAt": new.ends_at.isoformat()}
    if before:
        told["before"] = before.begins_at.isoformat()
    event = "appointment.moved" if before else "appointment.planned"
    await append(event, await _about(new.job, new.id), actor, told)


async def call_off(job_id: UUID, because: Because, actor: Actor | None) -> None:
    """Nobody comes then. Where nothing is planned, nothing changes."""
    planned = await planned_of(job_id)
    if planned is None:
        return
    await change(
        "UPDATE appointment SET state = 'called_off', because = {} WHERE id = {}",
        because,
        planned.id,
    )
    told = {"because": str(because), "beginsAt": planned.begins_at.isoformat()}
    event = _DOES_NOT_GO_ON.get(because, "appointment.called_off")
    await append(event, await _about(job_id, planned.id), actor, told)


async def keep(job_id: UUID, technician: UUID) -> None:
    """He is there. The journal says so by his arrival."""
    await change(
        "UPDATE appointment SET state = 'kept' WHERE job = {} AND technician = {}"
        " AND state = 'planned'",
        job_id,
        technician,
    )


async def did_not_happen(job_id: UUID, state: AppointmentState, because: Because | None) -> None:
    """Nobody opened, or she said that she is not at home. The journal says so by that."""
    await change(
        "UPDATE appointment SET state = {}, because = {} WHERE job = {} AND state = 'planned'",
        state,
        because,
        job_id,
    )


async def nobody_came(appointment_id: UUID) -> None:
    """We said nothing either. The caller writes it down."""
    await change(
        "UPDATE appointment SET state = {}, because = {} WHERE id = {}",
        AppointmentState.NOT_SHOWN,
        Because.NOT_SHOWN,
        appointment_id,
    )


async def missed_around(job_id: UUID, came_at: datetime, grace: timedelta) -> Appointment | None:
    """The one to which nobody seemed to come, when somebody came then."""
    return await one(
        Appointment,
        "job = {} AND state = 'not_shown' AND begins_at < {} AND ends_at > {}"
        " ORDER BY begins_at DESC LIMIT 1",
        job_id,
        came_at + _EARLY,
        came_at - grace,
    )


async def came(appointment_id: UUID, state: AppointmentState) -> None:
    """He was there, as his phone tells later."""
    await change(
        "UPDATE appointment SET state = {}, because = NULL WHERE id = {}", state, appointment_id
    )


async def hand_over(job_id: UUID, technician: UUID) -> None:
    """Somebody else comes in the same block: nothing that the tenant was told changes but who."""
    await change(
        "UPDATE appointment SET technician = {} WHERE job = {} AND state = 'planned'",
        technician,
        job_id,
    )


async def call_off_all(request_id: UUID, actor: Actor) -> None:
    """The repair is called off."""
    for job_id in await few(
        _id,
        "SELECT a.job FROM appointment a JOIN job j ON j.id = a.job"
        " WHERE j.request = {} AND a.state = 'planned'",
        request_id,
    ):
        await call_off(job_id, Because.JOB_OVER, actor)


async def _about(job_id: UUID, appointment_id: UUID) -> About:
    ((organisation, request),) = await few(
        lambda *ids: ids, "SELECT organisation, request FROM job WHERE id = {}", job_id
    )
    return About(organisation, request, job_id, appointment_id)


def _id(job_id: UUID) -> UUID:
    return job_id


def a_plan(
    appointment_id: UUID,
    job_id: UUID,
    technician: UUID,
    block: tuple[datetime, datetime],
    actor: Actor,
) -> Appointment:
    """A row that is not written yet."""
    begins_at, ends_at = block
    return Appointment(
        id=appointment_id,
        job=job_id,
        technician=technician,
        begins_at=begins_at,
        ends_at=ends_at,
        state=AppointmentState.PLANNED,
        planned_by=Planner.DESK if isinstance(actor, Coordinator) else Planner.TENANT,
        created_at=now(),
        remind_at=None,
    )
