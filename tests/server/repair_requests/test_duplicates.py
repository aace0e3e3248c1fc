"""The same fault from the same home: put beside each other, and told to nobody else."""

from datetime import timedelta

from httpx import AsyncClient

from server.clock import clock_at, now
from tests.support import given
from tests.support.cast import HENK


async def test_the_same_again_is_taken_and_marked_for_the_desk(
    rosa: AsyncClient, nobody: AsyncClient, vera: AsyncClient
) -> None:
    first = await given.repair(rosa, fault="CVK1")
    again = await given.repair(nobody, fault="CVK2")  # heating too: one symptom
    file = (await vera.get(f"/api/repair-requests/{again.id}")).json()
    assert file["state"] == "to_judge"
    (mark,) = [e for e in file["timeline"] if e["event"] == "request.perhaps_duplicate"]
    assert mark["detail"] == {"of": first.number, "ofId": first.id}
    assert first.number not in (await nobody.get("/r")).text


async def test_another_fault_another_home_or_an_old_report_is_no_duplicate(
    rosa: AsyncClient, henk: AsyncClient, vera: AsyncClient
) -> None:
    with clock_at(now() - timedelta(days=15)):
        await given.repair(rosa)
    again = await given.repair(rosa)
    other = await given.repair(rosa, fault="TOI2")
    neighbour = await given.repair(henk, HENK)
    for repair in (again, other, neighbour):
        file = (await vera.get(f"/api/repair-requests/{repair.id}")).json()
        assert file["state"] == "reported"


async def test_only_her_own_browser_says_that_she_reported_it_already(
    rosa: AsyncClient, nobody: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    hers = (await rosa.get("/report/kitchen/KRA1")).text
    assert "U heeft dit al gemeld" in hers
    assert repair.number in hers
    assert "U heeft dit al gemeld" not in (await rosa.get("/report/toilet/TOI2")).text
    assert "U heeft dit al gemeld" not in (await nobody.get("/report/kitchen/KRA1")).text
