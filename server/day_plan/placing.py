"""Visits are put on the board: each for itself, so that one refusal holds up no other."""

from server.actors import Coordinator
from server.appointments import keeping
from server.database import transaction
from server.day_plan.schemas import PlacedAnswer, PlacedVisit, PlacedVisits
from server.errors import DomainError
from server.jobs.service import pass_on
from server.planning.access import job_to_plan
from server.planning.agreeing import plan_visit, refuse_unless_free
from server.planning.schemas import FreeBlock, NewAppointment


async def place(actor: Coordinator, placed: PlacedVisits) -> list[PlacedAnswer]:
    """Plan or move these visits, by whom they are put; each tenant is told. Twice is once."""
    return [await _answer(actor, visit, placed.are_suggested) for visit in placed.visits]


async def _answer(actor: Coordinator, visit: PlacedVisit, is_suggested: bool) -> PlacedAnswer:
    try:
        await _place(actor, visit, is_suggested)
    except DomainError as refusal:
        allowed = refusal.particulars.get("allowed")
        return PlacedAnswer(
            visit.job_id, refusal.slug, allowed if isinstance(allowed, list) else []
        )
    return PlacedAnswer(visit.job_id, None, [])


async def _place(actor: Coordinator, visit: PlacedVisit, is_suggested: bool) -> None:
    """A colleague's job is his from now on, or nothing changes."""
    async with transaction():
        before = await job_to_plan(actor, visit.job_id)
        if before.assigned_to != visit.technician_id:
            await pass_on(actor, visit.job_id, visit.technician_id)
        job = await job_to_plan(actor, visit.job_id)
        planned = await keeping.planned_of(job.id)
        if planned and planned.id == visit.instead_of and _is_same_block(planned, visit):
            block = FreeBlock(visit.begins_at, visit.ends_at)
            await refuse_unless_free(job, block, actor.language)
            await keeping.hand_over(job.id, job.assigned_to)
            return
        wanted = NewAppointment(
            visit.appointment_id, visit.begins_at, visit.ends_at, visit.instead_of
        )
        await plan_visit(actor, job.id, wanted, is_known_to_fit=is_suggested)


def _is_same_block(planned: keeping.Appointment, visit: PlacedVisit) -> bool:
    return (planned.begins_at, planned.ends_at) == (visit.begins_at, visit.ends_at)
