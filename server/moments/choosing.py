"""A tenant chooses when the video call is, moves it, or says that no moment suits her."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from server.accounts.service import organisation_named
from server.accounts.tables import Person
from server.actors import CaseVisitor, Tenant
from server.appointments.keeping import planned_of
from server.case_chat.access import conversation_to_join, job_of
from server.case_chat.schemas import NewMessage
from server.case_chat.service import say
from server.case_chat.tables import CaseMessage
from server.clock import now
from server.database import change, insert, one, transaction
from server.errors import DomainError
from server.identifiers import new_id
from server.jobs.access import lock_job
from server.jobs.service import about
from server.jobs.tables import OVER, Job
from server.journal.service import append
from server.moments.errors import MomentNotOffered, MomentTaken, MovedOften, TooLateToMove
from server.moments.free import NOTICE, possible_moments
from server.moments.schemas import OwnMoments, Standing
from server.planning.choosing import MOST_MOVES
from server.planning.diary import diary_of
from server.planning.free import can_call
from server.previsits.choices import make_way, open_choice
from server.previsits.errors import NoMomentToChoose
from server.previsits.tables import (
    CALL_TAKES,
    WAITING,
    MomentChoice,
    Previsit,
    PrevisitState,
    state_at,
)
from server.repair_requests.tables import RepairRequest


@dataclass(frozen=True)
class _Appointment:
    """The call that is hers, or what she was asked."""

    job: Job
    call: Previsit | None
    choice: MomentChoice | None

    @property
    def standing(self) -> Standing:
        if self.call is None:
            return "choose" if self.choice else "nothing"
        is_near = now() > self.call.planned_at - NOTICE
        if is_near or self.call.state == PrevisitState.OPEN:
            return "too_late"
        return "moved_often" if self.call.moves >= MOST_MOVES else "move"

    @property
    def own_call(self) -> UUID | None:
        return self.call.id if self.call else None


async def own_moments(visitor: CaseVisitor) -> OwnMoments:
    """When the call of this case is, and what may be chosen instead."""
    request = await one(RepairRequest, "id = {}", visitor.request_id)
    number = request.number if request else ""
    job = await job_of(visitor.request_id)
    if job is None or job.state in OVER:
        return OwnMoments(number, "nothing", None, None, "", 0, [])
    hers = await _appointment(job)
    technician = await one(Person, "id = {}", job.assigned_to)
    return OwnMoments(
        number=number,
        standing=hers.standing,
        call_id=hers.own_call,
        planned_at=hers.call.planned_at if hers.call else None,
        technician_name=technician.name if technician else "",
        moves=hers.call.moves if hers.call else 0,
        free=await _free(hers) if hers.standing in ("choose", "move") else [],
    )


async def standing_of(job_id: UUID) -> Standing:
    """Whether her page offers it."""
    job = await one(Job, "id = {}", job_id)
    return (await _appointment(job)).standing if job else "nothing"


async def take_moment(tenant: Tenant, at: datetime) -> None:
    """The call is then. What she had stays hers until this one is. The same again changes
    nothing."""
    async with transaction():
        hers = await _locked(tenant)
        if hers.call and hers.call.planned_at == at:
            return
        await _refuse_unless_possible(hers)
        # One by one: of two tenants who take the same moment of his, the second finds it taken.
        await change("UPDATE person SET name = name WHERE id = {}", hers.job.assigned_to)
        await _refuse_unless_free(hers, at)
        if hers.call:
            await _move(tenant, hers.job, hers.call, at)
        else:
            await _plan(tenant, hers.job, at)


async def none_suits(tenant: Tenant, said: NewMessage) -> None:
    """Her words go into the chat of her repair, where the desk answers. Nothing is refused, and
    what she has stays hers. Sent twice, it is said once."""
    async with transaction():
        await conversation_to_join(tenant, tenant.request_id)
        is_new = await one(CaseMessage, "id = {}", said.id) is None
        await say(tenant, tenant.request_id, said)
        job = await job_of(tenant.request_id)
        if job is None or not is_new:
            return
        await change(
            "UPDATE moment_choice SET none_suits_at = {} WHERE job = {} AND over_at IS NULL",
            now(),
            job.id,
        )
        await append("previsit.none_suits", about(job, job.id), tenant)


async def _locked(tenant: Tenant) -> _Appointment:
    job = await job_of(tenant.request_id)
    if job is None:
        raise NoMomentToChoose
    job = await lock_job(tenant, job.id)
    if job.state in OVER:
        raise NoMomentToChoose
    return await _appointment(job)


async def _appointment(job: Job) -> _Appointment:
    """A call that was missed is nobody's any more."""
    call = await one(
        Previsit,
        "id = (SELECT id FROM previsit WHERE job = {} AND state IN ({}, {})"
        " ORDER BY planned_at DESC, id DESC LIMIT 1)",
        job.id,
        *WAITING,
    )
    if call and state_at(call.state, call.planned_at, now()) == PrevisitState.MISSED:
        call = None
    return _Appointment(job, call, await open_choice(job.id))


async def _free(hers: _Appointment) -> list[datetime]:
    """What she could have instead of what she has: before he comes, and without breaking what he
    promised to others."""
    had = hers.call.planned_at if hers.call else None
    visit = await planned_of(hers.job.id)
    diary = await diary_of(hers.job.assigned_to, hers.job.id, with_its_visit=True)
    return [
        each
        for each in await possible_moments(hers.job)
        if each != had
        and (visit is None or each + CALL_TAKES <= visit.begins_at)
        and can_call(diary, each)
    ]


_HAS_TO_PHONE: dict[Standing, type[DomainError]] = {
    "nothing": NoMomentToChoose,
    "too_late": TooLateToMove,
    "moved_often": MovedOften,
}


async def _refuse_unless_possible(hers: _Appointment) -> None:
    refusal = _HAS_TO_PHONE.get(hers.standing)
    if refusal:
        organisation = await organisation_named(hers.job.organisation)
        raise refusal(phone=organisation.phone)


async def _refuse_unless_free(hers: _Appointment, at: datetime) -> None:
    free = await _free(hers)
    if at in free:
        return
    if at in await possible_moments(hers.job):
        raise MomentTaken(free=free)
    detail = "Choose one of the free moments."
    raise MomentNotOffered(errors=[{"pointer": "/at", "detail": detail}], free=free)


async def _plan(tenant: Tenant, job: Job, at: datetime) -> None:
    await make_way(job.id)
    call = Previsit(id=new_id(), job=job.id, planned_at=at)
    await insert(call)
    told = {"plannedAt": at.isoformat()}
    await append("previsit.planned", about(job, call.id), tenant, told)


async def _move(tenant: Tenant, job: Job, call: Previsit, at: datetime) -> None:
    await change(
        "UPDATE previsit SET planned_at = {}, moves = moves + 1 WHERE id = {}", at, call.id
    )
    told = {"plannedAt": at.isoformat(), "before": call.planned_at.isoformat()}
    await append("previsit.moved", about(job, call.id), tenant, told)
