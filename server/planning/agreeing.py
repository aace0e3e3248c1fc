"""The desk plans a visit, moves it, or calls it off."""

from dataclasses import replace
from datetime import timedelta
from typing import Literal
from uuid import UUID

from server.actors import Coordinator
from server.appointments import keeping
from server.appointments.tables import Appointment, Because
from server.clock import now
from server.contractors.trades import trade_called
from server.database import change, one, transaction
from server.errors import DomainError, InvalidInput, NotFound
from server.jobs.tables import Job, JobState
from server.planning.access import job_to_look_at, job_to_plan
from server.planning.diary import diary_of, work_of
from server.planning.errors import (
    AppointmentChanged,
    BlockFull,
    JobMovedOn,
    OnAHoliday,
    OnlyEmergencies,
    OutsideWorkingHours,
    TechnicianAway,
    VisitInThePast,
    VisitTooFarAhead,
    WithoutTheTrade,
)
from server.planning.free import Diary, Rule, Work, free_blocks, why_not
from server.planning.reminding import remind_at
from server.planning.schemas import CalledOff, FreeBlock, JobBlocks, NewAppointment
from server.visit_levels.carrying_out import has_a_date

VISIT_AHEAD = (JobState.GIVEN, JobState.PREPARED, JobState.INTERRUPTED, JobState.SENT_BACK)
"""Somebody still has to come, or once more for a photo."""
_LONGEST = timedelta(hours=12)
_ALLOWED = 8
"""So many free blocks a refusal names."""


async def blocks_for(actor: Coordinator, job_id: UUID) -> JobBlocks:
    """What is planned for this job, and what may be planned instead."""
    job = await job_to_look_at(actor, job_id)
    diary = await diary_of(job.assigned_to, job.id)
    work = await work_of(job, diary.division)
    planned = await keeping.planned_of(job.id)
    had = planned.begins_at if planned else None
    free = free_blocks(diary, work, now()) if job.state in VISIT_AHEAD else []
    return JobBlocks(
        appointment=keeping.facts_of(planned) if planned else None,
        minutes=work.minutes,
        free=[block for block in free if block.begins_at != had],
    )


async def plan_visit(
    actor: Coordinator, job_id: UUID, wanted: NewAppointment, *, is_known_to_fit: bool = False
) -> None:
    """The technician of this job comes then, instead of when he would have come before. The same
    again changes nothing. `is_known_to_fit`: the day was planned whole, with its real ways, and
    counting each block for itself would know less."""
    block = _block_in(wanted)
    async with transaction():
        job = await job_to_plan(actor, job_id)
        earlier = await one(Appointment, "id = {}", wanted.id)
        if earlier and earlier.job != job_id:
            raise NotFound  # knowing an id must not open another's
        if earlier:
            return
        _refuse_unless_ahead(job)
        await _refuse_if_changed(job_id, wanted.instead_of)
        await refuse_unless_free(job, block, actor.language, is_known_to_fit=is_known_to_fit)
        new = keeping.a_plan(
            wanted.id, job_id, job.assigned_to, (block.begins_at, block.ends_at), actor
        )
        new.remind_at = remind_at(block.begins_at, now())
        await keeping.plan(new, actor)
        await has_a_date(job.request)


async def refuse_unless_free(
    job: Job, block: FreeBlock, language: str, *, is_known_to_fit: bool = False
) -> None:
    """Whoever has this job can come then; nobody else plans for him until the transaction ends."""
    # One by one: of two who fill the same block, the second finds it full.
    await lock_diary(job.assigned_to)
    diary = await diary_of(job.assigned_to, job.id)
    work = await work_of(job, diary.division)
    if is_known_to_fit:
        diary = replace(diary, taken=[])
    _refuse_unless_possible(diary, block, work, language)


async def call_off(actor: Coordinator, job_id: UUID, told: CalledOff) -> None:
    """Nobody comes then; the tenant reads why. Twice changes nothing."""
    async with transaction():
        await job_to_plan(actor, job_id)
        planned = await keeping.planned_of(job_id)
        if planned is None:
            if await one(Appointment, "id = {} AND job = {}", told.appointment_id, job_id):
                return
            raise NotFound
        await _refuse_if_changed(job_id, told.appointment_id)
        await keeping.call_off(job_id, Because(told.because), actor)


async def lock_diary(technician: UUID) -> None:
    """Nobody else plans for him until the transaction ends."""
    await change("UPDATE person SET name = name WHERE id = {}", technician)


def _block_in(wanted: NewAppointment) -> FreeBlock:
    lasts = wanted.ends_at - wanted.begins_at
    if not timedelta() < lasts <= _LONGEST:
        raise InvalidInput("/endsAt", "A visit ends after it begins, within twelve hours.")
    return FreeBlock(wanted.begins_at, wanted.ends_at)


def _refuse_unless_ahead(job: Job) -> None:
    if job.state not in VISIT_AHEAD:
        raise JobMovedOn(state=job.state)


async def _refuse_if_changed(job_id: UUID, seen: UUID | None) -> None:
    planned = await keeping.planned_of(job_id)
    if (planned.id if planned else None) != seen:
        raise AppointmentChanged(planned=keeping.facts_of(planned) if planned else None)


def _refuse_unless_possible(diary: Diary, block: FreeBlock, work: Work, language: str) -> None:
    rule = why_not(diary, block, work, now())
    if rule is None:
        return
    allowed = free_blocks(diary, work, now())[:_ALLOWED]
    raise _refusal(rule, allowed, trade_called(work.trade, language))


def _refusal(rule: Rule, allowed: list[FreeBlock], trade: str) -> DomainError:
    match rule:
        case "past":
            return VisitInThePast(allowed=allowed)
        case "too_far":
            return VisitTooFarAhead(allowed=allowed)
        case "holiday":
            return OnAHoliday(allowed=allowed)
        case "closed":
            return OnlyEmergencies(allowed=allowed)
        case "away" | "outside_hours" | "trade" | "full":
            return _refusal_of_person(rule, allowed, trade)


def _refusal_of_person(
    rule: Literal["away", "outside_hours", "trade", "full"], allowed: list[FreeBlock], trade: str
) -> DomainError:
    match rule:
        case "away":
            return TechnicianAway(allowed=allowed)
        case "outside_hours":
            return OutsideWorkingHours(allowed=allowed)
        case "trade":
            return WithoutTheTrade(allowed=allowed, trade=trade)
        case "full":
            return BlockFull(allowed=allowed)
