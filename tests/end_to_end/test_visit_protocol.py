"""A tenant reads what happens at the visit and agrees to it, on any phone."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, expect

from tests.end_to_end.tenant_stage import Stage, tenant_stage
from tests.support import given
from tests.support.usable_by_everybody import complaints

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(tmp_path_factory: pytest.TempPathFactory, chromium: Path) -> AsyncIterator[Stage]:
    async with tenant_stage(tmp_path_factory.mktemp("protocol"), chromium) as stage:
        yield stage


async def _is_expecting_tom(stage: Stage, phone: BrowserContext, **changed: Any) -> str:
    """Somebody reported on this phone, and Tom has the job; its id."""
    answer = await phone.request.post("/api/repair-requests", data=given.a_report(**changed))
    async with stage.office("vera") as vera:
        technicians = (await vera.get("/api/technicians")).json()
        toms_id = next(each["id"] for each in technicians if each["name"] == "Tom Bakker")
        return await given.job(vera, given.Repair(**await answer.json()), technicianId=toms_id)


async def test_without_javascript_she_reads_ticks_and_agrees(stage: Stage) -> None:
    async with stage.phone(java_script_enabled=False) as phone:
        job = await _is_expecting_tom(stage, phone)
        page = await phone.new_page()
        await page.goto("/r")
        await page.get_by_role("link", name="Lezen en akkoord geven").click()
        await expect(page.get_by_text("Tom Bakker van")).to_be_visible()
        await page.get_by_label("Huisdieren zitten in een andere kamer").check()
        await page.get_by_label("Ja, iemand anders doet de deur open").check()
        await page.get_by_label("Uw naam").fill(" ")
        await page.get_by_role("button", name="Ik ga akkoord").click()
        await expect(page.get_by_role("alert")).to_have_text("Vul uw naam in.")
        await expect(page.get_by_label("Huisdieren zitten in een andere kamer")).to_be_checked()
        await page.get_by_label("Uw naam").fill("Rosa de Wit")
        await page.get_by_role("button", name="Ik ga akkoord").click()
        await expect(page.get_by_text("Akkoord van Rosa de Wit")).to_be_visible()
        async with stage.office("tom") as tom:
            agreed = (await tom.get(f"/api/jobs/{job}")).json()["agreed"]
        assert (agreed["ready"], agreed["arrangement"]) == (["pets"], "key_holder")


@pytest.mark.parametrize("locale", ["nl-NL", "ar"])
async def test_the_page_is_for_everybody(stage: Stage, locale: str) -> None:
    async with stage.phone(locale=locale) as phone:
        await _is_expecting_tom(stage, phone, fault="WAT3")
        page = await phone.new_page()
        await page.goto("/r/protocol")
        assert await complaints(page, is_phone=True) == {}
