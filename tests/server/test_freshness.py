"""Staff who ask again get "unchanged" until their journal moves; nobody gets an old answer."""

from datetime import UTC, datetime, timedelta

import pytest
from httpx import AsyncClient
from litestar import Litestar
from litestar.response import Stream
from litestar.routes import HTTPRoute

from server.clock import clock_at
from server.downloads import MEDIA_TYPES
from tests.support import given

REPORT = "/api/repair-requests"


async def tag_of(client: AsyncClient, path: str, **headers: str) -> str:
    answer = await client.get(path, headers=headers)
    assert answer.status_code == 200
    assert answer.headers["cache-control"] == "private, no-cache"
    return answer.headers["etag"]


async def asked_again(client: AsyncClient, path: str, tag: str, **headers: str) -> int:
    return (await client.get(path, headers={"if-none-match": tag, **headers})).status_code


@pytest.mark.parametrize("path", [REPORT, "/api/photos/to-review", "/api/technicians"])
async def test_an_answer_is_unchanged_until_something_is_written(
    rosa: AsyncClient, vera: AsyncClient, path: str
) -> None:
    tag = await tag_of(vera, path)
    assert await asked_again(vera, path, tag) == 304
    await given.repair(rosa)
    assert await asked_again(vera, path, tag) == 200
    assert await tag_of(vera, path) != tag


@pytest.mark.parametrize("kind", ["packs", "reports", "exports"])
async def test_a_download_is_kept_nowhere(
    rosa: AsyncClient, vera: AsyncClient, ingrid: AsyncClient, kind: str
) -> None:
    reported = await given.repair(rosa)
    job = await given.job(vera, reported)
    of = f"{REPORT}/{reported.id}" if kind == "exports" else f"/api/jobs/{job}"
    body = {"requests": [reported.id]} if kind == "exports" else None
    url = (await ingrid.post(f"{of}/{kind}", json=body)).json()["url"]
    tag = await tag_of(ingrid, REPORT)
    sent = await ingrid.get(url, headers={"if-none-match": tag})
    assert (sent.status_code, sent.headers["cache-control"]) == (200, "no-store")
    assert "etag" not in sent.headers


async def test_an_outsiders_report_is_kept_nowhere(
    rosa: AsyncClient, vera: AsyncClient, marijke: AsyncClient
) -> None:
    job = await given.job(vera, await given.repair(rosa))
    await given.outsider_signed_in(marijke, await given.outsider(vera, job, "view"))
    url = (await marijke.post("/api/outside/reports")).json()["url"]
    assert (await marijke.get(url)).headers["cache-control"] == "no-store"


def test_every_download_is_known_as_one(app: Litestar) -> None:
    sending = {
        handler.media_type
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for handler in route.route_handlers
        if handler.parsed_fn_signature.return_type.annotation is Stream
    }
    assert sending == {*MEDIA_TYPES, "text/event-stream"}


async def test_unchanged_has_no_body(vera: AsyncClient) -> None:
    answer = await vera.get(REPORT, headers={"if-none-match": await tag_of(vera, REPORT)})
    assert (answer.status_code, answer.content) == (304, b"")


async def test_every_step_of_a_job_changes_what_the_phone_asks_for(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    tags = [await tag_of(tom, "/api/jobs")]
    job = await given.job(vera, await given.repair(rosa))
    tags.append(await tag_of(tom, "/api/jobs"))
    call = await given.previsit(vera, job)
    tags.append(await tag_of(tom, "/api/jobs"))
    await tom.put(f"/api/previsits/{call}/outcome", json=given.an_outcome())
    tags.append(await tag_of(tom, "/api/jobs"))
    assert len(set(tags)) == 4


async def test_another_person_language_or_hour_has_another_answer(
    vera: AsyncClient, marijke: AsyncClient, otto: AsyncClient
) -> None:
    tags = [
        await tag_of(vera, REPORT),
        await tag_of(vera, REPORT, **{"accept-language": "en"}),
        await tag_of(marijke, REPORT),
        await tag_of(otto, REPORT),
    ]
    with clock_at(datetime.now(UTC) + timedelta(hours=1)):
        tags.append(await tag_of(vera, REPORT))
    assert len(set(tags)) == 5


async def test_somebody_who_signed_out_gets_nothing_from_an_old_tag(vera: AsyncClient) -> None:
    tag = await tag_of(vera, REPORT)
    cookies = dict(vera.cookies)
    await vera.post("/api/sign-out")
    vera.cookies.update(cookies)
    assert await asked_again(vera, REPORT, tag) == 401


async def test_tenants_and_refusals_have_no_tag(rosa: AsyncClient, otto: AsyncClient) -> None:
    repair = await given.repair(rosa)
    assert "etag" not in (await rosa.get("/api/case")).headers
    assert "etag" not in (await otto.get(f"{REPORT}/{repair.id}")).headers


@pytest.mark.parametrize(
    ("asked", "title"),
    [
        ("nl", "De kraan druppelt"),
        ("en-GB,en;q=0.9", "The tap drips"),
        ("fr, en;q=0.5", "The tap drips"),
        ("fr", "De kraan druppelt"),
        ("", "De kraan druppelt"),
    ],
)
async def test_titles_are_in_the_language_of_the_reader(
    rosa: AsyncClient, vera: AsyncClient, asked: str, title: str
) -> None:
    repair = await given.repair(rosa)
    headers = {"accept-language": asked}
    assert (await vera.get(f"{REPORT}/{repair.id}", headers=headers)).json()["title"] == title
    faults = (await vera.get("/api/faults", headers=headers)).json()
    assert title in {fault["title"] for fault in faults}
    assert (await rosa.get("/api/case", headers=headers)).json()["title"] == title
