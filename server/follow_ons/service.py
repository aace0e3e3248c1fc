"""A technician proposes what is left to do; whoever has the work gives it out, or says why not.

What was only repaired temporarily has a follow-on that somebody will do: without one it is not
done.
"""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from msgspec import json

from server.actors import Coordinator, Technician
from server.clock import now
from server.contractors.trades import TRADES, TradeName, trade_called
from server.database import change, few, insert, one, select, transaction
from server.errors import NotAllowed, NotFound
from server.follow_ons.errors import FollowOnDecided, TemporaryNeedsFollowOn, TradeUnknown
from server.follow_ons.schemas import FollowOnFacts, GivenFollowOn, NewFollowOn
from server.follow_ons.tables import FollowOn, FollowOnState
from server.jobs.access import job_as_of, lock_job
from server.jobs.service import about, finish_repair, give_again
from server.jobs.tables import Job
from server.journal.service import append


async def propose(actor: Technician, job_id: UUID, wanted: NewFollowOn) -> None:
    """Say what is left. Sent twice, it is proposed once.

    Raises TradeUnknown.
    """
    async with transaction():
        job = await lock_job(actor, job_id)
        earlier = await one(FollowOn, "id = {}", wanted.id)
        if earlier and earlier.job != job_id:
            raise NotFound  # knowing an id must not tell of another job
        if earlier:
            return
        await job_as_of(actor, job_id, now())
        unknown = [trade for trade in wanted.trades if trade not in TRADES]
        if unknown:
            detail = f"{unknown[0]} is no trade of the list."
            raise TradeUnknown(errors=[{"pointer": "/trades", "detail": detail}])
        await insert(_as_row(actor, job, wanted))
        told = {"words": wanted.words.strip(), "isEmergency": wanted.is_emergency}
        await append("follow_on.proposed", about(job, wanted.id), actor, told)


def _as_row(actor: Technician, job: Job, wanted: NewFollowOn) -> FollowOn:
    return FollowOn(
        id=wanted.id,
        job=job.id,
        words=wanted.words.strip(),
        trades=_list(wanted.trades),
        people=wanted.people,
        stock_parts=_list(wanted.stock_parts),
        other_parts=_list(wanted.other_parts),
        is_emergency=wanted.is_emergency,
        photos=_list(wanted.photos),
        proposed_by=actor.name,
        proposed_at=now(),
    )


def _list(values: Sequence[Any]) -> str:
    return json.encode(values).decode()


async def give(actor: Coordinator, follow_on_id: UUID, given: GivenFollowOn) -> UUID:
    """Somebody does it: a new job on the same repair; the job it came from. Giving the same twice
    changes nothing."""
    async with transaction():
        follow_on, job = await _to_decide(actor, follow_on_id)
        if follow_on.became == given.job_id:
            return job.id
        _refuse_decided(follow_on)
        await give_again(actor, job, given.job_id, given.technician_id, given.note)
        await change(
            "UPDATE follow_on SET state = 'given', became = {}, decided_by = {}, decided_at = {}"
            " WHERE id = {}",
            *(given.job_id, actor.name, now(), follow_on_id),
        )
        await append("follow_on.given", about(job, follow_on_id), actor)
    return job.id


async def refuse(actor: Coordinator, follow_on_id: UUID, reason: str) -> UUID:
    """Nobody does it; its job. The repair may be done by that. The same twice changes nothing."""
    async with transaction():
        follow_on, job = await _to_decide(actor, follow_on_id)
        if follow_on.state == FollowOnState.REFUSED and follow_on.refusal == reason.strip():
            return job.id
        _refuse_decided(follow_on)
        if await is_temporary(job.id) and not await _is_there_another(job.id, follow_on_id):
            raise TemporaryNeedsFollowOn(job=str(job.id))
        await change(
            "UPDATE follow_on SET state = 'refused', refusal = {}, decided_by = {},"
            " decided_at = {} WHERE id = {}",
            *(reason.strip(), actor.name, now(), follow_on_id),
        )
        told = {"reason": reason.strip()}
        await append("follow_on.refused", about(job, follow_on_id), actor, told)
        await finish_repair(job, actor)
    return job.id


async def _to_decide(actor: Coordinator, follow_on_id: UUID) -> tuple[FollowOn, Job]:
    found = await one(FollowOn, "id = {}", follow_on_id)
    if found is None:
        raise NotFound
    job = await lock_job(actor, found.job)
    if (job.contractor is not None) != actor.is_contractor:
        raise NotAllowed("Whoever has the work decides this.")
    found = await one(FollowOn, "id = {}", follow_on_id)  # decided while we waited for the lock?
    if found is None:
        raise NotFound
    return found, job


def _refuse_decided(follow_on: FollowOn) -> None:
    if follow_on.state != FollowOnState.PROPOSED:
        raise FollowOnDecided(state=follow_on.state)


async def is_temporary(job_id: UUID) -> bool:
    """The last visit left it repaired temporarily."""
    outcomes = await few(
        lambda outcome: outcome,
        "SELECT outcome FROM visit WHERE job = {} AND left_at IS NOT NULL"
        " ORDER BY arrived_at DESC, id DESC LIMIT 1",
        job_id,
    )
    return outcomes == ["temporary"]


async def lacks_follow_on(job_id: UUID) -> bool:
    """It is repaired temporarily, and nobody is to come again: so it is not done."""
    return await is_temporary(job_id) and not await _is_there_another(job_id, UUID(int=0))


async def _is_there_another(job_id: UUID, besides: UUID) -> bool:
    return bool(
        await few(
            lambda found: found,
            "SELECT id FROM follow_on WHERE job = {} AND state <> 'refused' AND id <> {}",
            *(job_id, besides),
        )
    )


async def follow_ons_of(job_ids: Sequence[UUID], language: str) -> dict[UUID, list[FollowOnFacts]]:
    """By job, oldest first; who may see the jobs is decided before."""
    found: dict[UUID, list[FollowOnFacts]] = {job_id: [] for job_id in job_ids}
    if not job_ids:
        return found
    places = ", ".join("{}" for _ in job_ids)
    for job_id, *facts in await select(
        lambda *row: row,
        "SELECT job, id, state, words, trades, people, stock_parts, other_parts, is_emergency,"  # noqa: S608 - places only
        " photos, proposed_by, proposed_at, decided_by, refusal, became FROM follow_on"
        f" WHERE job IN ({places}) ORDER BY proposed_at, id",
        *job_ids,
    ):
        found[job_id].append(_facts(facts, language))
    return found


def _facts(facts: Sequence[Any], language: str) -> FollowOnFacts:
    follow_on_id, state, words, trades, people, stock, other, is_emergency, photos = facts[:9]
    return FollowOnFacts(
        follow_on_id,
        FollowOnState(state),
        words,
        [
            TradeName(code, trade_called(code, language))
            for code in json.decode(trades, type=list[str])
        ],
        people,
        json.decode(stock, type=list[str]),
        json.decode(other, type=list[str]),
        bool(is_emergency),
        json.decode(photos, type=list[UUID]),
        *facts[9:],
    )
