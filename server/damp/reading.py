"""The steps of damp and mould with their deadlines, as the desk and the tenant read them."""

from collections.abc import Mapping
from datetime import date, datetime
from uuid import UUID

from server.clock import now
from server.damp.schemas import CaseDamp, DampFacts, DampStepFacts
from server.damp.tables import ORDER, DampStep, DampStepName
from server.repair_requests.moving import OVER
from server.repair_requests.place import settings_of
from server.repair_requests.tables import RepairRequest
from server.urgency.clocks import DAMP_FAULTS, DampClock, damp_clock, day_number, day_of
from server.working_days import working_day_number

_Steps = Mapping[DampStepName, DampStep]


async def steps_of(request_id: UUID) -> dict[DampStepName, DampStep]:
    """Those that were taken."""
    rows = await DampStep.objects().where(DampStep.request == request_id)
    return {DampStepName(row.step): row for row in rows}


def first_day_of_next(request: RepairRequest, steps: _Steps) -> date:
    """No step is taken before the report, nor before the one that precedes it."""
    return max((step.done_on for step in steps.values()), default=day_of(request.reported_at))


async def damp_of(request: RepairRequest) -> DampFacts | None:
    """For the desk; none of another repair."""
    if request.fault not in DAMP_FAULTS:
        return None
    steps, clock = await steps_of(request.id), await _clock_of(request)
    done = request.damp_steps
    is_open = not request.closed_at
    return DampFacts(
        steps=[
            _facts(step, due_by, steps.get(step))
            for step, due_by in zip(ORDER, clock[:-1], strict=True)
        ],
        next=ORDER[done] if is_open and done < len(ORDER) else None,
        last=ORDER[done - 1] if is_open and done else None,
        first_day=first_day_of_next(request, steps),
        latest_by=clock.latest,
    )


async def damp_of_case(request: RepairRequest) -> CaseDamp | None:
    """For the tenant; none of another repair."""
    if request.fault not in DAMP_FAULTS:
        return None
    result = (await steps_of(request.id)).get(DampStepName.RESULT)
    done = request.damp_steps
    next_by = (await _clock_of(request))[done]
    return CaseDamp(
        next=ORDER[done] if done < len(ORDER) else None,
        next_by=next_by,
        is_late=next_by < now(),
        is_over=request.state in OVER,
        result=result.words if result else "",
        result_on=result.done_on if result else None,
    )


async def _clock_of(request: RepairRequest) -> DampClock:
    return damp_clock(request.reported_at, await settings_of(request.organisation))


def _facts(step: DampStepName, due_by: datetime, taken: DampStep | None) -> DampStepFacts:
    until = working_day_number(taken.done_on) if taken else day_number(now())
    return DampStepFacts(
        step=step,
        due_by=due_by,
        done_on=taken.done_on if taken else None,
        days_late=max(0, until - day_number(due_by)),
        words=taken.words if taken else "",
        noted_by=taken.noted_by if taken else "",
    )
