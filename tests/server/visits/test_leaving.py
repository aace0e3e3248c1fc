"""How he leaves: done, interrupted or repaired for now; what he used, and who signed or not."""

from typing import Any

import pytest
from httpx import AsyncClient

from server.journal.tables import JournalEntry
from tests.support import given
from tests.support.cast import TOM
from tests.support.given import Repair


@pytest.fixture
async def repair(rosa: AsyncClient) -> Repair:
    return await given.repair(rosa)


@pytest.fixture
async def job(vera: AsyncClient, repair: Repair) -> str:
    return await given.job(vera, repair)


async def left(tom: AsyncClient, job: str, **told: Any) -> dict[str, Any]:
    visit = await given.arrival(tom, job, minutes_ago=30)
    facts = {"leftAt": given.moment(), "photosTaken": 0, **told}
    answer = await tom.post(f"/api/visits/{visit}/leave", json=facts)
    assert answer.status_code == 200, answer.text
    return answer.json()


@pytest.mark.parametrize(
    ("reason", "sentence", "by_us", "by_tenant"),
    [
        ("material", "Er was een onderdeel nodig", 1, 0),
        ("time", "Er was niet genoeg tijd", 1, 0),
        ("not_home", "U moest weg", 0, 1),
        ("weather", "Met dit weer", 0, 0),
    ],
)
async def test_an_interrupted_visit_counts_its_minutes_and_she_reads_why(
    rosa: AsyncClient,
    tom: AsyncClient,
    vera: AsyncClient,
    repair: Repair,
    job: str,
    reason: str,
    sentence: str,
    by_us: int,
    by_tenant: int,
) -> None:
    told = await left(tom, job, outcome="interrupted", reason=reason, note="Kraan past niet")
    assert (told["state"], told["minutesInHome"]) == ("interrupted", 30)
    assert (told["visit"]["reason"], told["visit"]["note"]) == (reason, "Kraan past niet")
    page = (await rosa.get("/r")).text
    assert sentence in page
    assert "Wij komen terug" in page
    assert "Kraan past niet" not in page
    row = (await vera.get(f"/api/repair-requests/{repair.id}")).json()
    assert (row["visitsFailedByUs"], row["visitsFailedByTenant"]) == (by_us, by_tenant)


async def test_an_interruption_says_why_and_nothing_else_does(tom: AsyncClient, job: str) -> None:
    visit = await given.arrival(tom, job)
    facts = {"leftAt": given.moment(), "photosTaken": 0}
    path = f"/api/visits/{visit}/leave"
    for wrong in ({"outcome": "interrupted"}, {"reason": "time"}):
        refused = await tom.post(path, json={**facts, **wrong})
        assert refused.status_code == 400
        assert refused.json()["errors"][0]["pointer"] == "/reason"
    assert (await tom.post(path, json=facts)).status_code == 200


async def test_what_was_interrupted_is_not_finished_by_the_office(
    tom: AsyncClient, vera: AsyncClient, job: str
) -> None:
    await left(tom, job, outcome="interrupted", reason="time")
    path = f"/api/jobs/{job}/close"
    refused = await vera.post(path, json={"reason": "Is toch klaar"})
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/work-not-finished")


async def test_coming_again_takes_it_up_and_the_minutes_add_up(tom: AsyncClient, job: str) -> None:
    await left(tom, job, outcome="interrupted", reason="material")
    visit = await given.arrival(tom, job, minutes_ago=0)
    assert (await tom.get(f"/api/jobs/{job}")).json()["state"] == "in_progress"
    await given.departure(tom, visit)
    read = (await tom.get(f"/api/jobs/{job}")).json()
    assert (read["state"], read["minutesInHome"]) == ("in_review", 31)


async def test_parts_leave_his_van_and_what_was_not_there_is_noted(
    tom: AsyncClient, vera: AsyncClient, job: str
) -> None:
    stock = (await vera.get("/api/part-stock")).json()["lines"][0]
    counted = {"part": stock["part"], "variant": stock["variant"], "place": str(TOM.id)}
    body = {**counted, "amount": 2, "reason": "Geteld"}
    assert (await vera.post("/api/part-stock/correct", json=body)).is_success
    used = {"part": counted["part"], "variant": counted["variant"], "amount": 3}
    told = await left(tom, job, partsUsed=[used, {"part": "of-the-past", "amount": 1}])
    amounts = {each["part"]: (each["amount"], each["missing"]) for each in told["partsUsed"]}
    assert amounts == {counted["part"]: (3, 1), "of-the-past": (1, 1)}
    assert (await tom.get("/api/van-stock")).json()["lines"] == []
    again = {"leftAt": given.moment(), "photosTaken": 0, "partsUsed": [used]}
    visit = told["visit"]["id"]
    twice = (await tom.post(f"/api/visits/{visit}/leave", json=again)).json()
    assert len(twice["partsUsed"]) == 2


async def test_signing_may_be_refused_and_never_keeps_him(
    tom: AsyncClient, vera: AsyncClient, repair: Repair, job: str
) -> None:
    refused = {"state": "refused", "because": "damage", "words": "Kras op het aanrecht"}
    told = await left(tom, job, signOff=refused)
    visit = told["visit"]
    assert told["state"] == "in_review"
    assert (visit["signOff"], visit["signOffBecause"]) == ("refused", "damage")
    events = (await vera.get(f"/api/repair-requests/{repair.id}")).json()["timeline"]
    (line,) = [each for each in events if each["event"] == "visit.sign_off_refused"]
    assert line["detail"] == {"because": "damage", "words": "Kras op het aanrecht"}


async def test_he_ticks_his_side_of_the_protocol(tom: AsyncClient, job: str) -> None:
    told = await left(tom, job, keptTo=["shoe_covers", "tidied"])
    assert told["visit"]["keptTo"] == ["shoe_covers", "tidied"]


async def test_leaving_twice_keeps_what_was_told_first(tom: AsyncClient, job: str) -> None:
    told = await left(tom, job, outcome="interrupted", reason="time")
    other = {"leftAt": given.moment(), "photosTaken": 0}
    again = (await tom.post(f"/api/visits/{told['visit']['id']}/leave", json=other)).json()
    assert (again["state"], again["visit"]["outcome"]) == ("interrupted", "interrupted")
    lines = JournalEntry.event.like("visit.interrupted")
    assert await JournalEntry.count().where(lines) == 1
