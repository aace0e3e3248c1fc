"""A suggested day is taken over: each visit for itself, so that one refusal holds up no other."""

from server.actors import Coordinator
from server.database import one, transaction
from server.day_plan.schemas import AcceptedAnswer, AcceptedDay, AcceptedStop
from server.errors import DomainError
from server.jobs.tables import Job
from server.planning.agreeing import plan_visit
from server.planning.passing_on import pass_on
from server.planning.schemas import NewAppointment


async def accept(actor: Coordinator, accepted: AcceptedDay) -> list[AcceptedAnswer]:
    """Plan these visits, by whom they were suggested for; each tenant is told. Twice is once."""
    return [await _answer(actor, stop) for stop in accepted.stops]


async def _answer(actor: Coordinator, stop: AcceptedStop) -> AcceptedAnswer:
    try:
        await _plan(actor, stop)
    except DomainError as refusal:
        return AcceptedAnswer(stop.job_id, refusal.slug, str(refusal))
    return AcceptedAnswer(stop.job_id, None, None)


async def _plan(actor: Coordinator, stop: AcceptedStop) -> None:
    """Somebody else's job is his from now on, or nothing changes."""
    wanted = NewAppointment(stop.appointment_id, stop.begins_at, stop.ends_at)
    async with transaction():
        job = await one(Job, "id = {}", stop.job_id)
        if job and job.assigned_to != stop.technician_id:
            await pass_on(actor, stop.job_id, stop.technician_id)
        await plan_visit(actor, stop.job_id, wanted, is_known_to_fit=True)
