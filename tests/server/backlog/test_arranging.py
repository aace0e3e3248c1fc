"""A person puts one repair before another, having seen what it does to the others."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from httpx import AsyncClient

from server.clock import HOME, clock_at
from server.repair_requests import queue_upkeep
from tests.support import given

NOON = datetime(2026, 12, 1, 12, tzinfo=HOME)


@pytest.fixture
async def waiting(rosa: AsyncClient) -> list[given.Repair]:
    """Five promises of the same target, in the order in which they come."""
    found: list[given.Repair] = []
    for days in (5, 4, 3, 2, 1):
        with clock_at(NOON - timedelta(days=days)):
            found.append(await given.repair(rosa))
    return found


async def numbers(desk: AsyncClient, **question: Any) -> list[str]:
    asked = {"state": "open", "order": "first", **question}
    page = (await desk.get("/api/repair-requests", params=asked)).json()
    return [row["number"] for row in page["items"]]


def a_move(before: given.Repair, **changed: Any) -> dict[str, Any]:
    reason = "Haar moeder komt vrijdag thuis"
    return {"id": given.fresh_id(), "before": before.number, "reason": reason, **changed}


async def test_it_stands_before_the_other_until_its_day_and_everybody_reads_why(
    waiting: list[given.Repair], vera: AsyncClient
) -> None:
    first, second, third, fourth, fifth = waiting
    address = f"/api/repair-requests/{fifth.id}/move"
    with clock_at(NOON):
        sent = a_move(second, until="2026-12-04")
        await vera.post(address, json=sent)
        answer = await vera.post(address, json=sent)
        assert answer.status_code == 200, answer.text
        expected = [first, fifth, second, third, fourth]
        assert await numbers(vera) == [each.number for each in expected]
        assert answer.json()["place"]["pin"] == {
            "before": second.number,
            "reason": sent["reason"],
            "by": "Vera de Groot",
            "until": "2026-12-04T23:00:00Z",
        }
        events = [line["event"] for line in answer.json()["timeline"]]
        assert events.count("request.put_ahead") == 1
    with clock_at(datetime(2026, 12, 5, 9, tzinfo=HOME)):
        assert await numbers(vera) == [each.number for each in waiting]


async def test_before_it_is_saved_she_reads_who_comes_later_and_who_too_late(
    waiting: list[given.Repair], vera: AsyncClient
) -> None:
    """Nothing was finished lately: the slowest speed, a place in twenty working days."""
    first, _, _, _, fifth = waiting
    with clock_at(NOON):
        asked = {"before": first.number}
        seen = (await vera.get(f"/api/repair-requests/{fifth.id}/move", params=asked)).json()
    assert (seen["movedBack"], seen["isMore"], seen["passes"]) == (4, False, [])


async def test_who_would_pass_the_deadline_because_of_it_is_named(
    rosa: AsyncClient, vera: AsyncClient
) -> None:
    """P4 has thirty working days: in time on the first place, too late on the second."""
    with clock_at(NOON - timedelta(days=2)):
        slow = await given.repair(rosa, fault="DOU3")
    with clock_at(NOON - timedelta(days=1)):
        other = await given.repair(rosa, fault="DOU3")
    with clock_at(NOON):
        asked = {"before": slow.number}
        seen = (await vera.get(f"/api/repair-requests/{other.id}/move", params=asked)).json()
    assert [(hurt["number"], hurt["expectedOn"]) for hurt in seen["passes"]] == [
        (slow.number, "2027-01-28")
    ]


async def test_it_ends_with_either_of_the_two_or_when_somebody_ends_it(
    waiting: list[given.Repair], vera: AsyncClient
) -> None:
    first, second, third, *_, fifth = waiting
    with clock_at(NOON):
        address = f"/api/repair-requests/{fifth.id}/move"
        await vera.post(address, json=a_move(first))
        assert (await numbers(vera))[0] == fifth.number
        gone = {"reason": "De huurder belde af"}
        await vera.post(f"/api/repair-requests/{first.id}/cancel", json=gone)
        assert (await numbers(vera))[0] == second.number
        await vera.post(address, json=a_move(third))
        assert (await numbers(vera))[1] == fifth.number
        for _ in range(2):
            assert (await vera.post(f"{address}/end")).status_code == 200
        assert (await numbers(vera))[-1] == fifth.number


async def test_two_before_the_same_one_and_one_before_those_keep_their_order(
    waiting: list[given.Repair], vera: AsyncClient
) -> None:
    first, second, third, fourth, fifth = waiting
    with clock_at(NOON):
        for number, (moved, other) in enumerate([(fifth, first), (fourth, first), (third, fourth)]):
            with clock_at(NOON + timedelta(minutes=number)):
                await vera.post(f"/api/repair-requests/{moved.id}/move", json=a_move(other))
        expected = [fifth, third, fourth, first, second]
        assert await numbers(vera) == [each.number for each in expected]
        pages = await numbers(vera, limit=1)
        assert pages == [each.number for each in expected[:4]]
        circle = await vera.post(f"/api/repair-requests/{fourth.id}/move", json=a_move(third))
        assert circle.status_code == 422


async def test_nothing_goes_before_an_emergency_nor_where_it_stands_already(
    rosa: AsyncClient, waiting: list[given.Repair], vera: AsyncClient, otto: AsyncClient
) -> None:
    first, *_, fifth = waiting
    urgent = await given.repair(rosa, fault="TOI1")
    with clock_at(NOON):
        for moved, other in ((first, urgent), (first, first)):
            refused = await vera.post(f"/api/repair-requests/{moved.id}/move", json=a_move(other))
            assert refused.status_code == 422
            assert refused.json()["errors"][0]["pointer"] == "/before"
        asked = {"before": fifth.number}
        already = await vera.get(f"/api/repair-requests/{first.id}/move", params=asked)
        assert already.status_code == 422
        over = a_move(first, until="2026-11-30")
        assert (
            await vera.post(f"/api/repair-requests/{fifth.id}/move", json=over)
        ).status_code == 422
        theirs = await otto.post(f"/api/repair-requests/{fifth.id}/move", json=a_move(first))
        assert theirs.status_code == 404


async def test_other_targets_reach_every_open_repair(
    waiting: list[given.Repair], vera: AsyncClient, ingrid: AsyncClient
) -> None:
    with clock_at(NOON):
        targets = (await ingrid.get("/api/targets")).json()
        assert (targets["p3Days"], targets["backlogPercent"]) == (10, 30)
        chosen = targets | {"p3Days": 1}
        assert (await vera.put("/api/targets", json=chosen)).status_code == 403
        assert (await ingrid.put("/api/targets", json=chosen)).json() == chosen
        await queue_upkeep.follow_new_targets()
        page = (await vera.get("/api/repair-requests", params={"late": "true"})).json()
        assert len(page["items"]) == 4  # the youngest has today
        assert (await ingrid.put("/api/targets", json=chosen | {"p3Days": 0})).status_code == 400
