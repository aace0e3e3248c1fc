"""What the tenant and a manager do with her data, through real browsers."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from server.demo.cast import TOM
from tests.end_to_end.demo_stage import DESK, PHONE, DemoStage, demo_stage
from tests.support import given

pytestmark = pytest.mark.asyncio(loop_scope="module")


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(
    tmp_path_factory: pytest.TempPathFactory, chromium: Path
) -> AsyncIterator[DemoStage]:
    async with demo_stage(DemoStage, tmp_path_factory.mktemp("privacy"), chromium) as stage:
        yield stage


async def test_without_script_she_tells_what_she_needs_and_takes_it_back(stage: DemoStage) -> None:
    async with stage.caller() as rosa, stage.screen(size=PHONE, java_script_enabled=False) as page:
        await given.repair(rosa)
        kept: Any = {
            "name": "vooraf_case",
            "value": rosa.cookies["vooraf_case"],
            "url": stage.address,
        }
        await page.context.add_cookies([kept])
        await page.goto("/r")
        needs = page.locator("#needs")
        await needs.get_by_text("Iets doorgeven").click()
        await needs.get_by_label("Ik hoor slecht").check()
        await needs.get_by_role("button", name="Ja, dit mag u bewaren").click()
        told = needs.locator("b", has_text="Ik hoor slecht")
        await expect(told).to_be_visible()

        await needs.get_by_role("button", name="Weghalen").click()
        await expect(told).to_have_count(0)


async def test_without_script_she_reads_what_is_kept_and_who_looked(stage: DemoStage) -> None:
    async with (
        stage.caller() as rosa,
        stage.caller("vera") as vera,
        stage.screen(size=PHONE, java_script_enabled=False) as page,
    ):
        repair = await given.repair(rosa)
        photo = await given.report_photo(rosa)
        while (await vera.get(f"/api/photos/{photo}")).json()["state"] != "ready":
            pass
        await vera.get(f"/api/repair-requests/{repair.id}")
        kept: Any = {
            "name": "vooraf_case",
            "value": rosa.cookies["vooraf_case"],
            "url": stage.address,
        }
        await page.context.add_cookies([kept])
        await page.goto("/r")
        await page.get_by_role("link", name="Uw gegevens, en wie uw foto's bekeek").click()
        await expect(page.get_by_text("Vera de Groot (kantoor)").first).to_be_visible()
        await page.get_by_role("link", name="Wat wij in het algemeen bewaren").click()
        await expect(page.get_by_role("heading", name="Wat wij van u bewaren")).to_be_visible()
        folded = page.locator("details.card").first
        empty = await folded.evaluate(
            "card => card.getBoundingClientRect().bottom"
            " - card.querySelector('.under').getBoundingClientRect().bottom"
        )
        assert empty < 20
        await page.get_by_text("Opnames van gesprekken").click()
        await expect(page.get_by_text("Alleen als iedereen in het gesprek ja zei")).to_be_visible()


async def test_a_manager_looks_what_would_go_and_erases(stage: DemoStage) -> None:
    async with (
        stage.caller() as rosa,
        stage.caller("vera") as vera,
        stage.screen("ingrid", DESK) as desk,
    ):
        alike = await given.repair(rosa, name="W. van Boven", phone="0612345678")
        repair = await given.repair(rosa, name="Wilma Uniek", phone="0612345678")
        await vera.post(f"/api/repair-requests/{repair.id}/cancel", json={"reason": "Opgelost"})
        await desk.goto(f"/desk/requests/{repair.id}")
        card = desk.get_by_role("region", name="Privacy")
        await card.get_by_text("Verzoek van de huurder").click()
        await card.get_by_role("button", name="Kopie of wissen: eerst bekijken").click()
        await expect(card.get_by_text("verdwijnt").first).to_be_visible()
        hers = card.get_by_role("checkbox", name=repair.number)
        another = card.get_by_role("checkbox", name=alike.number)
        await expect(hers).to_be_checked()
        await expect(another).not_to_be_checked()
        await expect(card.get_by_text("W. van Boven")).to_be_visible()
        async with desk.expect_download() as download:
            await card.get_by_role("button", name="Kopie van gekozen zaken maken").click()
        assert (await download.value).suggested_filename == f"vooraf-export-{repair.number}.zip"
        await expect(card.get_by_text("1 zaak")).to_be_visible()

        await card.get_by_role("button", name="Voorgoed wissen").click()
        await expect(card.get_by_text("Van deze zaak is niets meer te wissen.")).to_be_visible()
        await expect(desk.get_by_role("heading", name="Gegevens gewist")).to_be_visible()
        await expect(desk.get_by_text("Wilma Uniek")).to_have_count(0)
        await expect(desk.get_by_text("liet wissen op verzoek")).to_be_visible()


async def test_a_hold_is_told_at_the_desk_and_only_a_manager_releases_it(stage: DemoStage) -> None:
    async with (
        stage.caller() as rosa,
        stage.screen("ingrid", DESK) as desk,
        stage.screen("vera", DESK) as veras,
    ):
        repair = await given.repair(rosa)
        await desk.goto(f"/desk/requests/{repair.id}")
        card = desk.get_by_role("region", name="Privacy")
        await card.get_by_text("Zaak vastzetten").click()
        await card.get_by_label("Waarom").fill("Schade bij de buren")
        await card.get_by_label("Opnieuw bekijken op").fill("2099-01-31")
        await card.get_by_role("button", name="Vastzetten").click()
        await expect(card.get_by_text("Deze zaak staat vast")).to_be_visible()

        await veras.goto(f"/desk/requests/{repair.id}")
        await expect(veras.get_by_text("Schade bij de buren")).to_be_visible()
        await expect(veras.get_by_role("button", name="Loslaten")).to_have_count(0)

        await desk.goto("/desk/privacy")
        await expect(desk.get_by_role("link", name=repair.number)).to_be_visible()
        await desk.goto(f"/desk/requests/{repair.id}")
        await card.get_by_role("button", name="Loslaten").click()
        await expect(card.get_by_text("Deze zaak staat vast")).to_have_count(0)


async def test_a_manager_chooses_how_long_chats_are_kept(stage: DemoStage) -> None:
    async with stage.screen("ingrid", DESK) as desk, stage.caller() as nobody:
        await desk.goto("/desk/privacy")
        await desk.get_by_label("Berichten in de chat").fill("20")
        await desk.get_by_role("button", name="Bewaren").click()
        await expect(desk.get_by_text("Bewaard.", exact=True)).to_be_visible()
        record = desk.get_by_role("region", name="Register van verwerkingen")
        chats = record.get_by_role("listitem").filter(has_text="Berichten in de chat")
        await expect(chats).to_contain_text("20 dagen nadat de reparatie klaar is")
        page = await nobody.get("/privacy", headers={"accept-language": "nl"})
        assert "20 dagen nadat de reparatie klaar is" in page.text


async def test_a_job_that_is_no_longer_his_is_forgotten_on_his_phone(stage: DemoStage) -> None:
    async with (
        stage.caller() as rosa,
        stage.caller("vera") as vera,
        stage.caller("ingrid") as ingrid,
        stage.screen("tom", PHONE) as phone,
    ):
        repair = await given.repair(rosa, name="Wilma Uniek", phone="0612345699")
        job = await given.job(vera, repair, technicianId=str(TOM.id))
        await phone.goto("/app/")
        await phone.goto(f"/app/jobs/{job}")
        await phone.get_by_text("Wilma Uniek").first.wait_for()
        assert "Wilma Uniek" in await kept_on(phone)
        await vera.post(f"/api/repair-requests/{repair.id}/cancel", json={"reason": "Opgelost"})
        await ingrid.post(
            f"/api/repair-requests/{repair.id}/erasure", json={"requests": [repair.id]}
        )
        await phone.goto("/app/")
        await phone.goto(f"/app/jobs/{job}")
        # Until tomorrow he sees that it is off, and not for whom it was.
        await expect(phone.get_by_text("Deze klus gaat niet door.")).to_be_visible()
        await expect(phone.get_by_text("Wilma Uniek")).to_have_count(0)
        assert "Wilma Uniek" not in await kept_on(phone)


async def kept_on(phone: Page) -> str:
    """Everything in its databases and caches, as text."""
    return await phone.evaluate(
        """async () => {
          const found = [];
          for (const { name } of await indexedDB.databases()) {
            const db = await new Promise((yes) => {
              const open = indexedDB.open(name);
              open.onsuccess = () => yes(open.result);
            });
            for (const store of db.objectStoreNames) {
              const rows = await new Promise((yes) => {
                const all = db.transaction(store).objectStore(store).getAll();
                all.onsuccess = () => yes(all.result);
              });
              found.push(JSON.stringify(rows));
            }
            db.close();
          }
          for (const name of await caches.keys()) {
            const cache = await caches.open(name);
            for (const request of await cache.keys()) {
              const type = (await cache.match(request)).headers.get('content-type') ?? '';
              if (type.includes('json')) found.push(await (await cache.match(request)).text());
            }
          }
          return found.join('\\n');
        }"""
    )
