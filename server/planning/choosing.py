"""A tenant chooses when somebody comes, or moves it."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from server.accounts.service import organisation_named
from server.accounts.tables import Person
from server.actors import CaseVisitor, Tenant
from server.appointments import keeping
from server.appointments.tables import Appointment
from server.case_chat.access import job_of
from server.case_chat.reading import settings_of
from server.clock import HOME, now
from server.database import few, one, transaction
from server.errors import DomainError
from server.identifiers import new_id
from server.jobs.access import lock_job
from server.jobs.tables import OVER, Job, JobState
from server.planning.agreeing import lock_diary
from server.planning.diary import diary_of, work_of
from server.planning.division import division_of
from server.planning.errors import (
    BlockNotOffered,
    BlockTaken,
    NoVisitToChoose,
    OnlyEmergencies,
    TooLateToMoveVisit,
    VisitMovedOften,
)
from server.planning.free import Rule, blocks_of, free_blocks, last_moment_before, why_not
from server.planning.reminding import remind_at
from server.planning.schemas import FreeBlock, OwnVisit, Standing
from server.previsits.choices import open_choice
from server.previsits.tables import WAITING, Previsit, PrevisitState, state_at
from server.repair_requests.tables import RepairRequest
from server.visit_levels.carrying_out import has_a_date

MOST_MOVES = 3
"""So often a tenant moves by herself what was agreed; then she phones."""
_BEFORE_THE_VISIT = (JobState.GIVEN, JobState.PREPARED, JobState.INTERRUPTED)


@dataclass(frozen=True)
class _Hers:
    """Where she stands with her job."""

    job: Job
    planned: Appointment | None
    standing: Standing


async def own_visit(visitor: CaseVisitor) -> OwnVisit:
    """When somebody comes, and what may be chosen instead."""
    request = await one(RepairRequest, "id = {}", visitor.request_id)
    number = request.number if request else ""
    job = await job_of(visitor.request_id)
    if job is None or job.state in OVER:
        return OwnVisit(number, "nothing", None, None, "", 0, [])
    hers = await _hers(job)
    technician = await one(Person, "id = {}", job.assigned_to)
    return OwnVisit(
        number=number,
        standing=hers.standing,
        job_id=job.id,
        appointment=keeping.facts_of(hers.planned) if hers.planned else None,
        technician_name=technician.name if technician else "",
        sequence=await sequence_of(job.id),
        free=await _free(hers) if hers.standing in ("choose", "move") else [],
    )


async def standing_of(job_id: UUID) -> Standing:
    """Whether her page offers it."""
    job = await one(Job, "id = {}", job_id)
    return (await _hers(job)).standing if job else "nothing"


async def sequence_of(job_id: UUID) -> int:
    """RFC 5545's SEQUENCE: how often what she was told has changed since it was first planned."""
    (changes,) = await few(
        int,
        "SELECT count(*) + coalesce(sum(CASE WHEN state = 'called_off' THEN 1 ELSE 0 END), 0)"
        " FROM appointment WHERE job = {}",
        job_id,
    )
    return max(0, changes - 1)


async def take_block(tenant: Tenant, begins_at: datetime) -> None:
    """Somebody comes in the block that begins then. What she had stays hers until this one is. The
    same again changes nothing."""
    async with transaction():
        hers = await _locked(tenant)
        if hers.planned and hers.planned.begins_at == begins_at:
            return
        await _refuse_unless_possible(hers)
        # One by one: of two tenants who take the last place, the second finds it taken.
        await lock_diary(hers.job.assigned_to)
        block = await _free_block(hers, begins_at)
        taken = (block.begins_at, block.ends_at)
        new = keeping.a_plan(new_id(), hers.job.id, hers.job.assigned_to, taken, tenant)
        new.remind_at = remind_at(block.begins_at, now())
        await keeping.plan(new, tenant)
        await has_a_date(hers.job.request)


async def _locked(tenant: Tenant) -> _Hers:
    job = await job_of(tenant.request_id)
    if job is None:
        raise NoVisitToChoose
    return await _hers(await lock_job(tenant, job.id))


async def _hers(job: Job) -> _Hers:
    planned = await keeping.planned_of(job.id)
    return _Hers(job, planned, await _standing(job, planned))


async def _standing(job: Job, planned: Appointment | None) -> Standing:
    if job.state not in _BEFORE_THE_VISIT:
        return "nothing"
    if planned is None:
        is_ours = await _looks_first(job.id) or await _stopped_for_us(job.id)
        return "nothing" if is_ours else "choose"
    if now() > await _last_moment(job, planned.begins_at):
        return "too_late"
    moves = await keeping.moves_by_tenant(job.id)
    return "moved_often" if moves >= MOST_MOVES else "move"


async def _stopped_for_us(job_id: UUID) -> bool:
    """The last time somebody was inside, and something has to come first: the desk plans that."""
    return bool(
        await few(
            lambda found: found,
            "SELECT v.id FROM visit v WHERE v.job = {} AND v.reason <> '' AND NOT EXISTS"
            " (SELECT 1 FROM no_access n WHERE n.job = v.job AND n.gave_up_at > v.left_at)",
            job_id,
        )
    )


async def _looks_first(job_id: UUID) -> bool:
    """By video: it tells how long the visit takes, and what has to come along."""
    call = await one(
        Previsit,
        "id = (SELECT id FROM previsit WHERE job = {} AND state IN ({}, {})"
        " ORDER BY planned_at DESC, id DESC LIMIT 1)",
        job_id,
        *WAITING,
    )
    if call and state_at(call.state, call.planned_at, now()) != PrevisitState.MISSED:
        return True
    return await open_choice(job_id) is not None


async def _last_moment(job: Job, begins_at: datetime) -> datetime:
    organisation = job.contractor or job.organisation
    hours, _ = await settings_of(organisation)
    division = await division_of(organisation)
    return last_moment_before(hours, begins_at, division.move_hours)


async def _free(hers: _Hers) -> list[FreeBlock]:
    """What she could have instead of what she has: each as long beforehand as moving asks for."""
    diary = await diary_of(hers.job.assigned_to, hers.job.id)
    work = await work_of(hers.job, diary.division)
    had = hers.planned.begins_at if hers.planned else None
    hours, _ = await settings_of(hers.job.contractor or hers.job.organisation)
    return [
        block
        for block in free_blocks(diary, work, now())
        if block.begins_at != had
        and now() <= last_moment_before(hours, block.begins_at, diary.division.move_hours)
    ]


async def _free_block(hers: _Hers, begins_at: datetime) -> FreeBlock:
    free = await _free(hers)
    found = next((block for block in free if block.begins_at == begins_at), None)
    if found:
        return found
    match await _against(hers, begins_at):
        case "full":
            raise BlockTaken(free=free)
        case "closed":
            raise OnlyEmergencies(free=free)
        case _:
            pass
    detail = "Choose one of the free blocks."
    raise BlockNotOffered(errors=[{"pointer": "/at", "detail": detail}], free=free)


async def _against(hers: _Hers, begins_at: datetime) -> Rule | None:
    """The rule against a block that exists."""
    diary = await diary_of(hers.job.assigned_to, hers.job.id)
    work = await work_of(hers.job, diary.division)
    day = begins_at.astimezone(HOME).date()
    blocks = (each for each in blocks_of(diary.division, day) if each.begins_at == begins_at)
    return next((why_not(diary, each, work, now()) for each in blocks), None)


_HAS_TO_PHONE: dict[Standing, type[DomainError]] = {
    "nothing": NoVisitToChoose,
    "too_late": TooLateToMoveVisit,
    "moved_often": VisitMovedOften,
}


async def _refuse_unless_possible(hers: _Hers) -> None:
    refusal = _HAS_TO_PHONE.get(hers.standing)
    if refusal:
        organisation = await organisation_named(hers.job.organisation)
        raise refusal(phone=organisation.phone)
