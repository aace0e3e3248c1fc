"""What an announcement names must belong together: photos, the visit, the call of a still."""

from datetime import UTC, datetime, timedelta

import pytest
from httpx import AsyncClient, Response

from server.clock import clock_at
from tests.support import given, pictures
from tests.support.cast import HENK, TOM

STILL = pictures.jpeg(3)


@pytest.fixture
async def job(rosa: AsyncClient, vera: AsyncClient) -> str:
    return await given.job(vera, await given.repair(rosa))


@pytest.fixture
async def call(vera: AsyncClient, job: str) -> str:
    return await given.previsit(vera, job)


async def announce(client: AsyncClient, path: str, **changed: object) -> Response:
    return await client.post(path, json=given.an_announcement(STILL, **changed))


async def announce_still(rosa: AsyncClient, **changed: object) -> Response:
    return await announce(rosa, given.CASE_PHOTOS, **given.a_still(**changed))


def problem(answer: Response) -> tuple[int, str]:
    return answer.status_code, answer.json().get("type", "")


def refused_for(answer: Response) -> str:
    """The field for which the announcement was refused."""
    assert problem(answer) == (422, "/problems/announcement-refused")
    return answer.json()["errors"][0]["pointer"]


NO_CALL = (409, "/problems/no-call-for-still")


@pytest.mark.usefixtures("call")
async def test_a_still_is_refused_before_anybody_opened_the_call(rosa: AsyncClient) -> None:
    refused = await announce_still(rosa)
    assert problem(refused) == NO_CALL
    assert refused.json()["errors"][0]["pointer"] == "/stillId"


async def test_a_still_is_refused_when_the_tenant_was_never_in_the_call(
    rosa: AsyncClient, tom: AsyncClient, call: str
) -> None:
    await tom.post(f"/api/previsits/{call}/open")
    assert problem(await announce_still(rosa)) == NO_CALL


async def test_a_still_of_an_open_call_is_taken(
    rosa: AsyncClient, tom: AsyncClient, job: str, call: str
) -> None:
    await given.call_under_way(rosa, tom, call)
    still = await given.still(rosa)
    assert (await tom.get(f"/api/photos/{still}")).json()["jobId"] == job


async def test_a_still_may_come_in_long_after_the_call_in_which_it_was_taken(
    rosa: AsyncClient, tom: AsyncClient, call: str
) -> None:
    await given.call_under_way(rosa, tom, call)
    taken = {"takenAt": given.moment(hours=-10), "clockOffsetMs": 10 * 3_600_000}
    await tom.post(f"/api/previsits/{call}/end")
    with clock_at(datetime.now(UTC) + timedelta(days=2)):
        assert (await announce_still(rosa, **taken)).status_code == 201


@pytest.mark.parametrize("hours", [-2, 2, 24 * 365 * 1000])
async def test_a_still_taken_outside_the_call_that_was_held_is_refused(
    rosa: AsyncClient, tom: AsyncClient, call: str, hours: float
) -> None:
    await given.call_under_way(rosa, tom, call)
    await tom.post(f"/api/previsits/{call}/end")
    outside = {"takenAt": given.moment(hours=hours), "clockOffsetMs": -(2**31)}
    assert problem(await announce_still(rosa, **outside)) == NO_CALL


async def test_a_still_of_a_call_that_was_called_off_is_refused(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient, job: str, call: str
) -> None:
    await given.call_under_way(rosa, tom, call)
    await given.previsit(vera, job)
    assert problem(await announce_still(rosa)) == NO_CALL


async def test_a_still_names_its_request_and_nothing_else_does(
    rosa: AsyncClient, tom: AsyncClient, job: str, call: str
) -> None:
    await given.call_under_way(rosa, tom, call)
    assert refused_for(await announce_still(rosa, stillId=None)) == "/stillId"
    assert refused_for(await announce_still(rosa, moment="report")) == "/moment"
    named = {"moment": "report", "source": "camera", "stillId": given.fresh_id()}
    assert refused_for(await announce(rosa, given.CASE_PHOTOS, **named)) == "/source"
    path = given.photos_of(job)
    assert refused_for(await announce(tom, path, stillId=given.fresh_id())) == "/source"


async def test_a_request_for_a_still_of_another_call_is_refused(
    rosa: AsyncClient, henk: AsyncClient, vera: AsyncClient, tom: AsyncClient, call: str
) -> None:
    await given.call_under_way(rosa, tom, call)
    still_id = given.fresh_id()
    await given.still(rosa, stillId=still_id)
    his_job = await given.job(vera, await given.repair(henk, HENK), TOM)
    await given.call_under_way(henk, tom, await given.previsit(vera, his_job))
    refused = await announce_still(henk, stillId=still_id)
    assert problem(refused) == (422, "/problems/photo-belongs-elsewhere")
    assert refused.json()["errors"][0]["pointer"] == "/stillId"
    assert (await announce_still(rosa, stillId=still_id)).status_code == 201


async def test_a_photo_cannot_be_of_a_visit_to_another_job(
    henk: AsyncClient, vera: AsyncClient, tom: AsyncClient, job: str
) -> None:
    his_job = await given.job(vera, await given.repair(henk, HENK), TOM)
    his_visit = await given.arrival(tom, his_job)
    path = given.photos_of(job)
    refused = await announce(tom, path, visitId=his_visit)
    assert problem(refused) == (422, "/problems/photo-belongs-elsewhere")
    assert refused.json()["errors"][0]["pointer"] == "/visitId"
    for visit in (await given.arrival(tom, job), given.fresh_id()):  # known, and not known yet
        assert (await announce(tom, path, visitId=visit)).status_code == 201
