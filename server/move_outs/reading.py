"""Move-outs as screens show them; who may see the case is decided before."""

from collections.abc import Callable, Sequence
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

import msgspec

from server.actors import Coordinator
from server.clock import now
from server.database import few, one, select
from server.evidence.slots import JobSlot, slot_named, slots_for
from server.move_outs.amounts import amounts_of
from server.move_outs.inspecting import ROOMS
from server.move_outs.schemas import (
    MoveOutFacts,
    MoveOutList,
    MoveOutRow,
    RoomFacts,
    WorkFacts,
)
from server.move_outs.tables import (
    Because,
    Condition,
    MoveOut,
    MoveOutState,
    Side,
    WorkOutcome,
)
from server.repair_requests.faults import MOVE_OUT

_STILL_LISTED = timedelta(days=61)
_MOST_ROWS = 500


async def move_out_of(request_id: UUID, language: str) -> MoveOutFacts | None:
    """Of this case; None where it is a repair."""
    found = await one(MoveOut, "id = {}", request_id)
    if found is None:
        return None
    works = await _works_of(request_id, language)
    return MoveOutFacts(
        id=found.id,
        state=MoveOutState(found.state),
        last_day_on=found.last_day_on,
        new_address=found.new_address,
        pre_inspection=found.pre_inspection,
        final_inspection=found.final_inspection,
        words=found.pre_words,
        inspected_by=found.inspected_by,
        inspected_at=found.inspected_at,
        version=found.version,
        answered_by=found.answered_by,
        answered_at=found.answered_at,
        answer_words=found.answer_words,
        is_signed=found.is_signed,
        rooms=await _rooms_of(request_id, language),
        works=works,
        amounts=amounts_of(works),
        final_words=found.final_words,
        checked_by=found.checked_by,
        checked_at=found.checked_at,
        closing_words=found.closing_words,
        closed_at=found.closed_at,
    )


async def move_outs_of(request_ids: Sequence[UUID], language: str) -> dict[UUID, MoveOutFacts]:
    """By case, of those that are one."""
    if not request_ids:
        return {}
    places = ", ".join("{}" for _ in request_ids)
    ids = await few(
        lambda found: found,
        f"SELECT id FROM move_out WHERE id IN ({places})",  # noqa: S608 - places only
        *request_ids,
    )
    read = [await move_out_of(found, language) for found in ids]
    return {facts.id: facts for facts in read if facts}


def rooms_of(facts: MoveOutFacts, job_id: UUID, language: str) -> list[JobSlot]:
    """What this inspection photographs: the first before anything is done, the other after."""
    is_final = job_id == facts.final_inspection
    return [
        msgspec.structs.replace(slot, before=None)
        if is_final
        else msgspec.structs.replace(slot, after=None)
        for slot in slots_for(MOVE_OUT, language)
    ]


def room_called(room: str, language: str) -> str:
    """In the reader's language; its key when it is on the list no more."""
    slot = slot_named(room, language)
    return slot.name if slot else room


async def _rooms_of(request_id: UUID, language: str) -> list[RoomFacts]:
    rooms = await few(
        lambda room, condition, words: RoomFacts(
            room, room_called(room, language), Condition(condition), words
        ),
        "SELECT room, condition, words FROM inspected_room WHERE move_out = {}",
        request_id,
    )
    at = {room: place for place, room in enumerate(ROOMS)}
    return sorted(rooms, key=lambda room: at.get(room.room, len(at)))


async def _works_of(request_id: UUID, language: str) -> list[WorkFacts]:
    return await few(
        _work_in(language),
        "SELECT id, room, words, done_by, paid_by, because, cost_cents, told_done_at, outcome,"
        " outcome_words FROM agreed_work WHERE move_out = {} ORDER BY place, id",
        request_id,
    )


def _work_in(language: str) -> Callable[..., WorkFacts]:
    def work(work_id: UUID, room: str, words: str, *facts: Any) -> WorkFacts:
        done_by, paid_by, because, cents, told_at, outcome, outcome_words = facts
        return WorkFacts(
            work_id,
            room,
            room_called(room, language),
            words,
            Side(done_by),
            Side(paid_by),
            Because(because),
            cents,
            told_at,
            WorkOutcome(outcome) if outcome else None,
            outcome_words,
        )

    return work


_ROWS = """
SELECT m.id, r.number, m.state, r.tenant_name, d.street, d.house_number, d.town, m.last_day_on,
  p.name, a.begins_at, pv.planned_at,
  (SELECT count(*) FROM agreed_work w WHERE w.move_out = m.id AND w.outcome = ''
    AND w.told_done_at IS NULL)
FROM move_out m
JOIN repair_request r ON r.id = m.id
JOIN dwelling d ON d.id = r.dwelling
LEFT JOIN job j ON j.id = coalesce(m.final_inspection, m.pre_inspection)
LEFT JOIN person p ON p.id = j.assigned_to
LEFT JOIN appointment a ON a.job = j.id AND a.state = 'planned'
LEFT JOIN previsit pv ON pv.job = j.id AND pv.state = 'planned'
WHERE m.organisation = {} AND r.state <> 'cancelled'
"""


async def list_move_outs(actor: Coordinator) -> MoveOutList:
    """Of her own organisation."""
    rows = await select(
        _row,
        f"{_ROWS} AND m.state <> 'closed' ORDER BY m.last_day_on, r.number LIMIT {_MOST_ROWS}",
        actor.organisation_id,
    )
    closed = await select(
        _row,
        f"{_ROWS} AND m.closed_at > {{}} ORDER BY m.closed_at DESC LIMIT {_MOST_ROWS}",
        *(actor.organisation_id, now() - _STILL_LISTED),
    )
    return MoveOutList(rows, closed)


def _row(*columns: Any) -> MoveOutRow:
    move_out_id, number, state, tenant, street, house_number, town, last_day_on = columns[:8]
    inspector, begins_at, planned_at, open_works = columns[8:]
    return MoveOutRow(
        move_out_id,
        number,
        MoveOutState(state),
        tenant,
        f"{street} {house_number}, {town}",
        _day(last_day_on),
        inspector or "",
        _earliest(begins_at, planned_at),
        open_works,
    )


def _day(value: date | str) -> date:
    return value if isinstance(value, date) else date.fromisoformat(value)


def _earliest(*moments: datetime | None) -> datetime | None:
    return min((moment for moment in moments if moment), default=None)
