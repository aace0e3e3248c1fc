"""The tenant agrees or not, and ticks what she has done; and the desk ends it."""

from collections.abc import Collection
from uuid import UUID

from server.actors import Coordinator, Tenant
from server.clock import now
from server.database import change, few, transaction
from server.jobs.access import job_itself
from server.jobs.tables import OVER
from server.move_outs.access import to_arrange
from server.move_outs.errors import AgreementRevised, InspectionGoesOn
from server.move_outs.moving import lock, move, refuse_elsewhere
from server.move_outs.tables import MoveOut, MoveOutState
from server.repair_requests import moving


async def agree(tenant: Tenant, version: int, name: str) -> None:
    """She agrees to what stands there. Twice changes nothing.

    Raises AgreementRevised when it was changed since she read it, and MoveOutElsewhere.
    """
    async with transaction():
        request, move_out = await lock(tenant.request_id)
        _refuse_older(move_out, version)
        if move_out.state == MoveOutState.AGREED:
            return
        await move(request, move_out, "agreed", tenant)
        await _keep_answer(move_out, name, "")


async def dispute(tenant: Tenant, version: int, name: str, words: str) -> None:
    """She says what is not right, also of what she agreed to before. The same twice changes
    nothing. Raises as `agree` does."""
    async with transaction():
        request, move_out = await lock(tenant.request_id)
        _refuse_older(move_out, version)
        told = (move_out.state, move_out.answer_words)
        if told == (MoveOutState.DISPUTED, words.strip()):
            return
        await move(request, move_out, "disputed", tenant)
        await _keep_answer(move_out, name, words.strip())


def _refuse_older(move_out: MoveOut, version: int) -> None:
    if move_out.version != version:
        raise AgreementRevised(version=move_out.version)


async def _keep_answer(move_out: MoveOut, name: str, words: str) -> None:
    await change(
        "UPDATE move_out SET answered_by = {}, answered_at = {}, answer_words = {},"
        " is_signed = {} WHERE id = {}",
        *(" ".join(name.split()), now(), words, False, move_out.id),
    )


async def tell_done(tenant: Tenant, done: Collection[UUID]) -> None:
    """These of her own works are done, and the others are not. The same twice changes nothing.

    Raises MoveOutElsewhere once it has been inspected.
    """
    async with transaction():
        request, move_out = await lock(tenant.request_id)
        refuse_elsewhere(request, move_out, "work_told_done")
        hers = await few(
            lambda *row: row,
            "SELECT id, told_done_at FROM agreed_work WHERE move_out = {} AND done_by = 'tenant'",
            move_out.id,
        )
        changed = [
            work_id for work_id, told_at in hers if (work_id in done) != (told_at is not None)
        ]
        for work_id in changed:
            await change(
                "UPDATE agreed_work SET told_done_at = {} WHERE id = {}",
                *(now() if work_id in done else None, work_id),
            )
        if changed:
            count = sum(work_id in done for work_id, _ in hers)
            told = {"done": count, "of": len(hers)}
            await move(request, move_out, "work_told_done", tenant, told)


async def close(actor: Coordinator, request_id: UUID, words: str) -> None:
    """The desk: nothing is left to do, and she reads how it ended. Twice changes nothing.

    Raises InspectionGoesOn while the inspector has not left, and MoveOutElsewhere.
    """
    async with transaction():
        request, move_out = await to_arrange(actor, request_id)
        if move_out.state == MoveOutState.CLOSED:
            return
        refuse_elsewhere(request, move_out, "closed")
        if move_out.final_inspection:
            job = await job_itself(move_out.final_inspection)
            if job.state not in OVER:
                raise InspectionGoesOn(job=str(job.id))
        await change(
            "UPDATE move_out SET closing_words = {}, closed_at = {} WHERE id = {}",
            *(words.strip(), now(), move_out.id),
        )
        await move(request, move_out, "closed", actor)
        # It is over with that: nobody is asked whether it works again.
        await moving.put(request, "done")
        await moving.put(request, "closed")
