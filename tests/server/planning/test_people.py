"""Who does what and when: trades, weeks, absences, and how days are divided."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from httpx import AsyncClient

from server.clock import HOME
from server.database import select
from tests.server.moments.test_choosing import on_monday
from tests.support import given
from tests.support.cast import CARLA, TOM

PLANNING = "/api/planning"


@pytest.fixture
async def job(rosa: AsyncClient, vera: AsyncClient) -> str:
    return await given.job(vera, await given.repair(rosa))


async def test_nothing_noted_means_every_trade_in_the_office_s_week(vera: AsyncClient) -> None:
    planning = (await vera.get(PLANNING)).json()
    (tom,) = [each for each in planning["people"] if each["id"] == str(TOM.id)]
    assert (tom["trades"], tom["week"], tom["absences"]) == ([], None, [])
    assert len(planning["officeWeek"]) == 5
    assert [block["begins"] for block in planning["division"]["blocks"]] == [
        "08:00",
        "10:00",
        "12:30",
        "14:30",
    ]
    assert str(CARLA.id) not in str(planning)


async def test_a_week_of_his_own_leaves_his_blocks(vera: AsyncClient, job: str) -> None:
    week = [{"weekday": 1, "opens": "10:00", "closes": "15:00"}]
    facts = {"trades": [], "week": week}
    assert (await vera.put(f"{PLANNING}/people/{TOM.id}", json=facts)).status_code == 200
    with on_monday():
        begins = [
            datetime.fromisoformat(each["beginsAt"]).astimezone(HOME)
            for each in await given.visit_blocks(vera, job)
        ]
    assert {(each.weekday(), each.hour) for each in begins} == {(1, 10), (1, 12)}


async def test_an_absence_counts_the_visits_in_it_and_can_be_taken_back(
    vera: AsyncClient, job: str
) -> None:
    with on_monday() as monday:
        tuesday = (monday + timedelta(days=1)).date().isoformat()
        block = next(
            each
            for each in await given.visit_blocks(vera, job)
            if each["beginsAt"].startswith(tuesday)
        )
        await given.appointment(vera, job, block)
        absence = {"id": given.fresh_id(), "fromOn": tuesday, "untilOn": tuesday, "because": "ill"}
        path = f"{PLANNING}/people/{TOM.id}/absences"
        await vera.post(path, json=absence)
        noted = await vera.post(path, json=absence)
        assert noted.status_code == 201, noted.text
        (tom,) = [each for each in noted.json()["people"] if each["id"] == str(TOM.id)]
        whole = {"fromClock": None, "untilClock": None}
        assert tom["absences"] == [{**absence, **whole, "visits": 1}]
        assert not [
            each
            for each in await given.visit_blocks(vera, job)
            if each["beginsAt"].startswith(tuesday)
        ]
        ended = await vera.post(f"{PLANNING}/absences/{absence['id']}/end")
        assert ended.status_code == 200
        again = [each["beginsAt"][:10] for each in await given.visit_blocks(vera, job)]
        assert again.count(tuesday) == 3  # the fourth block of that day is the one that is planned


async def test_a_morning_away_leaves_the_afternoon(vera: AsyncClient, job: str) -> None:
    with on_monday() as monday:
        day = f"{monday.date() + timedelta(days=1)}"
        absence = {"id": given.fresh_id(), "fromOn": day, "untilOn": day, "because": "training"}
        path = f"{PLANNING}/people/{TOM.id}/absences"
        backwards = {**absence, "fromClock": "12:30", "untilClock": "08:00"}
        refused = await vera.post(path, json=backwards)
        assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (400, "/untilClock")
        blocks = [
            each for each in await given.visit_blocks(vera, job) if each["beginsAt"].startswith(day)
        ]
        await given.appointment(vera, job, blocks[3])
        noted = await vera.post(path, json={**absence, "untilClock": "12:30"})
        (tom,) = [each for each in noted.json()["people"] if each["id"] == str(TOM.id)]
        assert [(each["untilClock"], each["visits"]) for each in tom["absences"]] == [("12:30", 0)]
        left = [each["beginsAt"] for each in await given.visit_blocks(vera, job)]
        assert [each["beginsAt"] in left for each in blocks] == [False, False, True, False]
        planned = given.an_appointment(blocks[0], (await _planned(vera, job))["id"])
        answer = await vera.post(f"/api/jobs/{job}/appointments", json=planned)
        assert (answer.status_code, answer.json()["type"]) == (409, "/problems/technician-away")
        board = (await vera.get(f"{PLANNING}/board", params={"first": day, "days": 1})).json()
        (shown,) = [each["days"][0] for each in board["people"] if each["id"] == str(TOM.id)]
        assert (shown["away"], len(shown["awayIn"])) == (None, 1)
        assert shown["awayIn"][0]["endsAt"] == blocks[2]["beginsAt"]


async def _planned(vera: AsyncClient, job: str) -> Any:
    return (await vera.get(f"/api/jobs/{job}")).json()["appointment"]


async def test_days_are_divided_as_chosen(vera: AsyncClient, job: str) -> None:
    division = {
        "blocks": [{"begins": "09:00", "ends": "11:00"}, {"begins": "11:00", "ends": "13:00"}],
        "visitMinutes": 30,
        "travelMinutes": 0,
        "moveHours": 4,
        "illnessDays": 5,
    }
    with on_monday():
        assert (await vera.put(f"{PLANNING}/division", json=division)).status_code == 200
        assert len(await given.visit_blocks(vera, job)) == 15 * 2 - 1
        blocks = (await vera.get(f"/api/jobs/{job}/visit-blocks")).json()
        assert blocks["minutes"] == 30


@pytest.mark.parametrize(
    ("blocks", "pointer"),
    [
        ([("10:00", "09:00")], "/blocks/0/ends"),
        ([("08:00", "10:00"), ("09:00", "11:00")], "/blocks/1/begins"),
    ],
)
async def test_blocks_stand_in_order(
    vera: AsyncClient, blocks: list[tuple[str, str]], pointer: str
) -> None:
    division = {
        "blocks": [{"begins": begins, "ends": ends} for begins, ends in blocks],
        "visitMinutes": 30,
        "travelMinutes": 0,
        "moveHours": 4,
        "illnessDays": 5,
    }
    refused = await vera.put(f"{PLANNING}/division", json=division)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (400, pointer)


@pytest.mark.parametrize(
    ("from_on", "until_on"),
    [("2026-12-24", "2026-12-23"), ("2026-12-24", "2030-01-01"), ("0001-01-01", "9999-12-31")],
)
async def test_an_absence_ends_after_it_begins_and_within_two_years(
    vera: AsyncClient, from_on: str, until_on: str
) -> None:
    facts = {"id": given.fresh_id(), "fromOn": from_on, "untilOn": until_on, "because": "leave"}
    refused = await vera.post(f"{PLANNING}/people/{TOM.id}/absences", json=facts)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (400, "/untilOn")


async def test_a_trade_that_nobody_has_is_no_trade(vera: AsyncClient) -> None:
    facts = {"trades": ["LOO", "XXX"], "week": None}
    refused = await vera.put(f"{PLANNING}/people/{TOM.id}", json=facts)
    assert (refused.status_code, refused.json()["errors"][0]["pointer"]) == (400, "/trades/1")


async def test_otto_reads_and_changes_nothing_of_ours(otto: AsyncClient, vera: AsyncClient) -> None:
    absence = {
        "id": given.fresh_id(),
        "fromOn": "2026-12-24",
        "untilOn": "2026-12-24",
        "because": "leave",
    }
    path = f"{PLANNING}/people/{TOM.id}/absences"
    assert (await otto.post(path, json=absence)).status_code == 404
    assert (await vera.post(path, json=absence)).status_code == 201
    assert (await otto.post(f"{PLANNING}/absences/{absence['id']}/end")).status_code == 404
    assert str(TOM.id) not in (await otto.get(PLANNING)).text
    assert await select(int, "SELECT count(*) FROM absence") == [1]
