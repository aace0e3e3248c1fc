"""Somebody outside with a link: sees what was accepted, or adds photos, and nothing else."""

import re
from datetime import timedelta

import pytest
from httpx import AsyncClient
from litestar import Litestar

from server.clock import now
from server.outsiders.tables import OutsiderLink
from tests.server.proof.test_reporting import pictures_in
from tests.support import films, given, pictures
from tests.support.asgi_client import browser

PHOTOS = "/api/outside/photos"
AFTER = {"source": "link", "slot": "tap", "moment": "after"}


async def test_what_an_outsider_adds_comes_into_the_lane_under_the_name_of_the_link(
    app: Litestar, rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    job = await given.job(vera, await given.repair(rosa))
    outsider = browser(app)
    await given.outsider_signed_in(outsider, await given.outsider(vera, job, "add"))
    data = pictures.jpeg(9)
    ticket = await given.announced(outsider, PHOTOS, data, **AFTER)
    photo = ticket["id"]
    await given.upload(ticket, data)
    for stranger in (tom, rosa):  # on its way it is nobody's but hers
        assert (await stranger.post(f"/api/photos/{photo}/confirm")).status_code == 404
    receipt = await outsider.post(f"{PHOTOS}/{photo}/confirm")
    assert (receipt.status_code, receipt.json()["id"]) == (200, photo)
    await given.ready(vera, photo)
    (waiting,) = (await vera.get("/api/photos/to-review")).json()["items"]
    facts = waiting["photo"]
    assert (facts["id"], facts["source"], facts["takenBy"]) == (photo, "link", "Bouwbedrijf Özgür")

    page = (await outsider.get("/o")).text
    assert photo in page
    assert "Rosa" not in page
    hostile = b"#!/bin/sh\n" * 40
    ticket = await given.announced(outsider, PHOTOS, hostile, **AFTER)
    await given.upload(ticket, hostile)
    refused = await outsider.post(f"{PHOTOS}/{ticket['id']}/confirm")
    assert (refused.status_code, refused.json()["type"]) == (422, "/problems/not-a-picture")
    for wrong in ({"slot": "roof"}, {"moment": "report"}, {"source": "camera"}):
        asked = given.an_announcement(data, **{**AFTER, **wrong})
        answer = await outsider.post(PHOTOS, json=asked)
        assert answer.json()["type"] == "/problems/announcement-refused", wrong


async def test_an_outsider_reads_why_a_photo_came_back_and_takes_it_again(
    app: Litestar, rosa: AsyncClient, vera: AsyncClient
) -> None:
    job = await given.job(vera, await given.repair(rosa))
    outsider, other = browser(app), browser(app)
    await given.outsider_signed_in(outsider, await given.outsider(vera, job, "add"))
    await given.outsider_signed_in(other, await given.outsider(vera, job, "add"))
    photo = await added(outsider, pictures.jpeg(3))
    retake = given.an_announcement(b"x", **AFTER, retakeOf=photo)
    assert (await outsider.post(PHOTOS, json=retake)).status_code == 422  # nobody sent it back

    await given.ready(vera, photo)
    words = {"markId": "1", "kind": "text", "points": [0.5, 0.25], "text": "<hier>"}
    arrow = {"markId": "2", "kind": "number", "points": [0, 0.5, 0.5, 0.5], "number": 7}
    verdict = {"reason": "too_dark", "note": "Met de lamp aan", "marks": [words, arrow]}
    assert (await vera.post(f"/api/photos/{photo}/send-back", json=verdict)).is_success
    page = (await outsider.get("/o")).text
    assert "Hij is te donker: “Met de lamp aan”" in page
    drawn = page[page.index('<svg class="marked"') :]
    width, height = re.search(r'viewBox="0 0 (\d+) (\d+)"', drawn).groups()  # pyright: ignore[reportOptionalMemberAccess]
    assert f'<text x="{int(width) / 2}" y="{int(height) / 4}"' in drawn
    assert ">&lt;hier&gt;</text>" in drawn
    assert f'd="M0.0 {int(height) / 2}L{int(width) / 2} {int(height) / 2}M' in drawn
    assert ">7</text>" in drawn
    assert f'data-retake="{photo}"' in page
    assert (await other.post(PHOTOS, json=retake)).status_code == 404
    again = await added(outsider, pictures.jpeg(4), retakeOf=photo)
    assert "data-retake" not in (await outsider.get("/o")).text
    await given.ready(vera, again)
    (waiting,) = (await vera.get("/api/photos/to-review")).json()["items"]
    assert waiting["photo"]["retakeOf"] == photo


async def test_an_outsider_adds_so_many_photos_and_no_more(
    app: Litestar, rosa: AsyncClient, vera: AsyncClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("server.evidence.senders.MOST_BY_A_LINK", 1)
    job = await given.job(vera, await given.repair(rosa))
    await given.report_photo(rosa)
    outsider, other = browser(app), browser(app)
    for each in (outsider, other):
        await given.outsider_signed_in(each, await given.outsider(vera, job, "add"))
        await added(each, pictures.jpeg(3))
    refused = await outsider.post(PHOTOS, json=given.an_announcement(b"x", **AFTER))
    assert (refused.status_code, refused.json()["type"]) == (409, "/problems/too-many-photos")


async def test_what_was_drawn_lies_on_the_small_photo_and_on_its_own_page_too(
    app: Litestar, rosa: AsyncClient, vera: AsyncClient
) -> None:
    job = await given.job(vera, await given.repair(rosa))
    outsider, other = browser(app), browser(app)
    await given.outsider_signed_in(outsider, await given.outsider(vera, job, "add"))
    await given.outsider_signed_in(other, await given.outsider(vera, job, "add"))
    photo = await added(outsider, pictures.jpeg(3))
    shown = await given.ready(vera, photo)
    arrow = {"markId": "1", "kind": "number", "points": [0, 0.5, 0.5, 0.5], "number": 7}
    verdict = {"reason": "too_dark", "marks": [arrow]}
    assert (await vera.post(f"/api/photos/{photo}/send-back", json=verdict)).is_success
    page = (await outsider.get("/o")).text
    small = page[page.index('<svg class="marked small"') : page.index('<svg class="marked"')]
    own = (await outsider.get(f"/o/photos/{photo}")).text
    for drawn in (small, own):
        assert f'd="M0.0 {shown["height"] / 2}L{shown["width"] / 2} ' in drawn
        assert ">7</text>" in drawn
    assert (await other.get(f"/o/photos/{photo}")).status_code == 404


async def added(outsider: AsyncClient, data: bytes, **more: str) -> str:
    ticket = await given.announced(outsider, PHOTOS, data, **AFTER, **more)
    await given.upload(ticket, data)
    assert (await outsider.post(f"{PHOTOS}/{ticket['id']}/confirm")).is_success
    return ticket["id"]


async def test_who_may_view_sees_what_was_accepted_and_each_look_is_noted(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient, marijke: AsyncClient
) -> None:
    repair = await given.repair(rosa)
    reported = await given.report_photo(rosa)
    job = await given.job(vera, repair)
    visit = await given.arrival(tom, job)
    place = given.photos_of(job)
    before = await given.photo(tom, place, moment="before", slot="tap", visitId=visit)
    good, bad = [
        await given.photo(tom, place, slot="tap", visitId=visit, beforePhotoId=before)
        for _ in range(2)
    ]
    told = {"kind": "voice", "mediaType": "audio/ogg", "seconds": 3, "visitId": visit}
    spoken = await given.photo(tom, place, films.voice(), **told)
    await given.departure(tom, visit, [before, good, bad, spoken])
    for each in (reported, before, good, bad, spoken):
        await given.ready(vera, each)
    for each in (good, spoken):
        await vera.post(f"/api/photos/{each}/accept")
    await vera.post(f"/api/photos/{bad}/send-back", json={"reason": "blurred"})
    link = await given.outsider(vera, job, "view", "Verzekeraar Ons")
    await given.outsider_signed_in(marijke, link)  # she is signed in as a colleague as well
    page = (await marijke.get("/o")).text
    seen = [each in page for each in (before, good, spoken, bad, reported)]
    assert seen == [True, True, True, False, False]
    looks = (await vera.get(f"/api/photo-views/{repair.id}")).json()
    theirs = {look["photoId"] for look in looks if look["viewerName"] == "Verzekeraar Ons"}
    assert theirs == {before, good, spoken}
    made = await marijke.post("/api/outside/reports")
    assert made.status_code == 201, made.text
    assert len(pictures_in((await marijke.get(made.json()["url"])).content)) == 2
    assert (
        await marijke.post(PHOTOS, json=given.an_announcement(b"x", **AFTER))
    ).status_code == 404
    (listed,) = (await vera.get(f"/api/jobs/{job}/outsiders")).json()
    assert listed["lastUsedAt"]
    assert listed["state"] == "live"


async def test_a_link_that_was_withdrawn_is_worth_nothing(
    app: Litestar, rosa: AsyncClient, vera: AsyncClient
) -> None:
    job = await given.job(vera, await given.repair(rosa))
    link = await given.outsider(vera, job, "view")
    outsider = browser(app)
    await given.outsider_signed_in(outsider, link)
    assert (await outsider.post("/api/outside/reports")).status_code == 201

    await vera.post(f"/api/jobs/{job}/outsiders/{link.id}/revoke")
    assert (await outsider.post("/api/outside/reports")).status_code == 401
    assert "Lindelaan" not in (await outsider.get("/o")).text
    again = await browser(app).post("/api/outside/sign-in", json={"secret": link.secret})
    assert (again.status_code, again.json()["type"]) == (410, "/problems/outsider-link-over")


async def test_nobody_gets_a_secret_for_a_link_that_a_colleague_made(
    app: Litestar, rosa: AsyncClient, vera: AsyncClient, marijke: AsyncClient
) -> None:
    job = await given.job(vera, await given.repair(rosa))
    link = await given.outsider(vera, job, "view")
    facts = {"id": link.id, "name": "Bouwbedrijf Özgür", "may": "view"}
    assert (await marijke.post(f"/api/jobs/{job}/outsiders", json=facts)).status_code == 404
    await given.outsider_signed_in(browser(app), link)


async def test_a_link_is_over_when_its_days_are(
    app: Litestar, rosa: AsyncClient, vera: AsyncClient
) -> None:
    job = await given.job(vera, await given.repair(rosa))
    link = await given.outsider(vera, job, "add")
    outsider = browser(app)
    await given.outsider_signed_in(outsider, link)
    over = {OutsiderLink.expires_at: now() - timedelta(seconds=1)}
    await OutsiderLink.update({**over}).where(OutsiderLink.id == link.id)
    answer = await outsider.post(PHOTOS, json=given.an_announcement(b"x", **AFTER))
    assert answer.status_code == 401
    assert (await vera.get(f"/api/jobs/{job}/outsiders")).json()[0]["state"] == "expired"
    too_long = {"id": given.fresh_id(), "name": "Lang", "may": "view", "days": 31}
    assert (await vera.post(f"/api/jobs/{job}/outsiders", json=too_long)).status_code == 400
