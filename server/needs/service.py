"""What somebody needs when we come: told by herself, with her explicit consent, and taken back
whenever she likes (AVG art. 9, second paragraph, a)."""

from collections.abc import Sequence
from datetime import timedelta
from uuid import UUID

from server.actors import Tenant
from server.clock import HOME, now
from server.database import change, few, insert, select, transaction
from server.identifiers import new_id
from server.journal.service import About, append
from server.needs.schemas import JobNeed, NeedFacts
from server.needs.tables import ACTIONS, TEXT_VERSION, Need, NeedCode
from server.needs.worsening import worsened_by
from server.repair_requests.moving import lock
from server.repair_requests.priority import note_needs
from server.repair_requests.tables import RepairRequest

ASKED_AGAIN_AFTER = timedelta(days=365)

_LIVE = "n.code <> '' AND n.withdrawn_at IS NULL"


async def give(actor: Tenant, codes: Sequence[NeedCode]) -> None:
    """Keep these, each with the consent to it. What she told before is confirmed again."""
    async with transaction():
        request = await lock(actor.request_id)
        about = About(actor.organisation_id, actor.request_id, subject_id=actor.request_id)
        for code in dict.fromkeys(codes):
            await Need.update({Need.withdrawn_at: now(), Need.code: ""}).where(
                (Need.request == actor.request_id) & (Need.code == code)
            )
            await insert(
                Need(
                    id=new_id(),
                    request=actor.request_id,
                    code=code,
                    text_version=TEXT_VERSION,
                    given_at=now(),
                    ask_again_on=(now() + ASKED_AGAIN_AFTER).astimezone(HOME).date(),
                )
            )
            # Which one is nobody's business but theirs who come: not even the journal's.
            await append("need.told", about, actor, {"textVersion": TEXT_VERSION})
        await _weigh(request, actor)


async def withdraw(actor: Tenant, need_id: UUID) -> None:
    """Forget what it was; that she agreed and took it back stays. Twice changes nothing."""
    async with transaction():
        if await forget(actor.request_id, need_id):
            about = About(actor.organisation_id, actor.request_id, subject_id=actor.request_id)
            await append("need.withdrawn", about, actor)


async def forget(request_id: UUID, need_id: UUID) -> bool:
    """Inside a transaction: what it was is gone. False when it was gone before, or never hers."""
    if not await is_known(request_id, need_id):
        return False
    await change(
        "UPDATE need SET withdrawn_at = {}, code = '' WHERE id = {} AND request = {}",
        now(),
        need_id,
        request_id,
    )
    await weigh_again(request_id)
    return True


async def weigh_again(request_id: UUID) -> None:
    """Inside a transaction: what is not known any more counts no longer."""
    await _weigh(await lock(request_id), None)


async def _weigh(request: RepairRequest, actor: Tenant | None) -> None:
    """How much worse the fault is for who lives there."""
    needs = await needs_of(request.id)
    count = worsened_by((NeedCode(need.code) for need in needs), request.fault)
    await note_needs(request, count, actor)


async def is_known(request_id: UUID, need_id: UUID) -> bool:
    """She told it for this repair, and it has not been forgotten."""
    return need_id in [need.id for need in await needs_of(request_id)]


async def needs_of(request_id: UUID) -> list[NeedFacts]:
    """In the order in which she told them; who may see the case is decided before."""
    return await few(
        NeedFacts,
        "SELECT n.id, n.code, n.given_at, n.ask_again_on FROM need n"  # noqa: S608 - fixed text
        f" WHERE n.request = {{}} AND {_LIVE}"
        " ORDER BY n.given_at, n.id",
        request_id,
    )


async def needs_of_jobs(job_ids: Sequence[UUID]) -> dict[UUID, list[JobNeed]]:
    """What the visit has to reckon with. Of a job that somebody of another organisation does, only
    what to do is told."""
    needs: dict[UUID, list[JobNeed]] = {job_id: [] for job_id in job_ids}
    if not job_ids:
        return needs
    places = ", ".join("{}" for _ in job_ids)
    found = await select(
        lambda job_id, code, is_colleague: (job_id, NeedCode(code), bool(is_colleague)),
        "SELECT j.id, n.code, CASE WHEN p.organisation = r.organisation THEN 1 ELSE 0 END"  # noqa: S608 - places only
        " FROM job j JOIN repair_request r ON r.id = j.request"
        " JOIN person p ON p.id = j.assigned_to"
        " JOIN need n ON n.request = r.id"
        f" WHERE j.id IN ({places}) AND {_LIVE}"
        " ORDER BY n.given_at, n.id",
        *job_ids,
    )
    for job_id, code, is_colleague in found:
        needs[job_id].append(JobNeed(ACTIONS[code], code if is_colleague else None))
    return needs
