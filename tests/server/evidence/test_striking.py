"""A picture of a call that the tenant takes back while the call lasts."""

from datetime import timedelta

import pytest
from httpx import AsyncClient, Response

from server.clock import clock_at, now
from server.evidence.disposal import NOTHING_COMES_AFTER
from server.evidence.sweeping import sweep
from server.evidence.tables import DoomedObject, EvidencePhoto
from server.journal.tables import JournalEntry
from tests.support import given, pictures
from tests.support.stored_objects import StoredObjects


@pytest.fixture
async def call(rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient) -> str:
    """Open, and both are in it."""
    previsit = await given.previsit(vera, await given.job(vera, await given.repair(rosa)))
    await tom.post(f"/api/previsits/{previsit}/open")
    await rosa.post("/api/case/previsit/join")
    return previsit


def problem(answer: Response) -> tuple[int, str]:
    return answer.status_code, answer.json()["type"]


def strike(photo: str) -> str:
    return f"/api/case/photos/{photo}/strike"


async def test_what_she_takes_back_is_gone_for_everybody(
    rosa: AsyncClient, tom: AsyncClient, vera: AsyncClient, call: str, objects: StoredObjects
) -> None:
    still = await given.still(rosa)
    kept = await EvidencePhoto.objects().get(EvidencePhoto.id == still)
    assert kept
    key = kept.object_key
    assert await objects.has(key)

    for _ in range(2):
        assert (await rosa.post(strike(still))).status_code == 204

    assert not await objects.has(key)
    for who in (rosa, tom, vera):
        seen = (await who.get(f"/api/photos/{still}")).json()
        assert (seen["state"], seen["screenUrl"], seen["thumbnailUrl"]) == ("struck", None, None)
    assert (await rosa.get("/api/case")).json()["photos"] == []
    assert await JournalEntry.count().where(JournalEntry.event == "photo.struck") == 1


async def test_it_does_not_come_back_by_a_phone_that_sends_again(
    rosa: AsyncClient, call: str
) -> None:
    still = await given.still(rosa)
    await rosa.post(strike(still))

    confirmed = await rosa.post(f"/api/photos/{still}/confirm")
    assert problem(confirmed) == (409, "/problems/still-struck")


async def test_what_is_sent_once_more_to_its_old_address_is_erased_too(
    rosa: AsyncClient, call: str, objects: StoredObjects
) -> None:
    data = pictures.jpeg()
    announced = given.an_announcement(data, **given.a_still())
    ticket = (await rosa.post(given.CASE_PHOTOS, json=announced)).json()
    await given.upload(ticket, data)
    kept = await EvidencePhoto.objects().get(EvidencePhoto.id == announced["id"])
    assert kept
    await rosa.post(strike(announced["id"]))
    await sweep(objects.store)
    assert (await given.upload(ticket, data)).is_success  # the address cannot be taken back
    assert await objects.has(kept.object_key)

    with clock_at(now() + NOTHING_COMES_AFTER + timedelta(seconds=1)):
        await sweep(objects.store)

    assert not await objects.has(kept.object_key)
    assert await DoomedObject.count() == 0


async def test_what_is_still_on_its_way_can_be_struck_too(rosa: AsyncClient, call: str) -> None:
    announced = given.an_announcement(pictures.jpeg(), **given.a_still())
    await rosa.post(given.CASE_PHOTOS, json=announced)
    assert (await rosa.post(strike(announced["id"]))).status_code == 204
    again = await rosa.post(given.CASE_PHOTOS, json=announced)
    assert problem(again) == (409, "/problems/still-struck")


async def test_after_the_call_it_stays(rosa: AsyncClient, tom: AsyncClient, call: str) -> None:
    still = await given.still(rosa)
    await tom.post(f"/api/previsits/{call}/end")
    assert problem(await rosa.post(strike(still))) == (409, "/problems/call-is-over")
    assert (await tom.get(f"/api/photos/{still}")).json()["state"] != "struck"


async def test_nobody_strikes_what_is_not_of_her_call(
    rosa: AsyncClient, henk: AsyncClient, call: str
) -> None:
    still = await given.still(rosa)
    report = await given.photo(rosa, given.CASE_PHOTOS, moment="report")
    await given.repair(henk)
    assert (await henk.post(strike(still))).status_code == 404
    assert (await rosa.post(strike(report))).status_code == 404
