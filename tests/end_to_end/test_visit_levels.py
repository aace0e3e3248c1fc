"""Emergencies only for a neighbourhood: read beforehand, set, told in her language, taken back."""

import re
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import expect

from server.clock import HOME
from server.demo.corporation import DWELLINGS
from tests.end_to_end.demo_stage import PHONE, DemoStage, demo_stage
from tests.end_to_end.tenant_screen import at_home, opened_case
from tests.support import given
from tests.support.usable_by_everybody import complaints

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(300)]

ON_KERKPAD = next(home for home in DWELLINGS if home.street == "Kerkpad")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(
    tmp_path_factory: pytest.TempPathFactory, chromium: Path
) -> AsyncIterator[DemoStage]:
    async with demo_stage(DemoStage, tmp_path_factory.mktemp("levels"), chromium) as stage:
        yield stage


async def test_a_neighbourhood_waits_for_some_days_and_comes_back(stage: DemoStage) -> None:
    async with stage.caller() as somebody:
        repair = await given.repair(somebody, **at_home(ON_KERKPAD, fault="DOU1"))
    today = datetime.now(HOME).date()
    async with (
        stage.screen("vera", bypass_csp=True) as desk,
        stage.screen("vera", size=PHONE, bypass_csp=True) as narrow,
        opened_case(stage, repair, "ar", has_script=True) as page,
    ):
        await desk.goto("/desk/planning")
        card = desk.locator("section.card", has_text="Hoe voorzichtig komen wij?")
        await card.get_by_text("Voor een buurt iets anders afspreken").click()
        await card.get_by_label("Postcode (4 cijfers)").fill("3600")
        await card.get_by_label("Eerste dag").fill(today.isoformat())
        await card.get_by_label("Laatste dag").fill((today + timedelta(days=6)).isoformat())
        await card.get_by_label("Waarom").select_option("Weer")
        await card.get_by_role("button", name="Bekijk wat dit doet").click()
        await expect(card.locator(".notice.bad")).to_contain_text("geen woning van ons")
        await card.get_by_label("Postcode (4 cijfers)").fill("3696")  # what else was chosen, stays
        await card.get_by_role("button", name="Bekijk wat dit doet").click()
        await expect(card.locator(".notice.wait")).to_contain_text("1 reparatie wacht.")
        assert await complaints(desk, is_phone=False) == {}
        await narrow.goto("/desk/planning")
        await narrow.get_by_text("Voor een buurt iets anders afspreken").click()
        assert await complaints(narrow, is_phone=False) == {}

        await card.get_by_role("button", name="Nu instellen").click()
        await expect(card.get_by_text(re.compile("[1-9] reparaties? wacht"))).to_be_visible()
        now = page.locator("[data-live=now]")
        await expect(now).to_contain_text("لا نقوم الآن إلا بما لا يمكن أن ينتظر حقًا")
        await card.get_by_role("button", name=re.compile("Terugnemen.*3696")).click()
        await expect(card.get_by_text("postcode 3696")).to_have_count(0)
        await expect(now).not_to_contain_text("لا نقوم الآن")
