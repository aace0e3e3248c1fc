"""Planning the video call, and the three moments in its life."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from piccolo.columns import Column

from server.accounts.tables import Person
from server.actors import Coordinator, Staff, Technician, Tenant
from server.clock import now
from server.database import transaction
from server.errors import InvalidInput, NotFound
from server.jobs.access import job_to_work_on, lock_job
from server.jobs.schemas import NewJob
from server.jobs.service import about, give_job
from server.jobs.tables import OVER, Job
from server.journal.service import append
from server.previsits import access
from server.previsits.choices import ask_for_moment, end_choice, make_way
from server.previsits.errors import MomentImpossible, NoPrevisitNow, TooEarly
from server.previsits.missed import miss
from server.previsits.schemas import CallTicket, NewPrevisit
from server.previsits.tables import WAITING, Previsit, PrevisitState, Rung
from server.repair_requests.tables import RepairRequest
from signalling.admission import Admitted, SignedTokens

ROOM_OPENS_BEFORE = timedelta(minutes=30)
"""A tenant may wait in the room this long before the planned time."""

SHE_MAY_BE_LATE = timedelta(minutes=5)
"""Who opens a call waits so long before she counts as absent."""

PLANNED_BACK = timedelta(hours=1)
"""The form may have been open for a while, and clocks differ."""

PLANNED_AHEAD = timedelta(days=366)


async def give_job_and_plan(actor: Coordinator, request_id: UUID, given: NewJob) -> None:
    """Give the repair to a technician and plan the video call, or have the tenant choose when it
    is; all of it or nothing."""
    plan, choice_id = _call_in(given), given.moment_choice_id
    async with transaction():
        job = await give_job(actor, request_id, given)
        if plan:
            await plan_previsit(actor, job.id, plan, moment_at="/previsitAt")
        elif choice_id:
            await ask_for_moment(actor, job.id, choice_id)


def _call_in(given: NewJob) -> NewPrevisit | None:
    if given.moment_choice_id and (given.previsit_id or given.previsit_at):
        raise InvalidInput("/momentChoiceId", "Either we choose the moment, or the tenant does.")
    if given.previsit_id and given.previsit_at:
        return NewPrevisit(given.previsit_id, given.previsit_at)
    if given.previsit_at:
        raise InvalidInput("/previsitId", "A call that is planned here needs an id.")
    if given.previsit_id:
        raise InvalidInput("/previsitAt", "A call that is planned here needs a moment.")
    return None


async def plan_previsit(
    actor: Staff, job_id: UUID, plan: NewPrevisit, *, moment_at: str = "/plannedAt"
) -> None:
    """Plan a video call. A new one takes the place of one that was not held yet. `moment_at` is
    where the request says when."""
    previsit_id, planned_at = plan.id, plan.planned_at
    async with transaction():
        await lock_job(actor, job_id)
        earlier = await Previsit.objects().get(Previsit.id == previsit_id)
        if earlier and earlier.job != job_id:
            raise NotFound  # knowing an id must not open somebody else's call
        if earlier:
            return
        if not now() - PLANNED_BACK <= planned_at <= now() + PLANNED_AHEAD:
            detail = "Choose a moment from now on, within a year."
            raise MomentImpossible(errors=[{"pointer": moment_at, "detail": detail}])
        job = await job_to_work_on(actor, job_id)
        await make_way(job_id)
        await Previsit.insert(Previsit(id=previsit_id, job=job_id, planned_at=planned_at))
        moment = {"plannedAt": planned_at.isoformat()}
        await append("previsit.planned", about(job, previsit_id), actor, moment)


async def open_previsit(actor: Technician, previsit_id: UUID, tokens: SignedTokens) -> CallTicket:
    """The technician opens the call. Opening it again just gives another ticket."""
    async with transaction():
        previsit, job = await access.previsit_to_hold(actor, previsit_id)
        if previsit.state == PrevisitState.CANCELLED or job.state in OVER:
            raise NoPrevisitNow
        if previsit.state == PrevisitState.MISSED:
            await _take_up_again(job)
        if previsit.state != PrevisitState.OPEN:
            await _set(previsit, PrevisitState.OPEN, {Previsit.opened_at: now()})
            await append("previsit.opened", about(job, previsit.id), actor)
        request = await RepairRequest.objects().get(RepairRequest.id == job.request)
    return _ticket(
        tokens,
        previsit,
        participant=actor.person_id,
        sign_in=actor.sign_in_id,
        role="technician",
        name=actor.name,
        other_name=request.tenant_name if request else "",
    )


async def _take_up_again(job: Job) -> None:
    """A call that was missed is held after all, unless another moment was agreed on since."""
    if await Previsit.exists().where(
        (Previsit.job == job.id) & Previsit.state.is_in(list(WAITING))
    ):
        raise NoPrevisitNow
    await end_choice(job.id)


async def join_previsit(tenant: Tenant, tokens: SignedTokens) -> CallTicket:
    """The tenant comes in; she may be first and wait."""
    async with transaction():
        previsit, job = await access.previsit_to_join(tenant)
        if previsit.state not in WAITING or job.state in OVER:
            raise NoPrevisitNow
        if previsit.state == PrevisitState.PLANNED and _is_too_early(previsit, now()):
            raise TooEarly(plannedAt=previsit.planned_at.isoformat())
        if not previsit.tenant_joined_at:
            await Previsit.update({Previsit.tenant_joined_at: now()}).where(
                Previsit.id == previsit.id
            )
            await append("previsit.joined", about(job, previsit.id), tenant)
        technician = await Person.objects().get(Person.id == job.assigned_to)
    return _ticket(
        tokens,
        previsit,
        participant=tenant.request_id,
        sign_in=tenant.sign_in_id,
        role="tenant",
        name=tenant.name,
        other_name=technician.name if technician else "",
    )


def _is_too_early(previsit: Previsit, moment: datetime) -> bool:
    return moment < previsit.planned_at - ROOM_OPENS_BEFORE


async def end_previsit(actor: Technician, previsit_id: UUID) -> UUID:
    """The call is over; the id of its job. Ending it twice changes nothing."""
    async with transaction():
        previsit, job = await access.previsit_to_hold(actor, previsit_id)
        if previsit.state == PrevisitState.OPEN:
            if _waited_for_nothing(previsit):
                await miss(job, previsit, actor)
            else:
                await _set(previsit, PrevisitState.HELD, {Previsit.ended_at: now()})
                await append("previsit.ended", about(job, previsit.id), actor)
    return job.id


def _waited_for_nothing(previsit: Previsit) -> bool:
    """Who goes on by telephone, or asks for photos, has found another way; who hangs up before she
    could be there did not wait."""
    has_tried_otherwise = previsit.rung != Rung.VIDEO
    if previsit.tenant_joined_at or has_tried_otherwise:
        return False
    return now() >= previsit.planned_at + SHE_MAY_BE_LATE


async def _set(previsit: Previsit, state: PrevisitState, also: dict[Column | str, Any]) -> None:
    previsit.state = state
    facts: dict[Column | str, Any] = {Previsit.state: state, **also}
    await Previsit.update(facts).where(Previsit.id == previsit.id)


def _ticket(
    tokens: SignedTokens,
    previsit: Previsit,
    *,
    participant: UUID,
    sign_in: UUID | None,
    role: str,
    name: str,
    other_name: str,
) -> CallTicket:
    admitted = Admitted(
        room=str(previsit.id),
        participant=str(participant),
        role=role,
        name=name,
        precedence=0 if role == "technician" else 10,  # the technician's side makes the offers
        sign_in=str(sign_in or ""),
    )
    return CallTicket(tokens.issue(admitted), admitted.room, other_name)
