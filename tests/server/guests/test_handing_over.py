"""Handing the call to a colleague: the job goes along, and the first technician is out of it."""

import msgspec
import pytest
from httpx import AsyncClient
from litestar import Litestar

from server.guests.admission import StillWelcome
from server.journal.tables import JournalEntry
from signalling.errors import NotAdmitted
from tests.support import given
from tests.support.cast import BRAM, CARLA, FATIMA, TOM, VERA


@pytest.fixture
async def call(rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient) -> str:
    previsit = await given.previsit(vera, await given.job(vera, await given.repair(rosa)))
    await given.call_under_way(rosa, tom, previsit)
    return previsit


def to(person: object) -> dict[str, str]:
    return {"technicianId": str(getattr(person, "id", ""))}


async def test_only_technicians_of_the_own_organisation_are_offered(
    tom: AsyncClient, call: str
) -> None:
    found = (await tom.get(f"/api/previsits/{call}/colleagues")).json()
    assert found == [{"id": str(FATIMA.id), "name": FATIMA.name}]


async def test_the_colleague_has_call_and_job_at_once(
    app: Litestar, rosa: AsyncClient, tom: AsyncClient, fatima: AsyncClient, call: str
) -> None:
    toms = (await tom.post(f"/api/previsits/{call}/open")).json()["token"]
    seen = (await fatima.get("/api/journal")).json()["seq"]

    handed = await tom.post(f"/api/previsits/{call}/hand-over", json=to(FATIMA))

    assert (handed.status_code, handed.json()["name"]) == (200, FATIMA.name)
    news = (await fatima.get("/api/journal", params={"after": seen})).json()["entries"]
    assert [(each["event"], each["previsitId"]) for each in news] == [
        ("previsit.handed_over", call)
    ]
    assert (await fatima.get("/api/jobs")).json()["jobs"][0]["previsit"]["id"] == call
    assert (await fatima.post(f"/api/previsits/{call}/open")).json()["room"] == call
    case = (await rosa.get("/api/case")).json()
    assert case["previsit"]["technicianName"] == FATIMA.name
    # Tom is out of it: not the job, not the call, and his ticket is worth nothing.
    assert (await tom.get("/api/jobs")).json()["jobs"] == []
    assert (await tom.post(f"/api/previsits/{call}/open")).status_code == 404
    with pytest.raises(NotAdmitted):
        await StillWelcome(app.state.parts.tokens).admit(toms)


async def test_handing_over_twice_is_once(tom: AsyncClient, fatima: AsyncClient, call: str) -> None:
    for _ in range(2):
        handed = await tom.post(f"/api/previsits/{call}/hand-over", json=to(FATIMA))
        assert handed.status_code == 200
    entries = await JournalEntry.objects().where(JournalEntry.event == "previsit.handed_over")
    told = [msgspec.json.decode(entry.payload or "") for entry in entries]
    assert told == [{"from": TOM.name, "to": FATIMA.name}]
    # And back again, by whose it is now.
    assert (await fatima.post(f"/api/previsits/{call}/hand-over", json=to(TOM))).status_code == 200
    assert (await fatima.post(f"/api/previsits/{call}/open")).status_code == 404


@pytest.mark.parametrize("person", [BRAM, CARLA, VERA, TOM], ids=lambda person: person.key)
async def test_nobody_else_gets_it(tom: AsyncClient, call: str, person: object) -> None:
    refused = await tom.post(f"/api/previsits/{call}/hand-over", json=to(person))
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/cannot-hand-over")
    assert (await tom.post(f"/api/previsits/{call}/open")).status_code == 200


async def test_only_who_has_the_call_hands_it_over(fatima: AsyncClient, call: str) -> None:
    taken = await fatima.post(f"/api/previsits/{call}/hand-over", json=to(FATIMA))
    assert taken.status_code == 404


async def test_a_call_that_was_held_stays_where_it_is(tom: AsyncClient, call: str) -> None:
    await tom.post(f"/api/previsits/{call}/end")
    late = await tom.post(f"/api/previsits/{call}/hand-over", json=to(FATIMA))
    assert (late.status_code, late.json()["type"]) == (409, "/problems/no-previsit-now")


async def test_what_the_first_technician_made_is_the_colleagues_to_withdraw(
    tom: AsyncClient, fatima: AsyncClient, call: str
) -> None:
    guest = await given.guest(tom, None, call)
    await tom.post(f"/api/previsits/{call}/hand-over", json=to(FATIMA))
    withdrawn = await fatima.post(f"{given.guests_of(call)}/{guest.id}/revoke")
    assert [each["state"] for each in withdrawn.json()] == ["revoked"]
