"""Who may hold, join or plan a pre-visit."""

from uuid import UUID

from server.actors import Actor, Tenant
from server.database import change, one
from server.errors import NotFound
from server.jobs.access import lock_job
from server.jobs.tables import Job
from server.previsits.errors import NoPrevisitNow
from server.previsits.tables import Previsit, PrevisitState


async def previsit_to_hold(actor: Actor, previsit_id: UUID) -> tuple[Previsit, Job]:
    """The pre-visit with its job, when the job is the actor's; both locked until the end, the job
    first as everywhere."""
    found = await one(Previsit, "id = {}", previsit_id)
    if found is None:
        raise NotFound
    job = await lock_job(actor, found.job)
    await change("UPDATE previsit SET state = state WHERE id = {}", previsit_id)
    previsit = await one(Previsit, "id = {}", previsit_id)
    if previsit is None:
        raise NotFound
    return previsit, job


async def previsit_to_join(tenant: Tenant) -> tuple[Previsit, Job]:
    """The newest pre-visit of the tenant's case that was not called off; locked until the end."""
    found = (
        await Previsit.objects()
        .where(
            (Previsit.job.request == tenant.request_id)
            & (Previsit.state != PrevisitState.CANCELLED)
        )
        .order_by(Previsit.planned_at, ascending=False)
        .first()
    )
    if found is None:
        raise NoPrevisitNow
    return await previsit_to_hold(tenant, found.id)
