"""What an inspector reports: how each room was found and what is to be done, and on her last days
what became of it."""

from collections.abc import Sequence
from uuid import UUID

from server.actors import Coordinator, Technician
from server.database import change, few, insert, transaction
from server.errors import NotFound
from server.evidence.review import settle
from server.evidence.slots import slots_for
from server.identifiers import new_id
from server.jobs.service import finish
from server.jobs.tables import Job
from server.move_outs.access import to_arrange, to_report
from server.move_outs.errors import AgreementRevised, MoveOutElsewhere, WorkImpossible
from server.move_outs.moving import move, possible_from
from server.move_outs.schemas import (
    FoundRoom,
    FoundWork,
    NewFinalInspection,
    NewPreInspection,
    NewWork,
    RevisedWorks,
)
from server.move_outs.tables import (
    AgreedWork,
    Because,
    InspectedRoom,
    MoveOut,
    MoveOutState,
    Side,
)
from server.repair_requests.faults import MOVE_OUT
from server.visits.moving import AHEAD
from server.visits.service import minutes_in_home

ROOMS = tuple(slot.key for slot in slots_for(MOVE_OUT, "nl"))
"""The rooms of a home, which are the spots that are photographed."""


async def report_pre_inspection(actor: Technician, job_id: UUID, report: NewPreInspection) -> None:
    """Keep what he found. Who signed on his phone has agreed. Sent twice, it is kept once.

    Raises WorkImpossible, and MoveOutElsewhere where another report was first.
    """
    _refuse_rooms(report.rooms)
    _refuse_works(report.works)
    async with transaction():
        job, request, move_out = await to_report(actor, job_id, report.inspected_at)
        if move_out.pre_report == report.id:
            return
        if move_out.pre_inspection != job_id:
            raise NotFound
        await move(request, move_out, "inspected", actor, {"works": len(report.works)})
        await change(
            "UPDATE move_out SET pre_report = {}, pre_words = {}, inspected_by = {},"
            " inspected_at = {}, version = 1 WHERE id = {}",
            *(report.id, report.words.strip(), actor.name, report.inspected_at, move_out.id),
        )
        for found in report.rooms:
            await insert(
                InspectedRoom(
                    id=new_id(),
                    move_out=move_out.id,
                    room=found.room,
                    condition=found.condition,
                    words=found.words.strip(),
                )
            )
        await _keep_works(move_out.id, report.works)
        if report.signed_by.strip():
            await change(
                "UPDATE move_out SET answered_by = {}, answered_at = {}, is_signed = {}"
                " WHERE id = {}",
                *(report.signed_by.strip(), report.inspected_at, True, move_out.id),
            )
            await move(request, move_out, "agreed", actor, {"signedBy": report.signed_by.strip()})
        await _finish_from_afar(actor, job)
    await settle(job_id)


async def report_final_inspection(
    actor: Technician, job_id: UUID, report: NewFinalInspection
) -> None:
    """Keep what became of each work. Sent twice, it is kept once.

    Raises WorkImpossible where a work has no answer or is not of this home.
    """
    async with transaction():
        job, request, move_out = await to_report(actor, job_id, report.inspected_at)
        if move_out.final_report == report.id:
            return
        if move_out.final_inspection != job_id:
            raise NotFound
        await _refuse_unanswered(move_out.id, report.works)
        await move(request, move_out, "checked", actor)
        await change(
            "UPDATE move_out SET final_report = {}, final_words = {}, checked_by = {},"
            " checked_at = {} WHERE id = {}",
            *(report.id, report.words.strip(), actor.name, report.inspected_at, move_out.id),
        )
        for found in report.works:
            await change(
                "UPDATE agreed_work SET outcome = {}, outcome_words = {} WHERE id = {}",
                *(found.outcome, found.words.strip(), found.id),
            )
        await _finish_from_afar(actor, job)
    await settle(job_id)


async def revise_works(actor: Coordinator, request_id: UUID, revised: RevisedWorks) -> None:
    """The desk changes what is to be done, mostly because she does not agree: she is asked again,
    and what she ticked of what stays is kept. Not once somebody comes to see what became of it.

    Raises AgreementRevised when somebody else was first, WorkImpossible and MoveOutElsewhere.
    """
    _refuse_works(revised.works)
    async with transaction():
        request, move_out = await to_arrange(actor, request_id)
        if move_out.version != revised.version:
            raise AgreementRevised(version=move_out.version)
        if await _is_somebody_there(move_out):
            state = MoveOutState(move_out.state)
            raise MoveOutElsewhere(
                "The final inspection has begun.",
                state=state,
                possible=sorted(possible_from(state) - {"revised"}),
            )
        await move(request, move_out, "revised", actor, {"reason": revised.reason.strip()})
        await change(
            "UPDATE move_out SET version = version + 1, answered_by = '', answered_at = NULL,"
            " is_signed = {} WHERE id = {}",
            *(False, move_out.id),
        )
        ticked = dict(
            await few(
                lambda *row: row,
                "DELETE FROM agreed_work WHERE move_out = {} RETURNING id, told_done_at",
                move_out.id,
            )
        )
        await _keep_works(move_out.id, revised.works)
        for work in revised.works:
            if ticked.get(work.id):
                await change(
                    "UPDATE agreed_work SET told_done_at = {} WHERE id = {}",
                    *(ticked[work.id], work.id),
                )


async def _is_somebody_there(move_out: MoveOut) -> bool:
    found = await few(
        lambda visit: visit,
        "SELECT id FROM visit WHERE job = {} LIMIT 1",
        move_out.final_inspection,
    )
    return bool(found)


async def _keep_works(move_out_id: UUID, works: Sequence[NewWork]) -> None:
    taken = await few(
        lambda work: work,
        f"SELECT id FROM agreed_work WHERE id IN ({', '.join('{}' for _ in works) or 'NULL'})",  # noqa: S608 - places only
        *(work.id for work in works),
    )
    if taken:
        raise NotFound  # knowing an id must not change another home's
    for at, work in enumerate(works):
        await insert(
            AgreedWork(
                id=work.id,
                move_out=move_out_id,
                place=at,
                room=work.room,
                words=work.words.strip(),
                done_by=work.done_by,
                paid_by=work.paid_by,
                because=work.because,
                cost_cents=work.cost_cents,
            )
        )


async def _finish_from_afar(actor: Technician, job: Job) -> None:
    """He looked by video: nobody leaves a home by which the job would end."""
    if job.state in AHEAD:
        await finish(job, actor, await minutes_in_home(job.id))


def _refuse_rooms(rooms: Sequence[FoundRoom]) -> None:
    seen: set[str] = set()
    for at, found in enumerate(rooms):
        if found.room not in ROOMS:
            raise WorkImpossible.at(f"/rooms/{at}/room", f"The rooms are {', '.join(ROOMS)}.")
        if found.room in seen:
            raise WorkImpossible.at(f"/rooms/{at}/room", "Each room is told of once.")
        seen.add(found.room)


def _refuse_works(works: Sequence[NewWork]) -> None:
    seen: set[UUID] = set()
    for at, work in enumerate(works):
        if work.room not in ROOMS:
            raise WorkImpossible.at(f"/works/{at}/room", f"The rooms are {', '.join(ROOMS)}.")
        if work.id in seen:
            raise WorkImpossible.at(f"/works/{at}/id", "Each work is told of once.")
        if work.because == Because.WEAR and work.paid_by == Side.TENANT:
            detail = "What wore by ordinary use is for the corporation's account."
            raise WorkImpossible.at(f"/works/{at}/paidBy", detail)
        seen.add(work.id)


async def _refuse_unanswered(move_out_id: UUID, works: Sequence[FoundWork]) -> None:
    agreed = set(
        await few(lambda work: work, "SELECT id FROM agreed_work WHERE move_out = {}", move_out_id)
    )
    answered = [work.id for work in works]
    if agreed != set(answered) or len(answered) != len(agreed):
        missing = ", ".join(sorted(str(work) for work in agreed - set(answered)))
        detail = f"Each work that was agreed is answered once; now missing: {missing or 'none'}."
        raise WorkImpossible.at("/works", detail)
