"""Whose conversation is it?"""

from uuid import UUID

from server.actors import Actor, Coordinator, Technician, Tenant
from server.case_chat.tables import Side
from server.contractors.access import is_theirs
from server.database import change, few, one
from server.errors import NotFound
from server.jobs.tables import Job, JobState
from server.repair_requests.tables import RepairRequest

_GIVEN_TO = "SELECT id FROM job WHERE request = {} AND assigned_to = {} AND state <> {} LIMIT 1"


async def conversation_to_see(actor: Actor, request_id: UUID) -> RepairRequest:
    """The repair when the actor may read what is said on it, else 404."""
    request = await one(RepairRequest, "id = {}", request_id)
    if request is None or not await _is_visible(actor, request):
        raise NotFound
    return request


async def conversation_to_join(actor: Actor, request_id: UUID) -> RepairRequest:
    """The same, locked until the transaction ends: what is sent twice at once comes one by one."""
    await change("UPDATE repair_request SET state = state WHERE id = {}", request_id)
    return await conversation_to_see(actor, request_id)


async def _is_visible(actor: Actor, request: RepairRequest) -> bool:
    match actor:
        case Tenant():
            return request.id == actor.request_id
        case Coordinator():
            return await is_theirs(actor, request)
        case Technician():
            given = await few(
                lambda job: job, _GIVEN_TO, request.id, actor.person_id, JobState.CANCELLED
            )
            return bool(given)


def side_of(actor: Actor) -> Side:
    return Side.TENANT if isinstance(actor, Tenant) else Side.STAFF


def own_id(actor: Actor) -> UUID:
    """By which the actor's own messages are known: of a tenant that is her case."""
    return actor.request_id if isinstance(actor, Tenant) else actor.person_id


async def job_of(request_id: UUID) -> Job | None:
    """The job that counts: the last one that was not called off. Its technician hears of it."""
    return await one(
        Job,
        "id = (SELECT id FROM job WHERE request = {} AND state <> {}"
        " ORDER BY given_at DESC, id DESC LIMIT 1)",
        request_id,
        JobState.CANCELLED,
    )
