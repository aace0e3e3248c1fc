"""Noting the steps: by the desk, one after the other; that somebody looked, also by itself when a
visit or a video call did. What is noted counts for the place in the queue, in its transaction."""

from datetime import date, datetime
from uuid import UUID

from server.actors import Author, Coordinator, Technician
from server.clock import now
from server.damp.errors import DampDayImpossible, DampOutOfOrder, NotDamp
from server.damp.reading import first_day_of_next, steps_of
from server.damp.schemas import NotedDampStep
from server.damp.tables import ORDER, DampStep, DampStepName
from server.database import change, insert, transaction
from server.errors import InvalidInput
from server.identifiers import new_id
from server.journal.service import About, append
from server.repair_requests import place
from server.repair_requests.access import request_to_plan
from server.repair_requests.errors import RequestIsClosed, WordsMissing
from server.repair_requests.moving import lock
from server.repair_requests.tables import RepairRequest
from server.urgency.clocks import DAMP_FAULTS, day_of


async def note(actor: Coordinator, request_id: UUID, noted: NotedDampStep) -> None:
    """A person notes the next step. The same twice changes nothing.

    Raises NotDamp, DampOutOfOrder, DampDayImpossible, WordsMissing, RequestIsClosed.
    """
    words = noted.words.strip()
    _refuse_words(noted.step, words)
    async with transaction():
        request = await _damp_request(actor, request_id)
        known = await steps_of(request.id)
        earlier = known.get(noted.step)
        if earlier and (earlier.done_on, earlier.words) == (noted.on, words):
            return
        if request.closed_at:
            raise RequestIsClosed(number=request.number)
        possible = _next(request)
        if noted.step != possible:
            raise DampOutOfOrder(possible=possible or "")
        _refuse_day(noted.on, first_day_of_next(request, known))
        await _keep(request, noted.step, noted.on, words, actor)


async def note_looked(request_id: UUID, at: datetime, actor: Technician) -> None:
    """Somebody of ours has been there, or saw it in a call: of damp that is the first step. Where
    it is noted, or the repair is over or another one, nothing changes."""
    request = await lock(request_id)
    is_first = request.fault in DAMP_FAULTS and request.damp_steps == 0
    if is_first and not request.closed_at:
        # A phone that runs behind does not put it before the report.
        day = max(day_of(at), day_of(request.reported_at))
        await _keep(request, DampStepName.LOOKED, day, "", actor)


async def take_back(actor: Coordinator, request_id: UUID, step: DampStepName, reason: str) -> None:
    """It was a mistake; the tenant is told. What is not noted needs no taking back.

    Raises NotDamp, DampOutOfOrder, RequestIsClosed.
    """
    async with transaction():
        request = await _damp_request(actor, request_id)
        known = (await steps_of(request.id)).get(step)
        if known is None:
            return
        if request.closed_at:
            raise RequestIsClosed(number=request.number)
        last = ORDER[request.damp_steps - 1]
        if step != last:
            raise DampOutOfOrder(possible=last)
        await change("DELETE FROM damp_step WHERE id = {}", known.id)
        told = {"step": step, "on": known.done_on.isoformat(), "reason": reason.strip()}
        await _move_on(request, -1, "damp.taken_back", actor, told)


async def _damp_request(actor: Coordinator, request_id: UUID) -> RepairRequest:
    request = await request_to_plan(actor, request_id)
    if request.fault not in DAMP_FAULTS:
        raise NotDamp(number=request.number)
    return request


def _next(request: RepairRequest) -> DampStepName | None:
    return ORDER[request.damp_steps] if request.damp_steps < len(ORDER) else None


def _refuse_words(step: DampStepName, words: str) -> None:
    if step == DampStepName.RESULT and not words:
        detail = "Say what you found and what is done about it."
        raise WordsMissing(errors=[{"pointer": "/words", "detail": detail}])
    if step != DampStepName.RESULT and words:
        raise InvalidInput("/words", "Only the written result has words.")


def _refuse_day(day: date, first: date) -> None:
    today = day_of(now())
    if not first <= day <= today:
        raise DampDayImpossible(
            first=first.isoformat(),
            last=today.isoformat(),
            errors=[{"pointer": "/on", "detail": f"From {first} until {today}."}],
        )


async def _keep(
    request: RepairRequest, step: DampStepName, day: date, words: str, actor: Author
) -> None:
    await insert(
        DampStep(
            id=new_id(),
            request=request.id,
            step=step,
            done_on=day,
            words=words,
            noted_by=actor.name,
            noted_at=now(),
        )
    )
    await _move_on(request, 1, f"damp.{step}", actor, {"on": day.isoformat()})


async def _move_on(
    request: RepairRequest, by: int, event: str, actor: Author, told: dict[str, str]
) -> None:
    """So many steps are done now, and the next one's deadline is the one that counts."""
    request.damp_steps += by
    await change(
        "UPDATE repair_request SET damp_steps = {} WHERE id = {}", request.damp_steps, request.id
    )
    await place.settle(request)
    about = About(request.organisation, request.id, subject_id=request.id)
    await append(event, about, actor, told)
