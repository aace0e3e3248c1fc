"""Nobody does anything in somebody's name from another site."""

import dataclasses
from urllib.parse import urlsplit

import pytest
from httpx import AsyncClient, Response

from server.accounts.cookies import CASE
from server.app import create_app
from server.settings import Settings
from tests.server.conftest import PICTURE_LIMIT
from tests.support import given, pictures
from tests.support.asgi_client import ADDRESS, browser, running

ELSEWHERE = [
    {"sec-fetch-site": "cross-site", "origin": "https://evil.example"},
    {"sec-fetch-site": "same-site"},  # another machine below our own domain
    {"sec-fetch-site": "cross-site", "origin": ADDRESS},
    {"origin": "https://evil.example"},
    {"origin": "null"},
]
OURS = [
    {"sec-fetch-site": "same-origin", "origin": ADDRESS},
    {"sec-fetch-site": "none"},
    {"origin": ADDRESS},
    {"origin": "https://vooraf.test"},  # TLS ends at a proxy: the host is the same
    {},  # no browser
]


async def plan(vera: AsyncClient, job: str, headers: dict[str, str]) -> Response:
    facts = {"id": given.fresh_id(), "plannedAt": given.moment()}
    return await vera.post(f"/api/jobs/{job}/previsits", json=facts, headers=headers)


@pytest.fixture
async def job(rosa: AsyncClient, vera: AsyncClient) -> str:
    return await given.job(vera, await given.repair(rosa))


async def test_a_change_sent_from_another_site_is_refused(vera: AsyncClient, job: str) -> None:
    for headers in ELSEWHERE:
        refused = await plan(vera, job, headers)
        assert refused.status_code == 403, headers
        assert refused.json()["type"] == "/problems/sent-from-elsewhere"
    assert (await vera.get(f"/api/jobs/{job}")).json()["previsit"] is None


async def test_our_own_pages_and_programs_change_what_they_may(vera: AsyncClient, job: str) -> None:
    for headers in OURS:
        assert (await plan(vera, job, headers)).status_code == 201, headers


async def test_reading_is_free_from_everywhere(vera: AsyncClient, job: str) -> None:
    for headers in ELSEWHERE:
        assert (await vera.get(f"/api/jobs/{job}", headers=headers)).status_code == 200


async def test_who_carries_no_cookie_is_not_given_one_by_another_site(
    nobody: AsyncClient, rosa: AsyncClient
) -> None:
    """Else it would choose whose case she follows from then on."""
    secret = (await given.repair(rosa)).secret
    for headers in ELSEWHERE:
        for path, facts in (
            ("/api/case/sign-in", {"secret": secret}),
            ("/api/repair-requests", given.a_report()),
        ):
            answer = await nobody.post(path, json=facts, headers=headers)
            assert answer.status_code == 403, (path, headers)
        form = await nobody.post("/report", data={"fault": "KRA1"}, headers=headers)
        assert form.status_code == 403
    assert not nobody.cookies
    opened = await nobody.post("/api/case/sign-in", json={"secret": secret}, headers=OURS[0])
    assert opened.status_code == 204


async def test_the_plain_form_of_a_case_takes_photos_from_our_own_page_only(
    rosa: AsyncClient,
) -> None:
    await given.repair(rosa)
    assert CASE in rosa.cookies
    files = [("photos", ("tap.jpg", pictures.jpeg(4), "image/jpeg"))]
    for headers in ELSEWHERE:
        refused = await rosa.post("/r/photos", files=files, headers=headers)
        assert refused.status_code == 403, headers
    for headers in OURS:
        assert (await rosa.post("/r/photos", files=files, headers=headers)).status_code == 303
    assert len((await rosa.get("/api/case")).json()["photos"]) == 1


async def test_an_upload_to_the_store_needs_its_address_only(rosa: AsyncClient) -> None:
    await given.repair(rosa)
    picture = pictures.jpeg(6)
    assert len(picture) < PICTURE_LIMIT
    for headers in (ELSEWHERE[0], OURS[0]):
        answer = await rosa.put("/s3/vooraf/not-signed", content=picture, headers=headers)
        assert answer.json()["type"] != "/problems/sent-from-elsewhere"


async def test_a_page_of_ours_without_tls_is_none_where_we_have_it(settings: Settings) -> None:
    with_tls = dataclasses.replace(settings, public_url=ADDRESS.replace("http://", "https://"))
    app = create_app(with_tls)
    async with running(app):
        client = browser(app)
        for origin, status in (
            (ADDRESS, 403),
            (with_tls.public_url, 201),
        ):
            headers = {"origin": origin, "host": urlsplit(ADDRESS).netloc}
            sent = await client.post("/api/repair-requests", json=given.a_report(), headers=headers)
            assert sent.status_code == status, origin
