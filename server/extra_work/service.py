"""A contractor asks before it does more than it was given; the corporation decides within limits.

The limits are of a job as a whole: many small pieces count as one large one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from server.actors import Coordinator, Staff
from server.clock import now
from server.database import change, few, insert, one, select, transaction
from server.errors import NotFound
from server.extra_work import access
from server.extra_work.errors import AboveLimit, ExtraWorkDecided
from server.extra_work.schemas import ExtraWorkFacts, NewExtraWork
from server.extra_work.tables import ExtraWork, ExtraWorkState
from server.jobs.access import job_to_work_on
from server.jobs.service import about
from server.jobs.tables import Job
from server.journal.service import append


@dataclass(frozen=True)
class _Limits:
    """Of one job, in cents, with what was approved so far."""

    unasked: int
    coordinator: int
    approved: int

    def has_room_unasked(self, cents: int) -> bool:
        return self.approved + cents <= self.unasked

    def needs_manager(self, cents: int) -> bool:
        return self.approved + cents > self.coordinator


async def ask(actor: Staff, job_id: UUID, wanted: NewExtraWork) -> None:
    """Ask for more; within the first limit of the order it is approved at once. Sent twice, it
    is asked once."""
    async with transaction():
        job = await access.job_to_ask_for(actor, job_id)
        earlier = await one(ExtraWork, "id = {}", wanted.id)
        if earlier and earlier.job != job.id:
            raise NotFound  # knowing an id must not tell of another job
        if earlier:
            return
        job = await job_to_work_on(actor, job_id)
        extra = ExtraWork(
            id=wanted.id,
            job=job.id,
            words=wanted.words.strip(),
            amount_cents=wanted.amount_cents,
            asked_by=actor.name,
            asked_at=now(),
        )
        await insert(extra)
        told = {"amountCents": extra.amount_cents}
        await append("extra_work.asked", about(job, extra.id), actor, told)
        if (await _limits(job.id)).has_room_unasked(extra.amount_cents):
            await _decide(extra, job, None, ExtraWorkState.APPROVED)


async def approve(actor: Coordinator, extra_id: UUID) -> UUID:
    """Let them do it; its job. Above a coordinator's limit only a manager may."""
    async with transaction():
        extra, job = await access.to_decide(actor, extra_id)
        if extra.state == ExtraWorkState.REFUSED:
            raise ExtraWorkDecided
        if extra.state == ExtraWorkState.ASKED:
            limits = await _limits(job.id)
            if limits.needs_manager(extra.amount_cents) and not actor.is_manager:
                raise AboveLimit(limitCents=limits.coordinator, approvedCents=limits.approved)
            await _decide(extra, job, actor, ExtraWorkState.APPROVED)
    return job.id


async def refuse(actor: Coordinator, extra_id: UUID, reason: str) -> UUID:
    """Not now, or not by them; its job."""
    async with transaction():
        extra, job = await access.to_decide(actor, extra_id)
        if extra.state == ExtraWorkState.APPROVED:
            raise ExtraWorkDecided
        if extra.state == ExtraWorkState.ASKED:
            await _decide(extra, job, actor, ExtraWorkState.REFUSED, reason.strip())
    return job.id


async def _decide(
    extra: ExtraWork,
    job: Job,
    actor: Coordinator | None,
    state: ExtraWorkState,
    refusal: str = "",
) -> None:
    await change(
        "UPDATE extra_work SET state = {}, decided_by = {}, decided_at = {}, refusal = {}"
        " WHERE id = {}",
        state,
        actor.name if actor else None,
        now(),
        refusal,
        extra.id,
    )
    told: dict[str, Any] = {"amountCents": extra.amount_cents}
    if refusal:
        told["reason"] = refusal
    await append(f"extra_work.{state}", about(job, extra.id), actor, told)


_LIMITS = (
    "SELECT w.extra_unasked_cents, w.extra_coordinator_cents,"
    " (SELECT coalesce(sum(e.amount_cents), 0) FROM extra_work e"
    "   WHERE e.job = j.id AND e.state = 'approved')"
    " FROM job j JOIN work_order w ON w.request = j.request AND w.contractor = j.contractor"
    " WHERE j.id = {} AND w.state = 'accepted'"
)


async def _limits(job_id: UUID) -> _Limits:
    found = await few(
        lambda unasked, coordinator, approved: _Limits(unasked, coordinator, int(approved)),
        _LIMITS,
        job_id,
    )
    return found[0] if found else _Limits(0, 0, 0)


async def extra_work_of(job_ids: Sequence[UUID]) -> dict[UUID, list[ExtraWorkFacts]]:
    """What was asked for these jobs, oldest first; who may see the jobs is decided before."""
    found: dict[UUID, list[ExtraWorkFacts]] = {job_id: [] for job_id in job_ids}
    if not job_ids:
        return found
    limits: dict[UUID, _Limits] = {}

    def row(job_id: UUID, *facts: Any) -> None:
        asked = facts[3] == ExtraWorkState.ASKED
        above = asked and limits[job_id].needs_manager(facts[2])
        found[job_id].append(ExtraWorkFacts(*facts, needs_manager=above))

    places = ", ".join(["{}"] * len(job_ids))
    rows = await select(
        lambda *columns: columns,
        "SELECT job, id, words, amount_cents, state, asked_by, asked_at, decided_by, decided_at,"  # noqa: S608 - places only
        f" refusal FROM extra_work WHERE job IN ({places}) ORDER BY asked_at, id",
        *job_ids,
    )
    for job_id in {columns[0] for columns in rows}:
        limits[job_id] = await _limits(job_id)
    for columns in rows:
        row(*columns)
    return found
