"""Every way to `postponed`: one function, which asks for a reason and a day within 30 days, refuses
what is urgent, has the tenant told, and ends by itself."""

import itertools
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

from httpx import AsyncClient

import server
from server.clock import HOME, clock_at, now
from server.database import change, transaction
from server.messages.telling import RULES
from server.repair_requests.moving import MOVES, OVER
from server.repair_requests.tables import Priority, RequestState
from server.triage import postponing
from tests.support import given

S = RequestState
MAY_WAIT = {S.REPORTED, S.TO_JUDGE, S.REOPENED, S.UNDERWAY, S.POSTPONED}
_MIGRATIONS = "piccolo_migrations"


def in_days(days: int) -> str:
    return (now().astimezone(HOME).date() + timedelta(days=days)).isoformat()


def files_with(pattern: str) -> set[str]:
    """Of the server, without its migrations."""
    root = Path(server.__file__).parent
    return {
        str(file.relative_to(root))
        for file in root.rglob("*.py")
        if _MIGRATIONS not in file.parts and re.search(pattern, file.read_text())
    }


def test_nothing_else_postpones() -> None:
    """Whoever writes a second way has to come by here."""
    assert [name for name, rule in MOVES.items() if rule.to == S.POSTPONED] == ["postponed"]
    # A person for one repair, and a level of a region, whose days both databases check.
    ways = {"triage/postponing.py", "visit_levels/carrying_out.py"}
    assert files_with(r"\b(move|put)\(\s*\w+,\s*\"postponed\"") == ways
    sets_state = r"UPDATE repair_request SET (?!state = state\b)[^\"]*\bstate = "
    assert files_with(sets_state) == {"repair_requests/moving.py"}
    assert {"request.postponed", "request.resumed"} <= set(RULES)  # the tenant is told of both


async def test_in_every_state_and_urgency_it_waits_or_is_refused_by_name(
    rosa: AsyncClient, vera: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    for state, priority in itertools.product(S, Priority):
        await put(repair, state, priority)
        asked = {"because": "parts", "until": in_days(30)}
        answer = await vera.post(f"/api/repair-requests/{repair.id}/postpone", json=asked)
        if priority in ("P0", "P1"):
            expected: tuple[int, Any] = (409, "/problems/too-urgent-to-postpone")
        else:
            expected = (200, None) if state in MAY_WAIT else (409, "/problems/move-refused")
        assert (answer.status_code, answer.json().get("type")) == expected, (state, priority)
        if answer.status_code == 200:
            line = answer.json()["timeline"][-1]
            told = {"because": "parts", "until": in_days(30)}
            assert (line["event"], line["detail"]) == ("request.postponed", told)


async def put(repair: given.Repair, state: RequestState, priority: Priority) -> None:
    until = now() + timedelta(days=3)
    async with transaction():
        await change(
            "UPDATE repair_request SET state = {}, priority = {}, state_before = 'reported',"
            " closed_at = {}, postponed_until = {}, postponed_because = 'capacity' WHERE id = {}",
            *(state.value, priority.value, now() if state in OVER else None, until, repair.id),
        )


async def test_without_a_reason_or_a_possible_day_nothing_waits(
    rosa: AsyncClient, vera: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    for asked, status in (
        ({"until": in_days(9)}, 400),
        ({"because": "", "until": in_days(9)}, 400),
        ({"because": "no mood", "until": in_days(9)}, 400),
        ({"because": "parts"}, 400),
        ({"because": "parts", "until": None}, 400),
        ({"because": "parts", "until": in_days(0)}, 422),
        ({"because": "parts", "until": in_days(31)}, 422),
    ):
        answer = await vera.post(f"/api/repair-requests/{repair.id}/postpone", json=asked)
        assert answer.status_code == status, asked
    assert (await file_of(vera, repair))["state"] == "reported"


async def test_another_reason_for_the_same_day_is_told_too(
    rosa: AsyncClient, vera: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    for because in ("parts", "weather", "weather"):
        asked = {"because": because, "until": in_days(9)}
        await vera.post(f"/api/repair-requests/{repair.id}/postpone", json=asked)
    lines = (await file_of(vera, repair))["timeline"]
    told = [line["detail"]["because"] for line in lines if line["event"] == "request.postponed"]
    assert told == ["parts", "weather"]


async def test_the_day_comes_and_what_becomes_urgent_waits_no_longer(
    rosa: AsyncClient, vera: AsyncClient
) -> None:
    waiting, urgent = [await given.repair(rosa, fault=fault) for fault in ("KRA1", "ELE6")]
    asked = {"because": "parts", "until": in_days(9)}
    for repair in (waiting, urgent):
        await vera.post(f"/api/repair-requests/{repair.id}/postpone", json=asked)
    raised = {"priority": "P1", "reason": "Het lekt nu door"}
    await vera.post(f"/api/repair-requests/{urgent.id}/priority", json=raised)
    assert (await file_of(vera, urgent))["state"] == "reported"
    with clock_at(now() + timedelta(days=8)):
        await postponing.resume_due()
        assert (await file_of(vera, waiting))["state"] == "postponed"
    with clock_at(now() + timedelta(days=10)):
        for _ in range(2):
            await postponing.resume_due()
        file = await file_of(vera, waiting)
    assert (file["state"], file["postponedUntil"]) == ("reported", None)
    assert [line["event"] for line in file["timeline"]].count("request.resumed") == 1


async def file_of(desk: AsyncClient, repair: given.Repair) -> Any:
    return (await desk.get(f"/api/repair-requests/{repair.id}")).json()
