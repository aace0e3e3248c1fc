"""One repair from the report to the closed case, over the API alone."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from httpx import AsyncClient
from litestar import Litestar

from server.app import create_app
from server.journal.verify import first_break
from server.settings import Settings
from tests.support import given, pictures
from tests.support.asgi_client import browser, running, signed_in
from tests.support.cast import DE_LINDE, OTTO, TOM, VERA

EVENTS = [
    "request.reported",
    "photo.announced",
    "photo.received",
    "job.given",
    "previsit.planned",
    "previsit.opened",
    "previsit.joined",
    "photo.announced",
    "photo.received",
    "previsit.ended",
    "previsit.outcome_noted",
    "visit.arrived",
    "visit.left",
    "photo.announced",
    "photo.received",
    "photo.announced",
    "photo.received",
    "photo.accepted",
    "photo.sent_back",
    "photo.announced",
    "photo.received",
    "photo.accepted",
    "job.done",
    "request.done",
]


@pytest.fixture
async def whole_app(database_url: str, tmp_path: Path) -> AsyncIterator[Litestar]:
    """With the embedded store of `make run`, reached below /s3/."""
    async with running(create_app(Settings(tmp_path, database_url, secret="x" * 32))) as app:
        yield app


async def send_photo(client: AsyncClient, path: str, data: bytes, **facts: object) -> str:
    """A photo by way of our own address, as browsers do with the embedded store."""
    ticket = await given.announced(client, path, data, **facts)
    place = ticket["upload"]
    put = await client.put(place["url"], content=data, headers=place["headers"])
    assert put.status_code == 200
    await given.confirmed(client, ticket["id"])
    return ticket["id"]


async def prepared_by_a_call(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> given.Review:
    """Reported with a HEIC photo, given to Tom, looked at by video with a still."""
    repair = await given.repair(rosa)
    facts = {"moment": "report", "source": "gallery", "mediaType": "image/heic"}
    await send_photo(rosa, given.CASE_PHOTOS, pictures.heic(), **facts)
    job = await given.job(vera, repair)
    call = await given.previsit(vera, job)
    opened = await tom.post(f"/api/previsits/{call}/open")
    joined = await rosa.post("/api/case/previsit/join")
    assert opened.json()["room"] == joined.json()["room"] == call
    facts = {"moment": "before", "source": "call", "stillId": given.fresh_id()}
    still = await send_photo(rosa, given.CASE_PHOTOS, pictures.jpeg(1), **facts)
    await tom.post(f"/api/previsits/{call}/end")
    noted = await tom.put(f"/api/previsits/{call}/outcome", json=given.an_outcome())
    assert noted.json()["state"] == "prepared"
    return given.Review(repair, job, "", [still])


async def test_a_repair_goes_from_report_to_judged_photo(whole_app: Litestar) -> None:
    rosa = browser(whole_app)
    vera, tom, otto = [await signed_in(whole_app, who) for who in (VERA, TOM, OTTO)]
    start = await prepared_by_a_call(rosa, vera, tom)
    pair = {"beforePhotoId": start.photos[0]}

    visit = await given.arrival(tom, start.job, minutes_ago=17)
    first, second = given.fresh_id(), given.fresh_id()
    await given.departure(tom, visit, [first, second])
    path = given.photos_of(start.job)
    await send_photo(tom, path, pictures.jpeg(2), id=first, visitId=visit, **pair)
    await send_photo(tom, path, pictures.jpeg(3), id=second, visitId=visit, **pair)
    lane = (await vera.get("/api/photos/to-review")).json()
    assert [item["before"]["id"] for item in lane["items"]] == start.photos * 2

    await vera.post(f"/api/photos/{first}/accept")
    await vera.post(f"/api/photos/{second}/send-back", json={"reason": "blurred"})
    assert (await tom.get(f"/api/jobs/{start.job}")).json()["state"] == "sent_back"
    retake = await send_photo(tom, path, pictures.jpeg(4), visitId=visit, retakeOf=second, **pair)
    await vera.post(f"/api/photos/{retake}/accept")

    file = (await vera.get(f"/api/repair-requests/{start.repair.id}")).json()
    assert (file["state"], file["minutesInHome"], file["minutesPromised"]) == ("done", 17, 20)
    # What the server does by itself comes in between, at its own time.
    by_people = [line["event"] for line in file["timeline"] if line["actorName"]]
    assert by_people == EVENTS
    assert (await rosa.get("/api/case")).json()["next"]["minutes"] == 17
    assert (await otto.get("/api/repair-requests")).json()["items"] == []
    assert (await otto.get(f"/api/repair-requests/{start.repair.id}")).status_code == 404
    assert await first_break(DE_LINDE.id) is None
