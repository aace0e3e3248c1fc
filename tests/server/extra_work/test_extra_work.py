"""A contractor asks before it does more; the corporation decides within the limits of the job."""

import pytest
from httpx import AsyncClient

from tests.support import given
from tests.support.cast import CARLA


@pytest.fixture
async def job(rosa: AsyncClient, vera: AsyncClient, ingrid: AsyncClient, kees: AsyncClient) -> str:
    """Carla's. Up to 50 euros nobody is asked, up to 250 a coordinator decides."""
    repair = await given.repair(rosa)
    await given.accepted(kees, await given.offer(vera, repair, await given.contract(ingrid)))
    return await given.job(kees, repair, CARLA)


async def states(desk: AsyncClient, job: str) -> list[tuple[str, bool]]:
    asked = (await desk.get(f"/api/jobs/{job}")).json()["extraWork"]
    return [(each["state"], each["needsManager"]) for each in asked]


async def test_limits_are_of_the_job_as_a_whole(
    job: str, vera: AsyncClient, ingrid: AsyncClient, carla: AsyncClient
) -> None:
    await given.extra_work(carla, job, 3_000)  # within what nobody is asked for
    second = await given.extra_work(carla, job, 3_000)  # with the first it is not
    third = await given.extra_work(carla, job, 20_000)
    assert await states(vera, job) == [("approved", False), ("asked", False), ("asked", False)]
    for _ in range(2):
        assert (await vera.post(f"/api/extra-work/{second}/approve")).status_code == 200
    assert await states(vera, job) == [("approved", False), ("approved", False), ("asked", True)]
    above = await vera.post(f"/api/extra-work/{third}/approve")
    assert (above.status_code, above.json()["type"]) == (403, "/problems/above-limit")
    assert (await ingrid.post(f"/api/extra-work/{third}/approve")).status_code == 200
    refused = await vera.post(f"/api/extra-work/{third}/refuse", json={"reason": "Toch niet"})
    assert refused.json()["type"] == "/problems/extra-work-decided"


async def test_limits_stay_what_they_were_when_it_was_offered(
    job: str, vera: AsyncClient, ingrid: AsyncClient, carla: AsyncClient
) -> None:
    (contract,) = (await ingrid.get("/api/contracts")).json()
    nothing = given.terms(extraUnaskedCents=0, extraCoordinatorCents=0)
    await ingrid.put(f"/api/contracts/{contract['id']}/terms", json=nothing)
    await given.extra_work(carla, job, 5_000)
    extra = await given.extra_work(carla, job, 20_000)
    assert await states(vera, job) == [("approved", False), ("asked", False)]
    assert (await vera.post(f"/api/extra-work/{extra}/approve")).status_code == 200


async def test_a_refusal_has_a_reason_and_contractors_decide_nothing(
    job: str, vera: AsyncClient, otto: AsyncClient, kees: AsyncClient, carla: AsyncClient
) -> None:
    extra = await given.extra_work(carla, job, 9_000)
    assert (await kees.post(f"/api/extra-work/{extra}/approve")).status_code == 403
    assert (await carla.post(f"/api/extra-work/{extra}/approve")).status_code == 403
    assert (await otto.post(f"/api/extra-work/{extra}/approve")).status_code == 404
    assert (await vera.post(f"/api/extra-work/{extra}/refuse", json={})).status_code == 400
    told = {"reason": "Doen we zelf"}
    assert (await vera.post(f"/api/extra-work/{extra}/refuse", json=told)).status_code == 200
    (shown,) = (await carla.get(f"/api/jobs/{job}")).json()["extraWork"]
    assert (shown["state"], shown["refusal"]) == ("refused", "Doen we zelf")
    approved = await vera.post(f"/api/extra-work/{extra}/approve")
    assert approved.json()["type"] == "/problems/extra-work-decided"


async def test_asked_twice_it_is_one_and_own_people_have_none(
    job: str, rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient, carla: AsyncClient
) -> None:
    facts = {"id": given.fresh_id(), "words": "Afvoer", "amountCents": 9_000}
    for _ in range(2):
        answer = await carla.post(f"/api/jobs/{job}/extra-work", json=facts)
        assert answer.status_code == 201
    assert len(await states(vera, job)) == 1
    for wrong in ({"amountCents": 0}, {"amountCents": 10**12}, {"words": " "}):
        answer = await carla.post(
            f"/api/jobs/{job}/extra-work", json={**facts, "id": given.fresh_id(), **wrong}
        )
        assert answer.status_code == 400, wrong
    own = await given.job(vera, await given.repair(rosa))
    elsewhere = await carla.post(f"/api/jobs/{own}/extra-work", json=facts)
    assert elsewhere.status_code == 404
    refused = await tom.post(f"/api/jobs/{own}/extra-work", json={**facts, "id": given.fresh_id()})
    assert (refused.status_code, refused.json()["type"]) == (403, "/problems/no-extra-work")
