"""What comes first at the desk: emergencies, then promises and backlog in turns, page by page."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient

from server.clock import HOME, clock_at
from server.database import change, transaction
from server.repair_requests import queue_upkeep
from tests.support import given
from tests.support.cast import HENK

NOON = datetime(2026, 12, 1, 12, tzinfo=HOME)


@pytest.fixture
async def reports(rosa: AsyncClient) -> Any:
    """Reports `fault` so many days before the first of December; the id."""

    async def report(fault: str, days: float) -> str:
        with clock_at(NOON - timedelta(days=days)):
            return (await given.repair(rosa, fault=fault)).id

    return report


async def listed(desk: AsyncClient, **question: Any) -> list[dict[str, Any]]:
    """Every page, three at a time."""
    rows: list[dict[str, Any]] = []
    cursor = None
    while True:
        asked = {"state": "open", "order": "first", "limit": 3, **question}
        if cursor:
            asked["after"] = cursor
        answer = await desk.get("/api/repair-requests", params=asked)
        assert answer.status_code == 200, answer.text
        page = answer.json()
        assert len(page["items"]) <= 3
        rows += page["items"]
        cursor = page["nextCursor"]
        if cursor is None:
            return rows


async def in_order(desk: AsyncClient, **question: Any) -> list[str]:
    with clock_at(NOON):
        await queue_upkeep.let_late_ones_over()
        return [row["id"] for row in await listed(desk, **question)]


async def test_emergencies_by_their_hour_then_promises_with_backlog_in_every_third_place(
    reports: Any, vera: AsyncClient
) -> None:
    late_p4 = [await reports("KRA3", days) for days in (80, 120)]
    promises = [await reports("KRA1", days) for days in (1, 3, 2)]
    late_p2 = await reports("KRA2", 60)
    urgent = [await reports("TOI1", days) for days in (0.1, 2)]
    oldest, middle, youngest = promises[1], promises[2], promises[0]
    assert await in_order(vera) == [
        *reversed(urgent),
        *(oldest, middle, youngest),
        late_p2,  # the fourth of the two lanes: its turn
        *reversed(late_p4),
    ]


async def test_a_page_goes_on_where_the_last_one_ended_while_others_work(
    reports: Any, vera: AsyncClient
) -> None:
    known = [await reports("KRA1", days) for days in (50, 40, 30, 20)]
    with clock_at(NOON):
        await queue_upkeep.let_late_ones_over()
        asked = {"state": "open", "order": "first", "limit": 2}
        first = (await vera.get("/api/repair-requests", params=asked)).json()
        newcomer = await reports("KRA1", 60)
        await queue_upkeep.let_late_ones_over()
        after = {**asked, "after": first["nextCursor"]}
        second = (await vera.get("/api/repair-requests", params=after)).json()
    shown = [row["id"] for row in [*first["items"], *second["items"]]]
    assert shown == known
    assert newcomer not in shown


async def test_equal_scores_go_by_the_older_report_and_none_is_lost(
    reports: Any, vera: AsyncClient
) -> None:
    same_day = [await reports("KRA1", 40 + minute / 1440) for minute in range(7)]
    assert await in_order(vera) == list(reversed(same_day))


@pytest.mark.parametrize(
    ("question", "expected"),
    [
        ({"lane": "urgent"}, ["TOI1"]),
        ({"lane": "backlog"}, ["KRA2", "DAK2"]),
        ({"priority": "P2"}, ["ELE6", "KRA2"]),
        ({"trade": "DAK"}, ["DAK2"]),
        ({"trade": "GLA"}, []),
        ({"late": "true"}, ["TOI1", "KRA2"]),
        ({"postponed": "true"}, ["DAK2"]),
        ({"needs": "true"}, ["ELE6"]),
        ({"q": "geen enkele"}, []),
        ({"state": "waiting"}, ["DAK2"]),
    ],
)
async def test_whatever_is_chosen_holds_for_every_line(
    rosa: AsyncClient,
    reports: Any,
    vera: AsyncClient,
    question: dict[str, str],
    expected: list[str],
) -> None:
    for fault, days in (("TOI1", 3), ("KRA2", 30), ("DAK2", 1), ("ELE6", 1)):
        request_id = await reports(fault, days)
        with clock_at(NOON - timedelta(hours=1)):
            if fault == "ELE6":
                await rosa.post("/r/needs", data={"needs": ["sees_poorly"]})
            if fault == "DAK2":
                asked = {"because": "weather", "until": "2026-12-20"}
                await vera.post(f"/api/repair-requests/{request_id}/postpone", json=asked)
    with clock_at(NOON):
        await queue_upkeep.let_late_ones_over()
        assert [row["fault"] for row in await listed(vera, **question)] == expected


async def test_each_place_tells_what_it_is_made_of(reports: Any, vera: AsyncClient) -> None:
    request_id = await reports("KRA1", 30)
    asked = {"because": "capacity", "until": "2026-12-01"}
    with clock_at(NOON - timedelta(days=15)):
        await vera.post(f"/api/repair-requests/{request_id}/postpone", json=asked)
    with clock_at(NOON):
        (row,) = await listed(vera)
    assert row["place"] == {
        "lane": "backlog",
        "dueAt": "2026-11-13T22:59:59Z",
        "daysLate": 12,
        "legalBy": "2026-12-13T22:59:59Z",
        "postponedDays": 11,
        "isWorseForNeed": False,
        "failedVisits": 0,
        "reopenings": 0,
        "pin": None,
    }


async def test_another_corporation_and_a_contractor_read_no_place_of_ours(
    reports: Any, henk: AsyncClient, otto: AsyncClient, kees: AsyncClient
) -> None:
    await reports("KRA1", 30)
    await given.repair(henk, HENK)
    assert await in_order(otto) == []
    assert await in_order(kees) == []


async def test_a_cursor_that_we_never_gave_is_refused(vera: AsyncClient) -> None:
    for after in ("x", "WzEsMl0", ""):
        asked = {"state": "open", "order": "first", "after": after}
        answer = await vera.get("/api/repair-requests", params=asked)
        assert answer.status_code == (200 if after == "" else 400)


async def test_nothing_can_be_postponed_without_a_date_and_a_reason(
    reports: Any, vera: AsyncClient
) -> None:
    request_id = UUID(await reports("KRA1", 1))
    without: Sequence[str] = ("postponed_because = 'parts'", "postponed_until = reported_at")
    for half in without:
        with pytest.raises(Exception, match="postponed_until_a_date"):
            async with transaction():
                await change(
                    f"UPDATE repair_request SET state = 'postponed', {half} WHERE id = {{}}",  # noqa: S608
                    request_id,
                )
    file = (await vera.get(f"/api/repair-requests/{request_id}")).json()
    assert file["state"] == "reported"
