"""The same for several repairs: each done or refused for itself, and twice is once."""

from datetime import timedelta
from typing import Any

import pytest
from httpx import AsyncClient

from server.clock import HOME, now
from server.journal.verify import first_break
from server.triage.schemas import MOST_TOGETHER
from tests.support import given
from tests.support.cast import DE_LINDE, TOM

TOGETHER = "/api/repair-requests/together"


async def together(desk: AsyncClient, what: str, **facts: Any) -> dict[str, str | None]:
    answer = await desk.post(f"{TOGETHER}/{what}", json=facts)
    assert answer.status_code == 200, answer.text
    return {each["id"]: each["refused"] for each in answer.json()}


async def file_of(desk: AsyncClient, repair: given.Repair) -> Any:
    return (await desk.get(f"/api/repair-requests/{repair.id}")).json()


async def times(desk: AsyncClient, repair: given.Repair, event: str) -> int:
    timeline = (await file_of(desk, repair))["timeline"]
    return sum(line["event"] == f"request.{event}" for line in timeline)


def in_days(days: int) -> str:
    return (now().astimezone(HOME).date() + timedelta(days=days)).isoformat()


@pytest.fixture
async def two(rosa: AsyncClient) -> list[given.Repair]:
    return [await given.repair(rosa, fault=fault) for fault in ("KRA1", "ELE6")]


async def test_several_wait_and_go_on_and_what_is_urgent_holds_up_no_other(
    rosa: AsyncClient, vera: AsyncClient, two: list[given.Repair]
) -> None:
    urgent = await given.repair(rosa, fault="TOI1")
    ids = [urgent.id, *(each.id for each in two)]
    asked = {"repairs": ids, "because": "weather", "until": in_days(9)}
    told = {ids[0]: "too-urgent-to-postpone", ids[1]: None, ids[2]: None}
    for _ in range(2):
        assert await together(vera, "postpone", **asked) == told
    for each in two:
        file = await file_of(vera, each)
        assert (file["state"], file["place"]["lane"]) == ("postponed", "backlog")
        assert await times(vera, each, "postponed") == 1
    assert (await file_of(vera, urgent))["state"] == "reported"
    for _ in range(2):
        assert not any((await together(vera, "resume", repairs=ids)).values())
    for each in two:
        assert (await file_of(vera, each))["state"] == "reported"
        assert await times(vera, each, "resumed") == 1
    assert await first_break(DE_LINDE.id) is None


async def test_a_day_that_is_not_possible_is_refused_before_anything_is_done(
    vera: AsyncClient, two: list[given.Repair]
) -> None:
    ids = [each.id for each in two]
    for day in (in_days(0), in_days(31)):
        asked = {"repairs": ids, "because": "weather", "until": day}
        refused = await vera.post(f"{TOGETHER}/postpone", json=asked)
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (422, "/until")
    many = [given.fresh_id() for _ in range(MOST_TOGETHER + 1)]
    for repairs in ([], many):
        refused = await vera.post(f"{TOGETHER}/resume", json={"repairs": repairs})
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (400, "/repairs")
    assert [(await file_of(vera, each))["state"] for each in two] == ["reported", "reported"]


async def test_a_step_counts_from_what_was_on_the_screen(
    rosa: AsyncClient, vera: AsyncClient, two: list[given.Repair]
) -> None:
    """Both are P3; a third that can wait already, and one that somebody changes meanwhile."""
    first, changed = two
    slow = await given.repair(rosa, fault="DOU3")
    urgent = {"priority": "P1", "reason": "Het lekt door het plafond"}
    await vera.post(f"/api/repair-requests/{changed.id}/priority", json=urgent)
    shown = {first.id: "P3", changed.id: "P3", slow.id: "P4"}
    asked = {
        "repairs": [{"id": each, "priority": was} for each, was in shown.items()],
        "direction": "later",
        "reason": "Samen met de buren",
    }
    for _ in range(2):
        assert await together(vera, "priority", **asked) == {
            first.id: None,
            changed.id: "priority-changed",
            slow.id: "no-step-further",
        }
    assert [(await file_of(vera, each))["priority"] for each in (first, changed, slow)] == [
        *("P4", "P1", "P4"),
    ]
    assert await times(vera, first, "priority_changed") == 1
    back = {**asked, "direction": "sooner", "repairs": [{"id": first.id, "priority": "P4"}]}
    await together(vera, "priority", **back)
    assert (await file_of(vera, first))["priority"] == "P3"
    danger = {**back, "repairs": [{"id": changed.id, "priority": "P1"}]}
    assert await together(vera, "priority", **danger) == {changed.id: "no-step-further"}


async def test_a_technician_gets_those_that_nobody_has(
    vera: AsyncClient, tom: AsyncClient, two: list[given.Repair]
) -> None:
    free, taken = two
    await given.job(vera, taken)
    jobs = [{"id": each.id, "jobId": given.fresh_id()} for each in two]
    for _ in range(2):
        answer = await together(vera, "give", repairs=jobs, technicianId=str(TOM.id))
        assert answer == {free.id: None, taken.id: "already-given"}
    numbers = [job["number"] for job in (await tom.get("/api/jobs")).json()["jobs"]]
    assert sorted(numbers) == sorted([free.number, taken.number])


async def test_another_corporation_changes_none_of_ours(
    otto: AsyncClient, vera: AsyncClient, two: list[given.Repair]
) -> None:
    ids = [each.id for each in two]
    asked = {"repairs": ids, "because": "weather", "until": in_days(9)}
    assert set((await together(otto, "postpone", **asked)).values()) == {"not-found"}
    assert set((await together(otto, "resume", repairs=ids)).values()) == {"not-found"}
    assert [(await file_of(vera, each))["state"] for each in two] == ["reported", "reported"]
