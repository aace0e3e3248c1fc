"""A part for a tenant on real screens: she asks without script, the desk sends, and how it ends."""

import re
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

TRACKING = "https://post.example.nl/t/3SVOOR1"
ANNA, BEA, CEM, DINA, EVI = DWELLINGS[:5]
"""A home for each journey: two of one tap from one home would be taken for one."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(
    tmp_path_factory: pytest.TempPathFactory, chromium: Path
) -> AsyncIterator[DemoStage]:
    async with demo_stage(DemoStage, tmp_path_factory.mktemp("parcels"), chromium) as stage:
        yield stage


async def reported(stage: DemoStage, home: Dwelling, **changed: str) -> given.Repair:
    async with stage.caller() as somebody:
        return await given.repair(somebody, **at_home(home, **changed))


async def stocked(stage: DemoStage, variant: str) -> None:
    async with stage.caller("vera") as vera:
        counted = {"part": "tap-washer", "variant": variant, "place": "warehouse"}
        facts = {**counted, "amount": 5, "reason": "Geteld"}
        assert (await vera.post("/api/part-stock/correct", json=facts)).is_success


async def ask_for(page: Page, size: str, way: str = "Met de post") -> None:
    """Of her guide, by the plain form."""
    await page.goto("/r/guide#parcel")
    await page.get_by_text("Kraanleertjes", exact=True).click()
    await page.get_by_label(size).check()
    await page.get_by_label(way).check()
    await page.get_by_role("button", name="Stuur mij dit onderdeel").click()


async def says(page: Page, name: str) -> None:
    await page.get_by_role("button", name=name).first.click()


def in_lane(desk: Page, lane: str, repair: given.Repair) -> Locator:
    """The card of this repair's parcel, where it waits."""
    lanes = desk.locator("section", has=desk.get_by_role("heading", name=re.compile(f"^{lane}")))
    return lanes.locator("li.card", has_text=repair.number)


async def test_by_post_from_a_shelf_that_was_empty_to_it_works_again(stage: DemoStage) -> None:
    repair = await reported(stage, ANNA)
    async with opened_case(stage, repair) as phone, stage.screen("vera", bypass_csp=True) as desk:
        await desk.goto("/desk/parcels")
        await ask_for(phone, "3/8 inch")
        await expect(phone.get_by_role("heading", name="Wij kijken naar uw vraag")).to_be_visible()
        asked = in_lane(desk, "Te beoordelen", repair)
        await asked.get_by_role("button", name="Goedkeuren").click()
        card = in_lane(desk, "In te pakken", repair)
        await card.get_by_role("button", name="Ingepakt").click()
        await expect(card.get_by_role("alert")).to_have_text("Er liggen er niet zoveel.")
        await count_and_find_some(stage)
        await card.get_by_role("button", name="Ingepakt").click()
        await send_with_a_link(desk, repair)

        await phone.goto("/r")
        await phone.get_by_role("link", name="Uw onderdeel is onderweg").click()
        follow = phone.get_by_role("link", name="Volg het pakje")
        await expect(follow).to_have_attribute("href", TRACKING)
        await says(phone, "Ik heb het")
        await expect(phone.get_by_role("heading", name="U hebt het onderdeel")).to_be_visible()
        await says(phone, "Het werkt weer")
        await expect(phone.get_by_role("heading", name="U heeft het zelf gemaakt")).to_be_visible()
        # Nobody comes any more, and the road of the repair says so too.
        await expect(phone.locator("ol.line li")).to_have_count(2)
        await desk.goto(f"/desk/requests/{repair.id}")
        await expect(desk.get_by_text("Het werkt weer.")).to_be_visible()


async def count_and_find_some(stage: DemoStage) -> None:
    """In the warehouse, with a phone."""
    async with stage.screen("vera", size=PHONE, bypass_csp=True) as stock:
        await stock.goto("/desk/part-stock")
        line = stock.locator("li.card", has_text="Kraanleertjes, 3/8 inch")
        await line.get_by_text("Wijzigen").click()
        await line.get_by_text("Voorraad verbeteren").click()
        await line.get_by_label("Aantal").first.fill("5")
        await line.get_by_label("Reden").fill("Geteld")
        assert await complaints(stock, is_phone=False) == {}
        await line.get_by_role("button", name="Opslaan").first.click()
        await expect(line.get_by_text("Magazijn: 5 (1 beloofd)")).to_be_visible()


async def send_with_a_link(desk: Page, repair: given.Repair) -> None:
    """Packed, and to the post; a link that is not safe is refused first."""
    card = in_lane(desk, "Te versturen", repair)
    await expect(card.get_by_text("4 in magazijn")).to_be_visible()
    await card.get_by_text("Volgnummer").click()
    await card.get_by_label("Nummer van het pakje").fill("3SVOOR1")
    await card.get_by_label("Link om te volgen").fill("http://post.example.nl/t/3SVOOR1")
    await card.get_by_role("button", name="Verstuurd").click()
    await expect(card.get_by_role("alert")).to_contain_text("https://")
    await card.get_by_label("Link om te volgen").fill(TRACKING)
    assert await complaints(desk, is_phone=False) == {}
    await card.get_by_role("button", name="Verstuurd").click()
    await expect(in_lane(desk, "Onderweg", repair)).to_be_visible()


async def test_what_does_not_fit_is_replaced_once_and_then_somebody_comes(
    stage: DemoStage,
) -> None:
    repair = await reported(stage, BEA)
    for size in ("1/2", "3/4"):
        await stocked(stage, size)
    async with opened_case(stage, repair) as phone, stage.screen("vera", bypass_csp=True) as desk:
        await desk.goto("/desk/parcels")
        await ask_for(phone, "3/4 inch", "Ik haal het op")
        await expect(phone.get_by_role("heading", name="U krijgt het onderdeel")).to_be_visible()
        await self_collected(desk, repair)
        await phone.reload()
        await phone.get_by_text("Het past niet").click()
        await phone.get_by_label("1/2 inch").check()
        await says(phone, "Versturen")
        await expect(phone.get_by_role("heading", name="U krijgt het onderdeel")).to_be_visible()
        await expect(in_lane(desk, "Komt terug", repair)).to_be_visible()
        await expect(in_lane(desk, "In te pakken", repair)).to_contain_text("het eerste paste niet")
        await self_collected(desk, repair)
        await phone.reload()
        await phone.get_by_text("Het past niet").click()
        await expect(phone.get_by_label("3/8 inch")).to_have_count(0)  # two is enough
        await says(phone, "Kom maar langs")
        await expect(
            phone.get_by_role("heading", name="Het onderdeel paste niet").first
        ).to_be_visible()
        returned = in_lane(desk, "Komt terug", repair)
        await expect(returned).to_have_count(2)
        await returned.first.get_by_role("button", name="Is terug").click()
        await expect(returned).to_have_count(1)


async def self_collected(desk: Page, repair: given.Repair) -> None:
    """Packed, laid ready, and she came for it."""
    for lane, button in (
        ("In te pakken", "Ingepakt"),
        ("Te versturen", "Ligt klaar op kantoor"),
        ("Onderweg", "Huurder heeft het"),
    ):
        await in_lane(desk, lane, repair).get_by_role("button", name=button).click()
    await expect(in_lane(desk, "Onderweg", repair)).to_have_count(0)


async def test_with_the_part_in_its_place_it_still_does_not_work(stage: DemoStage) -> None:
    repair = await reported(stage, CEM)
    await stocked(stage, "1/2")
    async with opened_case(stage, repair) as phone, stage.screen("vera", bypass_csp=True) as desk:
        await desk.goto("/desk/parcels")
        await ask_for(phone, "1/2 inch", "Ik haal het op")
        await self_collected(desk, repair)
        await phone.goto("/r")
        await says(phone, "Het lukt niet: kom langs")
        await expect(phone.get_by_role("heading", name="Uw melding is binnen")).to_be_visible()
        await desk.goto(f"/desk/requests/{repair.id}")
        await expect(desk.get_by_text("Het hielp niet.")).to_be_visible()


async def test_who_stops_trying_gets_no_parcel_any_more(stage: DemoStage) -> None:
    repair = await reported(stage, DINA)
    await stocked(stage, "1/2")
    async with opened_case(stage, repair) as phone, stage.screen("vera", bypass_csp=True) as desk:
        await desk.goto("/desk/parcels")
        await ask_for(phone, "1/2 inch")
        packing = in_lane(desk, "In te pakken", repair)
        await expect(packing).to_be_visible()
        await phone.goto("/r")
        await says(phone, "Het lukt niet: kom langs")
        await expect(packing).to_have_count(0)


async def test_a_refusal_is_read_in_arabic_and_she_lets_us_come(stage: DemoStage) -> None:
    repair = await reported(stage, EVI, fault="KRA3")
    why = "Deze kraan is van een ander merk."
    async with (
        opened_case(stage, repair, "ar", has_script=True) as phone,
        stage.screen("vera", bypass_csp=True) as desk,
    ):
        await phone.goto("/r/guide#parcel")
        await phone.get_by_text("مصفاة الحنفية", exact=True).click()
        await phone.get_by_label("سنّ لولبي من الخارج، 24 مم").check()
        assert await complaints(phone, is_phone=True) == {}
        await phone.get_by_role("button", name="أرسلوا لي هذه القطعة").click()
        await desk.goto(f"/desk/requests/{repair.id}")
        await desk.get_by_text("Niet sturen", exact=True).first.click()
        await desk.get_by_label("Waarom niet?").first.fill(why)
        await desk.get_by_role("button", name="Niet sturen").first.click()
        await phone.goto("/r")
        await phone.get_by_role("link", name="لن نرسل هذه القطعة").click()
        await expect(phone.locator("#parcel .words[lang=nl]")).to_have_text(why)
        assert await complaints(phone, is_phone=True) == {}
        await phone.get_by_role("button", name="لم ينجح ذلك: أرجو أن تأتوا").first.click()
        await expect(phone.get_by_role("heading", name="وصلنا بلاغك")).to_be_visible()
