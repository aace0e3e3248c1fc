"""From the chat to a video call in one tap: planned for now, and told in the conversation."""

from datetime import timedelta
from uuid import UUID

from server.actors import Staff, Technician
from server.case_chat import access
from server.case_chat.errors import NobodyToCall
from server.case_chat.schemas import CalledNow
from server.case_chat.service import Said, put_down
from server.case_chat.tables import CaseMessage
from server.clock import now
from server.database import few, one, transaction
from server.identifiers import new_id
from server.jobs.tables import OVER, Job
from server.previsits.scheduling import plan_previsit
from server.previsits.schemas import NewPrevisit
from server.previsits.tables import MISSED_AFTER, WAITING

_SOON = timedelta(minutes=30)
"""A call that is planned within this time is the one that is meant."""


async def call_now(actor: Staff, request_id: UUID, previsit_id: UUID) -> CalledNow:
    """A call of the repair's technician that begins now. The tenant reads it in her chat, with a
    button. Pressed twice, or while one is going on, it is that one."""
    async with transaction():
        request = await access.conversation_to_join(actor, request_id)
        job = await access.job_of(request.id)
        if job is None or job.state in OVER:
            raise NobodyToCall
        if isinstance(actor, Technician) and job.assigned_to != actor.person_id:
            raise NobodyToCall
        call_id = await _going_on(job)
        if call_id is None:
            call_id = previsit_id
            await plan_previsit(actor, job.id, NewPrevisit(call_id, now()))
        if not await one(CaseMessage, "previsit = {}", call_id):
            await put_down(Said(new_id(), previsit=call_id), actor, request)
    return CalledNow(call_id, job.id)


async def _going_on(job: Job) -> UUID | None:
    """The call that may be held already; a new one would put an end to it."""
    found = await few(
        lambda previsit: previsit,
        "SELECT id FROM previsit WHERE job = {} AND (state = {} OR state = {}"
        " AND planned_at > {} AND planned_at < {}) ORDER BY planned_at DESC LIMIT 1",
        job.id,
        WAITING[1],
        WAITING[0],
        now() - MISSED_AFTER,
        now() + _SOON,
    )
    return found[0] if found else None
