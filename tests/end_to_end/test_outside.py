"""Somebody outside at his phone: what he photographs lands in its own job, or waits for it."""

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import httpx
import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, Page, expect

from server.demo.cast import TOM
from tests.end_to_end.tenant_stage import Stage, chosen, kept_on, tenant_stage
from tests.support import given, pictures
from tests.support.cast import ROSA
from tests.support.usable_by_everybody import complaints

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(tmp_path_factory: pytest.TempPathFactory, chromium: Path) -> AsyncIterator[Stage]:
    async with tenant_stage(tmp_path_factory.mktemp("outside"), chromium) as stage:
        yield stage


@dataclass(frozen=True)
class Scene:
    """Vera at the desk, and the phone of whoever she gives a link to."""

    stage: Stage
    vera: httpx.AsyncClient
    phone: BrowserContext

    async def job(self) -> tuple[given.Repair, str]:
        async with httpx.AsyncClient(base_url=self.stage.address, trust_env=False) as rosa:
            repair = await given.repair(rosa)
        return repair, await given.job(self.vera, repair, technicianId=str(TOM.id))

    async def opens(self, link: given.Outsider) -> Page:
        page = await self.phone.new_page()
        await page.goto(f"/o#{link.secret}")
        await page.locator("html.with-store").wait_for()
        return page

    async def photos(self, repair: given.Repair) -> list[dict[str, Any]]:
        answer = await self.vera.get(f"/api/repair-requests/{repair.id}")
        return answer.json()["photos"]


@pytest_asyncio.fixture(loop_scope="module")
async def scene(stage: Stage) -> AsyncIterator[Scene]:
    async with AsyncExitStack() as stack:
        vera = await stack.enter_async_context(stage.office("vera"))
        yield Scene(stage, vera, await stack.enter_async_context(stage.phone()))


async def _add(page: Page, name: str) -> None:
    await page.locator("#add-tap-after").set_input_files(chosen((name, pictures.type_plate())))


async def test_a_photo_waits_for_the_next_link_when_its_own_was_withdrawn(scene: Scene) -> None:
    repair, job = await scene.job()
    first = await given.outsider(scene.vera, job, "add")
    page = await scene.opens(first)
    await scene.vera.post(f"/api/jobs/{job}/outsiders/{first.id}/revoke")
    await _add(page, "na.jpg")
    status = page.locator("#status")
    await expect(status).to_contain_text("Deze link werkt niet meer. Bel ons voor een nieuwe:")
    await expect(status).to_contain_text("Er staat nog 1 foto op deze telefoon.")

    await page.goto("/")
    await page.goto(f"/o#{first.secret}")
    await expect(page.get_by_role("heading", name="Deze link werkt niet meer")).to_be_visible()
    await expect(status).to_contain_text("Er staat nog 1 foto op deze telefoon.")
    await expect(page.get_by_role("link", name="Bel 020 555 0100")).to_be_visible()

    page = await scene.opens(await given.outsider(scene.vera, job, "add"))
    await expect(page.locator("[data-live] img")).to_have_count(1)
    assert await kept_on(page) == [0, 0]
    assert len(await scene.photos(repair)) == 1


async def test_a_photo_lands_in_no_other_job_that_was_opened_since(scene: Scene) -> None:
    repair, job = await scene.job()
    other_repair, other_job = await scene.job()
    link = await given.outsider(scene.vera, job, "add")
    page = await scene.opens(link)
    await scene.opens(await given.outsider(scene.vera, other_job, "add"))
    await _add(page, "na.jpg")
    await expect(page.locator("#status")).to_contain_text("Open uw link nog een keer.")
    assert await kept_on(page) == [1, 0]
    assert await scene.photos(other_repair) == []

    page = await scene.opens(link)
    await expect(page.locator("[data-live] img")).to_have_count(1)
    assert len(await scene.photos(repair)) == 1


async def test_what_came_back_is_marked_small_and_large_with_a_way_back(scene: Scene) -> None:
    repair, job = await scene.job()
    page = await scene.opens(await given.outsider(scene.vera, job, "add"))
    await _add(page, "na.jpg")
    await expect(page.locator("[data-live] img")).to_have_count(1)
    [photo] = await scene.photos(repair)
    arrow = {"markId": "1", "kind": "arrow", "points": [0.2, 0.2, 0.6, 0.6]}
    back = {"reason": "other", "note": "De moer zit los", "marks": [arrow]}
    sent = await scene.vera.post(f"/api/photos/{photo['id']}/send-back", json=back)
    assert sent.is_success, sent.text

    await page.reload()
    await expect(page.locator(".tile .marked path")).to_have_count(2)
    assert await complaints(page, is_phone=True) == {}
    await page.locator(".tile a").click()
    await expect(page.locator("main .marked path")).to_have_count(2)
    assert await complaints(page, is_phone=True) == {}
    await page.get_by_role("link", name="Terug").click()
    await expect(page.get_by_text("De moer zit los")).to_be_visible()


async def test_whoever_is_asked_answers_first_and_may_give_it_back(scene: Scene) -> None:
    _, job = await scene.job()
    page = await scene.phone.new_page()
    await page.goto(f"/o#{(await given.asked(scene.vera, job)).secret}")
    await expect(page.get_by_role("heading", name="Kunt u deze klus doen?")).to_be_visible()
    await expect(page.get_by_text("De wartel vervangen")).to_be_visible()
    await expect(page.get_by_text(ROSA.home.street)).to_have_count(0)
    await page.get_by_text("Ik kan niet", exact=True).click()
    assert await complaints(page, is_phone=True) == {}
    await page.get_by_role("button", name="Ik doe het").click()
    await expect(page.get_by_text(ROSA.home.street)).to_be_visible()
    await page.get_by_text("Toch niet? Geef de klus terug").click()
    assert await complaints(page, is_phone=True) == {}
    await page.get_by_label("Waarom niet?").fill("Mijn bus is stuk")
    await page.get_by_role("button", name="Klus teruggeven").click()
    await expect(page.get_by_role("heading", name="U doet deze klus niet")).to_be_visible()
    (said,) = (await scene.vera.get(f"/api/jobs/{job}/outsiders")).json()
    assert (said["state"], said["declineReason"]) == ("declined", "Mijn bus is stuk")


async def test_a_yes_cannot_be_taken_back_after_the_first_photo(scene: Scene) -> None:
    _, job = await scene.job()
    page = await scene.phone.new_page()
    await page.goto(f"/o#{(await given.asked(scene.vera, job)).secret}")
    await page.get_by_role("button", name="Ik doe het").click()
    await page.locator("html.with-store").wait_for()
    await _add(page, "na.jpg")
    await expect(page.locator("[data-live] img")).to_have_count(1)
    await expect(page.get_by_text("U doet deze klus.")).to_be_visible()
    await expect(page.get_by_text("Toch niet? Geef de klus terug")).to_have_count(0)
