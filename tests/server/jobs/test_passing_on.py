"""A job goes to somebody else when who had it is ill, or works here no more."""

from httpx import AsyncClient
from litestar import Litestar

from tests.support import given
from tests.support.asgi_client import signed_in
from tests.support.cast import ARJAN, BRAM, CARLA, FATIMA, LOTTE, TOM


async def test_work_of_who_left_is_not_stuck(
    app: Litestar, rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient, fatima: AsyncClient
) -> None:
    job = await given.job(vera, await given.repair(rosa))
    call = await given.previsit(vera, job)
    arjan = await signed_in(app, ARJAN)
    assert (await arjan.post(f"/api/people/{TOM.id}/deactivate")).status_code == 200
    address = f"/api/jobs/{job}/technician"
    for _ in range(2):
        answer = await vera.post(address, json={"technicianId": str(FATIMA.id)})
        assert (answer.status_code, answer.json()["technician"]["name"]) == (200, FATIMA.name)
    (hers,) = (await fatima.get("/api/jobs")).json()["jobs"]
    assert (hers["id"], hers["previsit"]["id"]) == (job, call)
    assert (await tom.get(f"/api/jobs/{job}")).status_code == 401
    back = await vera.post(address, json={"technicianId": str(TOM.id)})
    assert back.json()["type"] == "/problems/technician-unknown"


async def test_only_to_ones_own_and_not_over_somebodys_head(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    job = await given.job(vera, await given.repair(rosa))
    address = f"/api/jobs/{job}/technician"
    for stranger in (BRAM, CARLA):
        answer = await vera.post(address, json={"technicianId": str(stranger.id)})
        assert answer.json()["type"] == "/problems/technician-unknown"
    await given.arrival(tom, job)
    answer = await vera.post(address, json={"technicianId": str(FATIMA.id)})
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/somebody-is-inside")
    assert (await tom.get(f"/api/jobs/{job}")).status_code == 200


async def test_the_desk_finds_what_somebody_left_behind(
    app: Litestar, rosa: AsyncClient, vera: AsyncClient, otto: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    job = await given.job(vera, repair)
    behind = {"state": "left_behind"}
    listed = (await vera.get("/api/repair-requests", params=behind)).json()
    assert (listed["items"], listed["counts"]["leftBehind"]) == ([], 0)
    arjan = await signed_in(app, ARJAN)
    await arjan.post(f"/api/people/{TOM.id}/deactivate")
    listed = (await vera.get("/api/repair-requests", params=behind)).json()
    assert [row["id"] for row in listed["items"]] == [repair.id]
    assert listed["items"][0]["job"]["technician"]["hasLeft"]
    assert listed["counts"]["leftBehind"] == 1
    assert (await vera.get(f"/api/jobs/{job}")).json()["technician"]["hasLeft"]
    assert (await otto.get("/api/repair-requests", params=behind)).json()["items"] == []
    await vera.post(f"/api/jobs/{job}/technician", json={"technicianId": str(FATIMA.id)})
    listed = (await vera.get("/api/repair-requests", params=behind)).json()
    assert (listed["items"], listed["counts"]["leftBehind"]) == ([], 0)


async def test_what_a_contractors_technician_left_behind_is_the_contractors(
    app: Litestar, rosa: AsyncClient, vera: AsyncClient, ingrid: AsyncClient, kees: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    await given.accepted(kees, await given.offer(vera, repair, await given.contract(ingrid)))
    await given.job(kees, repair, CARLA)
    lotte = await signed_in(app, LOTTE)
    await lotte.post(f"/api/people/{CARLA.id}/deactivate")
    behind = {"state": "left_behind"}
    for desk, count in ((vera, 0), (kees, 1)):
        listed = (await desk.get("/api/repair-requests", params=behind)).json()
        assert (len(listed["items"]), listed["counts"]["leftBehind"]) == (count, count)


async def test_who_left_while_inside_says_no_more_that_he_went(
    app: Litestar, rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient, fatima: AsyncClient
) -> None:
    job = await given.job(vera, await given.repair(rosa))
    visit = await given.arrival(tom, job)
    arjan = await signed_in(app, ARJAN)
    await arjan.post(f"/api/people/{TOM.id}/deactivate")
    answer = await vera.post(f"/api/jobs/{job}/technician", json={"technicianId": str(FATIMA.id)})
    assert answer.status_code == 200
    await given.departure(fatima, visit)
