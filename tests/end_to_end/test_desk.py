"""What the desk does with photos: many in one case, judged by keyboard, some from outside."""

import asyncio
import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from server.demo.cast import TOM
from tests.end_to_end.demo_stage import PHONE, DemoStage, demo_stage
from tests.end_to_end.tenant_stage import kept_on
from tests.support import given, pictures

pytestmark = pytest.mark.asyncio(loop_scope="module")

MANY = 60
LOW: Any = {"width": 1000, "height": 400}
"""A window in which few photos are near."""


class Stage(DemoStage):
    """With repairs whose photos can be judged."""

    @contextlib.asynccontextmanager
    async def desk_and_phone_outside(self) -> AsyncIterator[tuple[httpx.AsyncClient, Page]]:
        """Vera, who makes a link, and the phone of whoever gets it."""
        async with (
            self.caller("vera") as vera,
            self.screen(size=PHONE) as phone,
        ):
            yield vera, phone

    async def photographed(self, photos: int) -> given.Repair:
        """The repair of a job whose technician has left; its photos can be looked at."""
        async with (
            self.caller() as rosa,
            self.caller("vera") as vera,
            self.caller("tom") as tom,
        ):
            repair = await given.repair(rosa)
            job = await given.job(vera, repair, technicianId=str(TOM.id))
            visit = await given.arrival(tom, job)
            taken = [
                await given.photo(
                    tom, given.photos_of(job), pictures.jpeg(number), visitId=visit, slot="tap"
                )
                for number in range(photos)
            ]
            await given.departure(tom, visit, taken)
            await copied(vera, repair)
        return repair


async def copied(vera: httpx.AsyncClient, repair: given.Repair) -> None:
    """What nobody can see, nobody can judge."""
    while True:
        request = (await vera.get(f"/api/repair-requests/{repair.id}")).json()
        if all(photo["screenUrl"] for photo in request["photos"]):
            return
        await asyncio.sleep(0.2)


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(tmp_path_factory: pytest.TempPathFactory, chromium: Path) -> AsyncIterator[Stage]:
    async with demo_stage(Stage, tmp_path_factory.mktemp("desk"), chromium) as stage:
        yield stage


async def test_a_case_of_many_photos_asks_for_those_that_are_near(stage: Stage) -> None:
    repair = await stage.photographed(MANY)
    async with stage.screen("vera", LOW) as desk:
        asked: set[str] = set()
        desk.on("request", lambda sent: asked.add(sent.url) if "/s3/" in sent.url else None)
        await desk.goto(f"/desk/requests/{repair.id}")
        shown = desk.locator(".groups img")
        await expect(shown).to_have_count(MANY)
        await shown.first.scroll_into_view_if_needed()
        await expect(shown.first).to_have_js_property("complete", value=True)
        await desk.wait_for_load_state("networkidle")
        assert 0 < len(asked) < MANY

        await shown.last.scroll_into_view_if_needed()
        await expect(shown.last).not_to_have_js_property("naturalWidth", 0)


async def test_a_lane_is_judged_without_a_mouse(stage: Stage) -> None:
    repair = await stage.photographed(4)
    async with stage.screen("vera", LOW) as desk, stage.caller("vera") as vera:
        await desk.goto("/desk/review")
        await desk.get_by_role("searchbox").fill(repair.number)
        # Before the lane has come four grey places stand in for it.
        waiting = desk.locator(".lane li:not(.skeleton)")
        await expect(waiting).to_have_count(4)
        await desk.keyboard.press("Escape")
        picture = desk.locator(".stage img").first
        # The first is accepted, the second left for later, the third accepted, the last sent back.
        for keys in ("a", " ", "a", "r2"):
            shown = await picture.get_attribute("src")
            for key in keys:
                await desk.keyboard.press(key)
            await expect(picture).not_to_have_attribute("src", shown or "")
        await desk.keyboard.press("u")
        await expect(waiting).to_have_count(2)

        request = (await vera.get(f"/api/repair-requests/{repair.id}")).json()
    verdicts = [(each["verdict"], each["reason"]) for each in request["photos"]]
    waits, accepted, back = ("pending", None), ("accepted", None), ("sent_back", "too_dark")
    assert verdicts == [accepted, waits, waits, back]


async def test_somebody_outside_adds_a_photo_and_takes_it_again_when_it_comes_back(
    stage: Stage,
) -> None:
    async with stage.caller() as rosa, stage.desk_and_phone_outside() as (vera, phone):
        repair = await given.repair(rosa)
        job = await given.job(vera, repair, technicianId=str(TOM.id))
        link = await given.outsider(vera, job, "add")
        await phone.goto(f"/o#{link.secret}")
        shown: Any = {"name": "na.jpg", "mimeType": "image/jpeg", "buffer": pictures.type_plate()}
        await phone.locator("html.with-store").wait_for()
        await phone.locator("#add-tap-after").set_input_files(shown)
        await expect(phone.locator("[data-live] img")).to_have_count(1)
        await copied(vera, repair)
        (first,) = (await vera.get(f"/api/repair-requests/{repair.id}")).json()["photos"]
        await vera.post(f"/api/photos/{first['id']}/send-back", json={"reason": "wrong_spot"})

        await phone.reload()
        await phone.get_by_text("Het is een andere plek").wait_for()
        shown["buffer"] = pictures.type_plate(shade=9)
        await phone.locator("[data-retake]").set_input_files(shown)
        await expect(phone.locator("[data-retake]")).to_have_count(0)
        photos = (await vera.get(f"/api/repair-requests/{repair.id}")).json()["photos"]
        assert [each["retakeOf"] for each in photos] == [None, first["id"]]

        await vera.post(f"/api/jobs/{job}/outsiders/{link.id}/revoke")
        await phone.goto("/")
        await phone.goto(f"/o#{link.secret}")
        await phone.get_by_role("heading", name="Deze link werkt niet meer").wait_for()


async def test_a_photo_for_a_job_that_was_closed_meanwhile_stays_on_the_outsiders_phone(
    stage: Stage,
) -> None:
    repair = await stage.photographed(1)
    async with stage.desk_and_phone_outside() as (vera, phone):
        request = (await vera.get(f"/api/repair-requests/{repair.id}")).json()
        job = request["jobs"][0]["id"]
        link = await given.outsider(vera, job, "add")
        await phone.goto(f"/o#{link.secret}")
        await phone.locator("html.with-store").wait_for()
        closed = await vera.post(f"/api/jobs/{job}/close", json={"reason": "Camera stuk"})
        assert closed.status_code == 200, closed.text
        shown: Any = {"name": "na.jpg", "mimeType": "image/jpeg", "buffer": pictures.type_plate()}
        await phone.locator("#add-tap-after").set_input_files(shown)
        await phone.get_by_text("staat nog op uw telefoon").wait_for()
        assert await kept_on(phone) == [1, 0]


async def test_who_may_look_adds_nothing_and_a_link_that_is_over_shows_nothing(
    stage: Stage,
) -> None:
    repair = await stage.photographed(2)
    async with stage.desk_and_phone_outside() as (vera, phone):
        request = (await vera.get(f"/api/repair-requests/{repair.id}")).json()
        job, [good, _] = request["jobs"][0]["id"], request["photos"]
        await vera.post(f"/api/photos/{good['id']}/accept")
        link = await given.outsider(vera, job, "view")
        await phone.goto(f"/o#{link.secret}")
        await expect(phone.locator("[data-live] img")).to_have_count(1)
        await phone.get_by_role("button", name="Rapport als PDF").wait_for()
        await expect(phone.locator("main input")).to_have_count(0)
        address = phone.get_by_text("Lindelaan")
        await expect(address).to_have_count(1)

        await vera.post(f"/api/jobs/{job}/outsiders/{link.id}/revoke")
        await phone.reload()  # with the cookie, which is worth nothing now
        await phone.get_by_text("Open de link die u kreeg.").wait_for()
        await expect(phone.locator("img").or_(address)).to_have_count(0)
        await phone.goto("/")
        await phone.goto(f"/o#{link.secret}")
        await phone.get_by_role("heading", name="Deze link werkt niet meer").wait_for()
        await expect(phone.locator("img").or_(address)).to_have_count(0)
