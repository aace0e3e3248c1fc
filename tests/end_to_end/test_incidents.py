"""One cause behind what several homes report, on real screens: seen, confirmed, told once, over."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, expect

from server.demo.corporation import DWELLINGS, Dwelling
from tests.end_to_end.demo_stage import PHONE, DemoStage, demo_stage
from tests.end_to_end.tenant_screen import at_home, opened_case
from tests.support import given
from tests.support.usable_by_everybody import complaints

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(300)]

WORDS = "De leiding is stuk. Om drie uur is er weer water."
ON_LINDELAAN = [home for home in DWELLINGS if home.street == "Lindelaan"][:3]
ON_WILGENHOF = [home for home in DWELLINGS if home.street == "Wilgenhof"]


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(
    tmp_path_factory: pytest.TempPathFactory, chromium: Path
) -> AsyncIterator[DemoStage]:
    async with demo_stage(DemoStage, tmp_path_factory.mktemp("incidents"), chromium) as stage:
        yield stage


async def no_water(stage: DemoStage, *homes: Dwelling) -> list[given.Repair]:
    async with stage.caller() as somebody:
        return [
            await given.repair(somebody, **at_home(home, fault="WAT1", email="bewoner@huis.test"))
            for home in homes
        ]


def incident(desk: Page, street: str) -> Locator:
    """The card above the work list."""
    return desk.locator("section.card", has=desk.get_by_role("heading", name=street))


async def confirmed(desk: Page, street: str) -> None:
    card = incident(desk, street)
    await card.get_by_label("Wat moet iedereen weten").fill(WORDS)
    await card.get_by_role("button", name="Eén oorzaak: vertel het iedereen").click()
    await expect(card.get_by_role("heading", name=f"Eén oorzaak in {street}")).to_be_visible()


async def test_three_homes_one_cause_told_once_and_asked_whether_it_works_again(
    stage: DemoStage,
) -> None:
    async with stage.screen("vera", bypass_csp=True) as desk:
        await desk.goto("/desk/")
        repairs = await no_water(stage, *ON_LINDELAAN)
        card = incident(desk, "Lindelaan")
        await expect(card.get_by_role("heading", name="3 meldingen in Lindelaan")).to_be_visible()
        await expect(card.get_by_role("link")).to_have_count(3)
        assert await complaints(desk, is_phone=False) == {}
        async with (
            opened_case(stage, repairs[0]) as without_script,
            opened_case(stage, repairs[1], "ar", has_script=True) as phone,
        ):
            await confirmed(desk, "Lindelaan")
            # One page is loaded again, and the other one learned it by itself.
            await without_script.reload()
            for page in (without_script, phone):
                await expect(page.locator("[data-live=now]")).to_contain_text(WORDS)
            assert await complaints(phone, is_phone=True) == {}
            await was_told_once(stage, repairs)

            assert await complaints(desk, is_phone=False) == {}
            await card.get_by_role("button", name="De oorzaak is weg").click()
            await expect(card).to_have_count(0)
            await without_script.reload()
            await expect(without_script.locator("[data-live=now]")).not_to_contain_text(WORDS)
            await without_script.get_by_role("button", name="Ja, alles werkt weer").click()
            await expect(without_script.locator("ol.line .todo")).to_have_count(0)

            await expect(phone.locator("[data-live=now]")).not_to_contain_text(WORDS)
            await phone.get_by_text("لا، ليس جيدًا بعد").click()
            await phone.get_by_label("ما الذي ليس جيدًا بعد؟").fill("لا يوجد ماء")
            await phone.get_by_role("button", name="إرسال", exact=True).first.click()
            reopened = phone.get_by_role("heading", name="نتابع إصلاحك")
            await expect(reopened).to_be_visible()
            await expect(desk.get_by_text("Heropend", exact=True)).to_be_visible()


async def was_told_once(stage: DemoStage, repairs: list[given.Repair]) -> None:
    """By one message, that went or will."""
    async with stage.caller("vera") as vera:
        for repair in repairs:
            file = (await vera.get(f"/api/repair-requests/{repair.id}")).json()
            assert [line["event"] for line in file["timeline"]].count("incident.told") == 1
            log = (await vera.get(f"/api/repair-requests/{repair.id}/messages")).json()
            about = [each for each in log["messages"] if each["because"] == "incident.told"]
            assert len(about) == 1
            assert WORDS in (about[0]["text"] or log["preview"]["text"])


async def test_who_comes_to_report_it_reads_it_above_the_form(stage: DemoStage) -> None:
    await no_water(stage, *ON_WILGENHOF)
    async with stage.screen("vera", size=PHONE, bypass_csp=True) as desk:
        await desk.goto("/desk/")
        await incident(desk, "Wilgenhof").wait_for()
        assert await complaints(desk, is_phone=False) == {}
        await confirmed(desk, "Wilgenhof")
    for locale, heading in (
        ("nl-NL", "We weten dit al in uw straat"),
        ("ar", "نعرف بهذه المشكلة في شارعك"),
    ):
        async with stage.screen(size=PHONE, locale=locale, bypass_csp=True) as page:
            await page.goto("/report/water/WAT1")
            known = page.locator("aside", has_text=heading)
            await expect(known).to_contain_text(WORDS)
            await expect(known).to_contain_text("Wilgenhof")
            assert await complaints(page, is_phone=True) == {}
            await page.goto("/report/power/ELE1")
            await expect(page.locator("aside", has_text=heading)).to_have_count(0)


async def test_reports_that_have_nothing_to_do_with_each_other(stage: DemoStage) -> None:
    homes = [home for home in DWELLINGS if home.street == "Molenweg"]
    repairs = await no_water(stage, *homes)
    async with (
        stage.screen("vera") as desk,
        stage.screen("otto") as elsewhere,
        opened_case(stage, repairs[0]) as phone,
    ):
        await elsewhere.goto("/desk/")
        await elsewhere.get_by_text("Alles is klaar").first.wait_for()
        await expect(incident(elsewhere, "Molenweg")).to_have_count(0)
        await desk.goto("/desk/")
        card = incident(desk, "Molenweg")
        await card.get_by_role("button", name="Verschillende oorzaken").click()
        await expect(card).to_have_count(0)
        await phone.reload()
        await expect(phone.locator("[data-live=now]")).not_to_contain_text(WORDS)
