"""Nobody of ours came: it is found, counted and told once, and taken back when he was there."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from httpx import AsyncClient
from litestar import Litestar

from server.clock import clock_at, now
from server.database import few, transaction
from server.messages.wording import put_into_words
from server.repair_requests.moving import lock
from server.visits import background
from server.visits.not_shown import GRACE, note_not_shown
from tests.server.moments.test_choosing import on_monday, told
from tests.server.planning.test_agreeing import states
from tests.server.planning.test_choosing import take
from tests.support import given

EVENT = "appointment.not_shown"
_AS_ONCE = UUID(int=7)


@pytest.fixture(autouse=True)
def nothing_by_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(background, "due_work", list)


@pytest.fixture
async def repair(rosa: AsyncClient) -> given.Repair:
    return await given.repair(rosa)


async def a_visit(vera: AsyncClient, repair: given.Repair) -> tuple[str, dict[str, datetime]]:
    """The job, and tomorrow's first block."""
    job = await given.job(vera, repair)
    with on_monday():
        block = (await given.visit_blocks(vera, job))[4]
        await given.appointment(vera, job, block)
    return job, {name: datetime.fromisoformat(at) for name, at in block.items()}


async def failed(repair: given.Repair) -> int:
    (count,) = await few(int, "SELECT failed_visits FROM repair_request WHERE id = {}", repair.id)
    return count


async def test_it_is_counted_and_told_once_and_she_chooses_another_moment(
    app: Litestar, rosa: AsyncClient, vera: AsyncClient, repair: given.Repair
) -> None:
    job, block = await a_visit(vera, repair)
    with clock_at(block["endsAt"] + GRACE - timedelta(minutes=1)):
        await note_not_shown()
        assert await told(EVENT) == 0
    with clock_at(block["endsAt"] + GRACE):
        for _ in range(2):
            await note_not_shown()
        assert await states(job) == [("not_shown", None, "not_shown")]
        assert (await told(EVENT), await failed(repair)) == (1, 1)
        page = (await rosa.get("/r")).text
        assert "Wij zijn niet gekomen" in page
        assert "Onze excuses" in page
        async with transaction():
            request = await lock(UUID(repair.id))
        said = await put_into_words(request, [EVENT], app.state.parts.objects)
        assert said.headline.startswith("Wij zijn niet gekomen: dinsdag")
        assert "kiest u zelf een nieuw moment" in said.letter(None)
        row = (await vera.get("/api/repair-requests")).json()["items"][0]
        assert row["visitsFailedByUs"] == 1
        later = (await given.visit_blocks(vera, job))[-1]
        assert (await take(rosa, later["beginsAt"])).status_code == 303
        assert "Wij zijn niet gekomen" not in (await rosa.get("/r")).text


@pytest.mark.parametrize("what", ["arrived", "nobody opened"])
async def test_a_phone_without_a_network_takes_it_back(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient, repair: given.Repair, what: str
) -> None:
    job, block = await a_visit(vera, repair)
    was_there = block["beginsAt"] + timedelta(minutes=20)
    with clock_at(block["endsAt"] + timedelta(hours=5)):
        await note_not_shown()
        chosen = (await given.visit_blocks(vera, job))[-1]
        assert (await take(rosa, chosen["beginsAt"])).status_code == 303
        path, facts = _told(job, what, was_there)
        for _ in range(2):
            assert (await tom.post(path, json=facts)).is_success
        state = "kept" if what == "arrived" else "no_access"
        assert await states(job) == [(state, None, None), ("planned", None, None)]
        assert (await told("appointment.kept_after_all"), await failed(repair)) == (1, 0)


def _told(job: str, what: str, at: datetime) -> tuple[str, dict[str, Any]]:
    """Where it is sent, and what."""
    if what == "arrived":
        return f"/api/jobs/{job}/visits", {"id": str(_AS_ONCE), "arrivedAt": at.isoformat()}
    after = [(at + timedelta(minutes=minutes)).isoformat() for minutes in (1, 6, 12)]
    return f"/api/jobs/{job}/no-access", {
        "id": str(_AS_ONCE),
        "atDoorAt": at.isoformat(),
        "gaveUpAt": after[2],
        "attempts": [{"way": "rang", "at": after[0]}, {"way": "phoned", "at": after[1]}],
        "noPhotoBecause": "Te donker",
    }


async def test_who_is_on_his_way_or_came_later_is_another_matter(
    vera: AsyncClient, tom: AsyncClient, repair: given.Repair
) -> None:
    job, block = await a_visit(vera, repair)
    with clock_at(block["endsAt"] + GRACE + timedelta(minutes=5)):
        set_out = {"setOutAt": (block["endsAt"] + GRACE).isoformat(), "minutes": 20}
        assert (await tom.post(f"/api/jobs/{job}/on-my-way", json=set_out)).is_success
        await note_not_shown()
        assert await told(EVENT) == 0
    with clock_at(block["endsAt"] + timedelta(hours=20)):  # and he never arrived
        await note_not_shown()
        assert await told(EVENT) == 1
        arrived = {"id": given.fresh_id(), "arrivedAt": now().isoformat()}
        assert (await tom.post(f"/api/jobs/{job}/visits", json=arrived)).status_code == 201
        assert (await told("appointment.kept_after_all"), await failed(repair)) == (0, 1)
