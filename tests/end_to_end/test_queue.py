"""The queue says what is true: what waits, for whom, and when nothing does."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import expect

from tests.end_to_end.technician_phone import Phone, Stage, client, field_stage, toms_phone

pytestmark = pytest.mark.asyncio(loop_scope="module")

GOES_BY_ITSELF = "vanzelf verstuurd"
SIGNED_OUT = "Je klussen zijn van deze telefoon gehaald"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(tmp_path_factory: pytest.TempPathFactory, chromium: Path) -> AsyncIterator[Stage]:
    async with field_stage(tmp_path_factory.mktemp("queue"), chromium) as opened:
        yield opened


@pytest_asyncio.fixture(loop_scope="module")
async def phone(stage: Stage) -> AsyncIterator[Phone]:
    async with toms_phone(stage) as opened:
        yield opened


async def test_what_waits_is_named_after_its_spot_and_leaves_by_itself(phone: Phone):
    await phone.works_offline()
    await phone.takes_photo("after", "gauge")
    await phone.opens_queue()
    await phone.page.get_by_role("heading", name="Foto na het werk · Drukmeter").wait_for()
    await phone.sees("Geen internet. Zodra het er is, gaat alles vanzelf weg.")
    await phone.page.context.set_offline(False)
    await phone.sees("Alles is veilig")


async def test_a_photo_on_the_phone_has_another_sign_than_one_that_arrived(phone: Phone):
    await phone.works_offline()
    await phone.takes_photo("after", "gauge")
    await phone.opens_job()
    tile = phone.page.locator(".slot", has_text="Drukmeter").locator(".tile")
    await expect(tile).to_contain_text("wacht")
    await expect(tile).not_to_contain_text("aangekomen")
    waiting = await tile.locator(".badge path").get_attribute("d")
    await phone.page.context.set_offline(False)
    await expect(tile).to_contain_text("aangekomen")
    assert await tile.locator(".badge path").get_attribute("d") != waiting


async def test_what_was_refused_is_not_said_to_leave_by_itself(phone: Phone):
    await phone.keeps_a_photo_that_is_refused()
    await phone.sees("gaat niet vanzelf weg")
    await expect(phone.page.get_by_text(GOES_BY_ITSELF)).to_have_count(0)
    await expect(phone.page.get_by_role("button", name="Nu versturen")).to_have_count(0)


async def test_the_office_hears_at_once_that_a_photo_was_deleted(phone: Phone, stage: Stage):
    await phone.keeps_a_photo_that_is_refused()
    await phone.presses("Verwijderen")
    await phone.presses("Ja, verwijderen")
    await phone.sees("Alles is veilig")
    async with client(stage, "vera") as vera:
        file = (await vera.get(f"/api/repair-requests/{await phone.request_id()}")).json()
    told = [entry["detail"] for entry in file["timeline"] if entry["event"] == "photo.discarded"]
    assert told == [{"because": "bytes-lost"}]


async def test_a_photo_that_does_not_get_through_keeps_nobody_inside(phone: Phone):
    await phone.page.route("**/s3/**", lambda route: route.abort())
    await phone.takes_photo("after", "boiler")
    await phone.takes_photo("after", "gauge")
    await phone.opens_job()
    await phone.presses("Klaar, ik ga")
    await phone.presses("Ik ga")
    assert (await phone.visit_that_was_left())["photosTaken"] == 2
    assert await phone.photos("boiler") == []
    await phone.page.unroute("**/s3/**")
    await phone.opens_queue()
    await phone.sees("Alles is veilig")
    assert [len(await phone.photos(spot)) for spot in ("boiler", "gauge")] == [1, 1]


async def test_with_the_sign_in_over_the_queue_says_so_and_leads_to_it(phone: Phone):
    await phone.works_offline()
    await phone.takes_photo("after", "gauge")
    await phone.opens_queue()
    await phone.is_signed_out()
    await phone.sees("Je bent uitgelogd. Alles blijft veilig op je telefoon.")
    await expect(phone.page.get_by_text(GOES_BY_ITSELF)).to_have_count(0)
    await phone.presses("Inloggen")
    await phone.signs_in("Tom Bakker")
    await phone.sees("Alles is veilig")
    assert len(await phone.photos("gauge")) == 1


async def test_a_phone_that_was_signed_out_keeps_only_what_was_made_on_it(phone: Phone):
    await phone.has_photo((640, 480), slot="boiler")
    await phone.works_offline_with_pictures()
    await phone.takes_photo("after", "gauge")
    await phone.opens_job()
    await phone.is_signed_out()
    await phone.sees(SIGNED_OUT)
    await phone.page.context.set_offline(True)
    assert await phone.kept() == {"jobs": 0, "pictures": 0, "bytes": 1, "previews": 1}
    await phone.names_no_home()

    # It stays so without a network, whatever is opened.
    for screen in ("camera?moment=after&slot=gauge", "call", "outcome"):
        await phone.opens(screen)
        await phone.sees(SIGNED_OUT)
        await phone.names_no_home()
    await phone.page.get_by_role("link", name="Bekijk wat wacht").click()
    await phone.page.get_by_role("heading", name="Foto na het werk").wait_for()
    await phone.names_no_home()
    await expect(phone.page.locator("main img")).to_have_count(0)

    await phone.page.context.set_offline(False)
    await phone.presses("Inloggen")
    await phone.signs_in("Tom Bakker")
    await phone.sees("Alles is veilig")
    assert len(await phone.photos("gauge")) == 1
    await phone.opens_job()


async def test_an_open_phone_notices_that_it_was_signed_out(phone: Phone):
    await phone.opens_job()
    await phone.is_signed_out()
    await phone.sees(SIGNED_OUT)
    await phone.names_no_home()
    assert (await phone.kept())["jobs"] == 0


async def test_a_recording_that_nobody_decided_about_is_no_safe_phone(phone: Phone):
    await phone.begins_recording("film", "Video opnemen")
    await phone.has_slices(3)
    await phone.opens_queue()
    link = phone.page.get_by_role("link", name="Naar de klus")
    await link.wait_for()
    await expect(phone.page.get_by_text("Alles is veilig")).to_have_count(0)
    await link.click()
    await phone.page.get_by_role("heading", name="Foto's").wait_for()  # the queue offers it too
    await phone.presses("Weggooien")
    await phone.presses("Ja, verwijderen")
    await expect(phone.page.get_by_text("Opname van vandaag")).to_have_count(0)
    await phone.sees_everything_sent()


async def test_on_a_shared_phone_a_colleague_signs_out_while_the_others_things_wait(phone: Phone):
    await phone.begins_recording("voice", "Spraakbericht opnemen")
    await phone.has_slices(3)
    await phone.works_offline()
    await phone.takes_photo("after", "gauge")
    await phone.opens_queue()
    await phone.is_signed_out()
    await phone.presses("Inloggen")
    await phone.signs_in("Carla van Dijk")
    await phone.sees("Dit is van een collega.")
    await phone.sees("Er staat 1 opname van een collega op deze telefoon.")
    await phone.page.goto("/app/me")
    await phone.sees("Op deze telefoon wachten nog 2 dingen van een collega.")
    await phone.presses("Uitloggen")
    await phone.sees("Het wordt verstuurd als wie het maakte hier inlogt.")

    await phone.signs_in("Tom Bakker")
    await phone.opens_queue()
    await phone.sees("Alles is verstuurd. Alleen over een opname is nog niet beslist.")
    assert len(await phone.photos("gauge")) == 1
