"""What lies in a van, on the phone of whoever drives it, also without a network."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import expect

from tests.end_to_end.technician_phone import Phone, Stage, client, field_stage, toms_phone

pytestmark = pytest.mark.asyncio(loop_scope="module")

WASHERS = {"part": "tap-washer", "variant": "1/2"}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(tmp_path_factory: pytest.TempPathFactory, chromium: Path) -> AsyncIterator[Stage]:
    async with field_stage(tmp_path_factory.mktemp("van"), chromium) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="module")
async def phone(stage: Stage) -> AsyncIterator[Phone]:
    async with toms_phone(stage) as opened:
        yield opened


async def test_what_the_desk_put_in_the_van_is_on_the_phone_also_without_a_network(
    phone: Phone, stage: Stage
):
    await phone.page.goto("/app/van")
    await phone.sees("Volgens het kantoor ligt er niets in je bus")
    await _put_in_toms_van(stage, 4)
    await phone.page.goto("/app/me")
    await phone.page.get_by_role("link", name="Onderdelen in je bus").click()
    line = phone.page.get_by_role("listitem").filter(has_text="Kraanleertjes 1/2 inch")
    await expect(line).to_contain_text("4")

    await phone.works_offline()
    await phone.page.goto("/app/van")
    await expect(line).to_contain_text("4")
    await phone.sees("Volgens het kantoor, vandaag")

    await phone.is_signed_out()
    await phone.page.goto("/app/today")
    await phone.signs_in("Carla")
    await phone.page.goto("/app/van")
    await phone.sees("Volgens het kantoor ligt er niets in je bus")
    await expect(line).to_have_count(0)


async def _put_in_toms_van(stage: Stage, amount: int) -> None:
    async with client(stage, "vera") as vera:
        technicians = (await vera.get("/api/technicians")).json()
        van = next(each["id"] for each in technicians if each["name"] == "Tom Bakker")
        facts = {**WASHERS, "place": van, "amount": amount, "reason": "Geteld"}
        answer = await vera.post("/api/part-stock/correct", json=facts)
        assert answer.status_code == 200, answer.text
