"""The chat of a case in real browsers: with script and without, over a line that breaks off."""

import contextlib
import re
from collections.abc import AsyncIterator
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from server.demo.cast import TOM
from tests.end_to_end.demo_stage import PHONE, DemoStage, demo_stage
from tests.end_to_end.technician_phone import SPOIL_BYTES
from tests.end_to_end.tenant_stage import chosen, jpeg
from tests.support import given
from tests.support.unreliable_line import UnreliableLine
from tests.support.usable_by_everybody import complaints

pytestmark = pytest.mark.asyncio(loop_scope="module")

FAILING = 0.4
MANY = 24
LINES = "ol.said li .words"
STILL_HERE = "ol.said .mine-still"


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(
    tmp_path_factory: pytest.TempPathFactory, chromium: Path
) -> AsyncIterator[DemoStage]:
    async with demo_stage(DemoStage, tmp_path_factory.mktemp("chat"), chromium) as stage:
        yield stage


async def reported(stage: DemoStage) -> given.Repair:
    async with stage.caller() as rosa:
        return await given.repair(rosa)


def chat_of(repair: given.Repair) -> str:
    return f"/api/repair-requests/{repair.id}/conversation"


async def open_chat(page: Page, repair: given.Repair, at: str = "") -> None:
    """As she does: by her link, and the button on her page."""
    await page.goto(f"{at}/r#{repair.secret}")
    await page.get_by_role("link", name="Chat openen").click()
    await page.locator("ol.said").wait_for()


async def say(page: Page, words: str) -> None:
    await page.locator("#text").fill(words)
    await page.get_by_role("button", name="Versturen").click()


async def test_without_script_she_asks_reads_the_answer_and_sends_a_photo(
    stage: DemoStage,
) -> None:
    repair = await reported(stage)
    async with (
        stage.screen(size=PHONE, java_script_enabled=False) as page,
        stage.caller("vera") as vera,
    ):
        # Without script the link itself cannot be opened: she comes by the cookie of her report.
        await page.context.request.post("/api/case/sign-in", data={"secret": repair.secret})
        await page.goto("/r/chat")
        await say(page, "Mag ik de kraan dichtdraaien?")
        await expect(page.locator(LINES)).to_have_text(["Mag ik de kraan dichtdraaien?"])
        answer = {"id": given.fresh_id(), "text": "Ja, rechtsom."}
        assert (await vera.post(chat_of(repair), json=answer)).is_success
        await page.get_by_role("link", name="Kijken of er een antwoord is").click()
        await expect(page.locator(LINES)).to_have_text(
            ["Mag ik de kraan dichtdraaien?", "Ja, rechtsom."]
        )
        await page.locator("#photos").set_input_files(chosen(("lek.jpg", jpeg())))
        await say(page, "Zo ziet het eruit")
        await expect(page.locator("ol.said li")).to_have_count(3)
        await page.locator("#text").fill("Het lekt. " * 10_000)
        await page.get_by_role("button", name="Versturen").click()
        await expect(page.locator("#wrong-text")).to_contain_text("te lang: 99999 tekens")
        assert len(await page.locator("#text").input_value()) == 99_999


async def test_without_a_cookie_that_is_good_her_words_wait_for_her_link(
    stage: DemoStage,
) -> None:
    repair = await reported(stage)
    words = 'Het lekt "nog" steeds <hier>'
    async with stage.screen(size=PHONE, java_script_enabled=False) as page:
        await page.context.request.post("/api/case/sign-in", data={"secret": repair.secret})
        await page.goto("/r/chat")
        await page.context.clear_cookies()
        await page.locator("#photos").set_input_files(chosen(("lek.jpg", jpeg())))
        await say(page, words)
        await expect(page.get_by_role("heading", name="Dit is nog niet verstuurd")).to_be_visible()
        kept = page.get_by_label("Wat u schreef")
        await expect(kept).to_have_value(words)
        await expect(page.get_by_text("foto's moet u daarna opnieuw kiezen")).to_be_visible()
        # Too soon: nothing is lost by pressing again.
        await page.get_by_role("button", name="Versturen").click()
        await expect(kept).to_have_value(words)
        # Her link, in another tab.
        await page.context.request.post("/api/case/sign-in", data={"secret": repair.secret})
        await page.get_by_role("button", name="Versturen").click()
        await expect(page.locator(LINES)).to_have_text([words])


async def test_both_sides_see_at_once_what_is_written_read_and_typed(stage: DemoStage) -> None:
    repair = await reported(stage)
    async with stage.screen(size=PHONE) as phone, stage.screen("vera") as desk:
        await open_chat(phone, repair)
        await desk.goto(f"/desk/requests/{repair.id}")
        card = desk.locator("#chat-card")
        await expect(card.get_by_text("Rosa is er nu")).to_be_visible()
        await say(phone, "Is daar iemand?")
        await expect(card.get_by_text("Is daar iemand?")).to_be_visible()
        await expect(phone.get_by_text("Gelezen")).to_be_visible()
        box = card.get_by_role("textbox")
        await box.press_sequentially("Ja")
        await expect(phone.get_by_text("Vera typt…")).to_be_visible()
        await box.press("Enter")
        await expect(phone.locator(LINES)).to_have_text(["Is daar iemand?", "Ja"])
        await expect(card.get_by_text("Gelezen")).to_be_visible()
        # A quick reply comes into the box, and nobody has sent it.
        await card.get_by_text("Snelle antwoorden").click()
        await card.get_by_role("button", name="Kunt u er een foto van sturen?").click()
        await expect(box).to_have_value("Kunt u er een foto van sturen?")
        await expect(phone.locator(LINES)).to_have_count(2)
        assert await complaints(phone, is_phone=True) == {}
        assert await complaints(desk, is_phone=False) == {}


async def test_a_photo_goes_with_her_words_and_what_is_too_long_stays_in_the_box(
    stage: DemoStage,
) -> None:
    repair = await reported(stage)
    async with stage.screen(size=PHONE) as phone, stage.screen("vera") as desk:
        await open_chat(phone, repair)
        await phone.locator("#photos").set_input_files(chosen(("lek.jpg", jpeg())))
        await say(phone, "Zo ziet het eruit")
        await expect(phone.locator("ol.said img")).to_be_visible()
        await desk.goto(f"/desk/requests/{repair.id}")
        await expect(desk.locator("#chat-card img")).to_be_visible()
        await say(phone, "x" * 100_000)
        await expect(phone.locator("#wrong-text")).to_contain_text("te lang: 100000 tekens")
        assert len(await phone.locator("#text").input_value()) == 100_000
        await phone.locator("#photos").set_input_files(chosen(("brief.pdf", b"%PDF-1.7 niets")))
        await say(phone, "En dit")
        await expect(phone.locator("#wrong-text")).to_contain_text("is geen foto")
        await expect(phone.locator("ol.said li")).to_have_count(1)


@pytest.mark.timeout(240)
async def test_over_a_line_that_breaks_off_nothing_is_lost_or_said_twice(
    stage: DemoStage,
) -> None:
    repair = await reported(stage)
    line = UnreliableLine(stage.address, FAILING, about="conversation$")
    async with line.open(), stage.screen(size=PHONE) as phone, stage.caller("vera") as vera:
        await open_chat(phone, repair, at=line.address)
        for number in range(MANY):
            await say(phone, f"Rosa {number}")
            answer = {"id": given.fresh_id(), "text": f"Vera {number}"}
            assert (await vera.post(chat_of(repair), json=answer)).is_success
            if number == MANY // 2:
                await phone.context.set_offline(True)
            if number == MANY - 4:
                await phone.context.set_offline(False)
        await expect(phone.locator(LINES)).to_have_count(2 * MANY, timeout=120_000)
        await expect(phone.locator(STILL_HERE)).to_have_count(0, timeout=120_000)
        messages = (await vera.get(chat_of(repair))).json()["messages"]
        shown = await phone.locator(LINES).all_inner_texts()
    assert min(line.broken.values()) > 0
    assert shown == [message["text"] for message in messages]
    for who in ("Rosa", "Vera"):
        said = [words for words in shown if words.startswith(who)]
        assert said == [f"{who} {number}" for number in range(MANY)]


async def test_what_she_wrote_without_a_network_is_sent_when_she_comes_back(
    stage: DemoStage,
) -> None:
    repair = await reported(stage)
    async with stage.screen(size=PHONE) as phone, stage.caller("vera") as vera:
        await open_chat(phone, repair)
        await phone.context.set_offline(True)
        for words in ("Eerste", "Tweede"):
            await say(phone, words)
        await expect(phone.locator(".mine-still")).to_have_count(2)
        await phone.close()
        assert (await vera.get(chat_of(repair))).json()["messages"] == []
        await phone.context.set_offline(False)
        again = await phone.context.new_page()
        await again.goto("/r/chat")
        await expect(again.locator(LINES)).to_have_text(["Eerste", "Tweede"])
        await expect(again.locator(".mine-still")).to_have_count(0)


async def test_the_technician_writes_without_a_network_and_calls_in_one_tap(
    stage: DemoStage,
) -> None:
    repair = await reported(stage)
    async with stage.caller("vera") as vera:
        job = await given.job(vera, repair, technicianId=str(TOM.id))
    async with stage.screen(size=PHONE) as rosa, stage.screen("tom", PHONE) as tom:
        await open_chat(rosa, repair)
        await tom.goto(f"/app/jobs/{job}")
        await tom.get_by_role("link", name=re.compile("Chat met Rosa")).click()
        await tom.get_by_role("textbox").wait_for()
        await tom.context.set_offline(True)
        for words in ("Ik sta in de kelder", "Ik bel u zo"):
            await tom.get_by_role("textbox").fill(words)
            await tom.get_by_role("button", name="Versturen").click()
        await expect(tom.locator(".unsent")).to_have_count(2)
        await tom.context.set_offline(False)
        await expect(rosa.locator(LINES)).to_have_text(["Ik sta in de kelder", "Ik bel u zo"])
        await expect(tom.locator(".unsent")).to_have_count(0)
        await tom.get_by_role("button", name="Nu bellen met beeld").click()
        await expect(tom).to_have_url(re.compile(f"/app/jobs/{job}/call"))
        await expect(rosa.get_by_text("Tom belt u nu met beeld.")).to_be_visible()
        await rosa.get_by_role("button", name="Meedoen met beeld").click()
        await expect(rosa.locator("#call > *").first).to_be_visible()


@contextlib.asynccontextmanager
async def in_the_cellar(stage: DemoStage) -> AsyncIterator[tuple[Page, given.Repair]]:
    """Tom has the chat of his job open, and no network any more."""
    repair = await reported(stage)
    async with stage.caller("vera") as vera:
        job = await given.job(vera, repair, technicianId=str(TOM.id))
    async with stage.screen("tom", PHONE) as tom:
        await tom.goto(f"/app/jobs/{job}/chat")
        await tom.get_by_role("textbox").wait_for()
        await tom.evaluate("() => navigator.serviceWorker.ready.then(() => true)")
        await tom.reload()
        await tom.get_by_role("textbox").wait_for()
        await tom.context.set_offline(True)
        yield tom, repair


async def show(tom: Page, name: str, data: bytes) -> None:
    await tom.locator("input[type=file]").set_input_files(chosen((name, data)))


async def test_a_photo_that_he_shows_without_a_network_arrives_once_after_the_app_was_killed(
    stage: DemoStage,
) -> None:
    async with stage.caller("vera") as vera, in_the_cellar(stage) as (tom, repair):
        await tom.get_by_role("textbox").fill("Welke kraan is het?")
        await tom.get_by_role("button", name="Versturen").click()
        await show(tom, "brief.pdf", b"%PDF-1.7 niets")
        await expect(tom.get_by_text("Dit bestand is geen foto")).to_be_visible()
        await show(tom, "kraan.jpg", jpeg())
        await expect(tom.locator(".unsent")).to_have_count(2)
        await expect(tom.get_by_text("Dit bestand is geen foto")).to_be_hidden()
        assert await complaints(tom, is_phone=True) == {}

        again = await tom.context.new_page()
        await tom.close()
        await again.goto(tom.url)
        picture = again.locator(".unsent img")
        assert await picture.evaluate("(shown) => shown.decode().then(() => true)")
        await expect(again.locator(".unsent").last).to_contain_text("Staat op deze telefoon")
        assert (await vera.get(chat_of(repair))).json()["messages"] == []

        await again.context.set_offline(False)
        await expect(again.locator(".unsent")).to_have_count(0)
        await again.reload()
        await expect(again.locator("[role=log] li img")).to_have_count(1)
        messages = (await vera.get(chat_of(repair))).json()["messages"]
        said = [(message["text"], message["photo"] is not None) for message in messages]
        assert said == [("Welke kraan is het?", False), ("", True)]


async def test_a_photo_of_his_that_cannot_go_says_why_on_its_line_and_stays(
    stage: DemoStage,
) -> None:
    async with in_the_cellar(stage) as (tom, _):
        await show(tom, "lek.jpg", jpeg())
        await expect(tom.locator(".unsent img")).to_be_visible()
        await tom.evaluate(SPOIL_BYTES)
        await tom.context.set_offline(False)
        await expect(tom.locator(".unsent")).to_contain_text("beschadigd geraakt")
        await expect(tom.locator(".unsent img")).to_be_visible()
        await tom.get_by_role("link", name="Opnieuw proberen of verwijderen").click()
        await expect(tom.get_by_role("heading", name="Foto in de chat")).to_be_visible()
        await expect(tom.get_by_role("button", name="Verwijderen")).to_be_visible()


async def test_the_lane_counts_who_waits_and_leads_to_the_conversation(stage: DemoStage) -> None:
    repair = await reported(stage)
    async with stage.screen(size=PHONE) as phone, stage.screen("vera") as desk:
        await open_chat(phone, repair)
        await say(phone, "Ik wacht op antwoord")
        await desk.goto("/desk/chat")
        row = desk.get_by_role("link", name=re.compile("Ik wacht op antwoord"))
        await row.click()
        card = desk.locator("#chat-card")
        await expect(card.get_by_text("Wacht sinds")).to_be_visible()
        await card.get_by_role("button", name="Geen antwoord nodig").click()
        await expect(card.get_by_text("Wacht sinds")).to_be_hidden()
        await card.get_by_label("Overdragen aan").select_option(label="Ingrid Bos")
        await expect(card.get_by_text("Ingrid Bos antwoordt")).to_be_visible()
