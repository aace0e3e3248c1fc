"""Whether a call is worth it is learned from what calls about the same fault told before."""

from datetime import timedelta

import pytest
from httpx import AsyncClient

from server.clock import now
from server.identifiers import new_id
from server.jobs.tables import Job, JobState
from server.previsits.schemas import Worth
from server.previsits.tables import Previsit, PrevisitState
from server.previsits.worth import Repair, learned_from
from server.visits.tables import Visit
from tests.support import given
from tests.support.cast import HENK, TOM


def looked_at(found: str | None = "KRA1", visits: int = 1, minutes: int = 30) -> Repair:
    return Repair("KRA1", found, was_looked_at=True, visits=visits, minutes=minutes)


def not_looked_at(minutes: int = 30) -> Repair:
    return Repair("KRA1", None, was_looked_at=False, visits=1, minutes=minutes)


@pytest.mark.parametrize(
    ("repairs", "worth"),
    [
        ([], Worth.UNKNOWN),
        ([looked_at(found="LEK1")] * 4, Worth.UNKNOWN),
        ([looked_at()] * 20, Worth.NO),
        ([looked_at()] * 17 + [looked_at(found="LEK1")] * 3, Worth.YES),
        ([looked_at()] * 17 + [looked_at(visits=0)] * 3, Worth.YES),
        ([looked_at()] * 18 + [looked_at(visits=0)] * 2, Worth.NO),
        ([looked_at(minutes=20)] * 5 + [not_looked_at(minutes=25)] * 5, Worth.YES),
        ([looked_at(minutes=20)] * 5 + [not_looked_at(minutes=24)] * 5, Worth.NO),
        ([looked_at(minutes=20)] * 5 + [not_looked_at(minutes=60)] * 4, Worth.NO),
    ],
)
def test_a_call_is_worth_it_where_it_told_more_or_saved_time(
    repairs: list[Repair], worth: Worth
) -> None:
    assert learned_from(repairs).worth == worth


async def test_what_was_found_is_counted_by_fault_and_corporation(
    rosa: AsyncClient, henk: AsyncClient, vera: AsyncClient, otto: AsyncClient
) -> None:
    first = await given.repair(rosa)
    call = await given.previsit(vera, await given.job(vera, first))
    await Previsit.update({Previsit.state: PrevisitState.HELD}).where(Previsit.id == call)
    await _is_done_after(41)
    second = await given.repair(henk, HENK)
    asked = f"/api/repair-requests/{second.id}/previsit-advice"
    assert (await vera.get(asked)).json() == {
        "worth": "unknown",
        "calls": 1,
        "corrected": 0,
        "avoided": 0,
        "minutesWith": None,
        "minutesWithout": None,
    }
    assert (await otto.get(asked)).status_code == 404
    other = await given.repair(henk, HENK, fault="WAT1")
    of_another_fault = await vera.get(f"/api/repair-requests/{other.id}/previsit-advice")
    assert of_another_fault.json()["calls"] == 0


async def _is_done_after(minutes: int) -> None:
    job = await Job.objects().first()
    assert job is not None
    await Job.update({Job.state: JobState.DONE}).where(Job.id == job.id)
    began = now() - timedelta(minutes=minutes)
    visit = Visit(
        id=new_id(),
        job=job.id,
        technician=TOM.id,
        arrived_at=began,
        left_at=now(),
        minutes=minutes,
    )
    await Visit.insert(visit)
