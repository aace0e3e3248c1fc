"""Asking the tenant something about her report. The clock goes on meanwhile: only what we wait for
is shown, and silence never closes anything."""

from datetime import timedelta
from uuid import UUID

from server.actors import Coordinator, Technician, Tenant
from server.clock import now
from server.database import change, insert, one, select, transaction
from server.errors import NotFound
from server.repair_requests.access import request_to_plan
from server.repair_requests.moving import lock, move
from server.repair_requests.tables import RepairRequest, RequestState
from server.triage.errors import QuestionOver
from server.triage.schemas import AskedQuestion, NewQuestion, OpenQuestion
from server.triage.tables import TenantQuestion


async def ask_as_office(actor: Coordinator, request_id: UUID, asked: NewQuestion) -> None:
    """The desk asks. The same question again changes nothing."""
    async with transaction():
        await ask(actor, await request_to_plan(actor, request_id), asked)


async def ask(
    actor: Coordinator | Technician, request: RepairRequest, asked: NewQuestion
) -> UUID | None:
    """Ask about a locked request, inside a transaction. The same question again is the same one:
    None then."""
    earlier = await one(TenantQuestion, "id = {}", asked.id)
    if earlier and earlier.request != request.id:
        raise NotFound  # knowing an id must not open another's
    if earlier:
        return None
    await insert(
        TenantQuestion(
            id=asked.id,
            request=request.id,
            question=asked.question.strip(),
            asked_by=actor.name,
            asked_at=now(),
            answer_by=now() + timedelta(days=asked.days),
        )
    )
    await move(request, "asked", actor, {"questionId": str(asked.id)})
    return asked.id


async def open_question(request_id: UUID) -> OpenQuestion | None:
    """What the tenant has not answered yet."""
    found = await select(
        OpenQuestion,
        "SELECT id, question, asked_by, answer_by FROM tenant_question"
        " WHERE request = {} AND answered_at IS NULL ORDER BY asked_at DESC LIMIT 1",
        request_id,
    )
    return found[0] if found else None


async def questions_of(request_id: UUID) -> list[AskedQuestion]:
    """Everything the tenant was asked, oldest first."""
    return await select(
        AskedQuestion,
        "SELECT id, question, asked_by, asked_at, answer_by, answer, answered_at"
        " FROM tenant_question WHERE request = {} ORDER BY asked_at, id",
        request_id,
    )


async def answer(tenant: Tenant, question_id: UUID, words: str) -> None:
    """The tenant answers, and the repair is where it was. Late is still an answer. Twice changes
    nothing."""
    async with transaction():
        request = await lock(tenant.request_id)
        question = await one(TenantQuestion, "id = {}", question_id)
        if question is None or question.request != request.id:
            raise NotFound
        if question.answered_at:
            if question.answer != words.strip():
                raise QuestionOver
            return
        await change(
            "UPDATE tenant_question SET answer = {}, answered_at = {} WHERE id = {}",
            words.strip(),
            now(),
            question.id,
        )
        told = {"questionId": str(question.id)}
        if request.state == RequestState.ASKED:
            await move(request, "answered", tenant, told)


async def stop_waiting() -> None:
    """Whoever did not answer in time is not forgotten: somebody decides without her answer."""
    for request_id in await select(
        lambda found: found,
        "SELECT r.id FROM repair_request r WHERE r.state = 'asked' AND NOT EXISTS"
        " (SELECT 1 FROM tenant_question q WHERE q.request = r.id AND q.answered_at IS NULL"
        "  AND q.answer_by > {})",
        now(),
    ):
        async with transaction():
            request = await lock(request_id)
            if request.state != RequestState.ASKED:
                continue
            has_somebody = request.state_before == RequestState.UNDERWAY
            await move(request, "lapsed" if has_somebody else "unanswered", None)
