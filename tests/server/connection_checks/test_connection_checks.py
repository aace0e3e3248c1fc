"""The connection check over the API, with the real worker behind it."""

import dataclasses
import os
import signal
from datetime import UTC, datetime, timedelta

import pytest
from httpx import AsyncClient
from litestar import Litestar

from server.clock import clock_at
from server.composition import Parts
from server.settings import Settings
from tests.support import asgi_client, given
from tests.support.checking_browser import CheckingBrowser

CHECK = "/api/case/previsit/check"
URL = "turn:relay.example:3478"


@pytest.fixture
def settings(settings: Settings) -> Settings:
    return dataclasses.replace(
        settings,
        has_media_worker=True,
        turn_urls=(URL,),
        turn_secret="shared with the relay",  # noqa: S106
    )


@pytest.fixture
async def call(rosa: AsyncClient, vera: AsyncClient) -> str:
    job = await given.job(vera, await given.repair(rosa))
    return await given.previsit(vera, job, given.moment(hours=-48))


async def test_tenant_and_technician_each_reach_the_servers_end(
    rosa: AsyncClient, tom: AsyncClient, call: str
) -> None:
    for client, path in ((rosa, CHECK), (tom, f"/api/previsits/{call}/check")):
        async with CheckingBrowser() as browser:
            answer = await client.post(path, json={"sdp": browser.offer})
            assert answer.status_code == 200, answer.text
            relay = answer.json()["iceServers"][0]
            assert relay["urls"] == [URL]
            assert relay["username"]
            assert relay["credential"]
            await browser.hears(answer.json()["sdp"])
            assert await browser.round_trip() < 1


async def test_a_guest_checks_while_the_tenant_still_has_to_answer(
    app: Litestar, rosa: AsyncClient, tom: AsyncClient, call: str
) -> None:
    guest = await given.guest(tom, None, call)
    async with asgi_client.browser(app) as ahmed, CheckingBrowser() as browser:
        await given.guest_signed_in(ahmed, guest)
        answer = await ahmed.post("/api/guest/check", json={"sdp": browser.offer})
        assert answer.status_code == 200, answer.text
        await browser.hears(answer.json()["sdp"])
        assert await browser.round_trip() < 1

        await given.answered(rosa, guest.id, allows=False)
        refused = await ahmed.post("/api/guest/check", json={"sdp": "v=0"})
    assert (refused.status_code, refused.json()["type"]) == (410, "/problems/guest-link-expired")


async def test_a_check_changes_nothing(rosa: AsyncClient, tom: AsyncClient, call: str) -> None:
    before = (await tom.get("/api/journal")).json()
    async with CheckingBrowser() as browser:
        await rosa.post(CHECK, json={"sdp": browser.offer})
    assert (await tom.get("/api/journal")).json() == before


async def test_what_is_no_offer_is_pointed_at(rosa: AsyncClient, call: str) -> None:
    for sdp in ("hello", "v=0\r\n", "v=0\r\nm=audio 9 RTP/AVP 0\r\n", "\U0001f600" * 9000):
        answer = await rosa.post(CHECK, json={"sdp": sdp})
        assert answer.status_code == 422, answer.text
        assert answer.json()["type"] == "/problems/call-check-refused"
        assert answer.json()["errors"][0]["pointer"] == "/sdp"
    for body in ({}, {"sdp": ""}, {"sdp": 1}, {"sdp": "v" * 33_000}, {"sdp": "v", "more": 1}):
        assert (await rosa.post(CHECK, json=body)).status_code == 400


async def test_without_a_call_there_is_nothing_to_check(
    app: Litestar, rosa: AsyncClient, tom: AsyncClient, call: str
) -> None:
    await tom.post(f"/api/previsits/{call}/open")
    await tom.post(f"/api/previsits/{call}/end")
    answer = await rosa.post(CHECK, json={"sdp": "v=0"})
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/no-previsit-now")


async def test_a_worker_that_is_killed_takes_nothing_along(
    app: Litestar, rosa: AsyncClient, tom: AsyncClient, call: str
) -> None:
    parts: Parts = app.state.parts
    assert parts.peer
    worker = parts.peer.process_id
    assert worker
    async with CheckingBrowser() as browser:
        answer = await rosa.post(CHECK, json={"sdp": browser.offer})
        await browser.hears(answer.json()["sdp"])
        os.kill(worker, signal.SIGKILL)
        told: set[str] = set()
        while True:  # from the moment of its death until the next one serves
            answer = await rosa.post(CHECK, json={"sdp": browser.offer})
            if answer.status_code == 200:
                break
            told.add(answer.json()["type"])
            assert (await tom.get("/api/jobs")).status_code == 200
    assert told <= {"/problems/call-check-unavailable"}
    assert parts.peer.process_id != worker
    with clock_at(datetime.now(UTC) + timedelta(hours=48)):
        assert (await rosa.post("/api/case/previsit/join")).status_code == 200


async def test_too_many_at_once_are_told_to_come_back(
    app: Litestar, rosa: AsyncClient, call: str
) -> None:
    parts: Parts = app.state.parts
    assert parts.peer
    browsers = [CheckingBrowser() for _ in range(9)]
    for number, browser in enumerate(browsers[:8]):
        async with browser:
            await parts.peer.answer_check(f"stranger-{number}", browser.offer)
    async with browsers[8] as browser:
        answer = await rosa.post(CHECK, json={"sdp": browser.offer})
    assert (answer.status_code, answer.json()["type"]) == (429, "/problems/call-check-busy")
