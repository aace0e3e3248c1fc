"""The same for several repairs: each for itself, so that one refusal holds up no other.

Nothing is half done of one repair, and sending it twice does nothing twice: each step below is
harmless a second time.
"""

from collections.abc import Awaitable, Callable, Iterable
from uuid import UUID

from server.actors import Coordinator
from server.errors import DomainError
from server.jobs.schemas import NewJob
from server.jobs.service import give_job
from server.repair_requests import priority
from server.triage import postponing
from server.triage.schemas import (
    DoneOrNot,
    Postponement,
    Several,
    SeveralGiven,
    SeveralPostponed,
    SeveralStepped,
)


async def postpone(actor: Coordinator, asked: SeveralPostponed) -> list[DoneOrNot]:
    """A day that is not possible is refused for all at once."""
    wanted = Postponement(asked.because, asked.until)
    postponing.morning_of(wanted)
    return await _each(asked.repairs, lambda each: postponing.postpone(actor, each, wanted))


async def resume(actor: Coordinator, asked: Several) -> list[DoneOrNot]:
    return await _each(asked.repairs, lambda each: postponing.resume(actor, each))


async def step(actor: Coordinator, asked: SeveralStepped) -> list[DoneOrNot]:
    shown = {each.id: each.priority for each in asked.repairs}
    return await _each(
        shown,
        lambda each: priority.step(actor, each, shown[each], asked.direction, asked.reason),
    )


async def give(actor: Coordinator, asked: SeveralGiven) -> list[DoneOrNot]:
    jobs = {each.id: each.job_id for each in asked.repairs}
    return await _each(
        jobs, lambda each: give_job(actor, each, NewJob(jobs[each], asked.technician_id))
    )


async def _each(
    repairs: Iterable[UUID], decide: Callable[[UUID], Awaitable[object]]
) -> list[DoneOrNot]:
    return [await _one(request_id, decide) for request_id in dict.fromkeys(repairs)]


async def _one(request_id: UUID, decide: Callable[[UUID], Awaitable[object]]) -> DoneOrNot:
    try:
        await decide(request_id)
    except DomainError as refusal:
        return DoneOrNot(request_id, refusal.slug)
    return DoneOrNot(request_id, None)
