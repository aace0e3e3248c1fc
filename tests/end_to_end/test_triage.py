"""What the desk decides about a report and what the tenant says to it, on real screens: hers mostly
without script, and once in Arabic."""

import re
from collections.abc import AsyncIterator
from datetime import datetime, timedelta
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, expect

from server.clock import HOME
from server.demo.corporation import DWELLINGS, Dwelling
from tests.end_to_end.demo_stage import PHONE, DemoStage, demo_stage
from tests.end_to_end.tenant_screen import at_home, opened_case
from tests.support import given
from tests.support.usable_by_everybody import complaints

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(300)]

ANNA, BEA, CEM, DINA, EVI, FAY = DWELLINGS[10:16]
"""A home for each journey: two of one tap from one home would be taken for one."""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(
    tmp_path_factory: pytest.TempPathFactory, chromium: Path
) -> AsyncIterator[DemoStage]:
    async with demo_stage(DemoStage, tmp_path_factory.mktemp("triage"), chromium) as stage:
        yield stage


async def reported(stage: DemoStage, home: Dwelling, **changed: str) -> given.Repair:
    async with stage.caller() as somebody:
        return await given.repair(somebody, **at_home(home, **changed))


async def open_file(desk: Page, repair: given.Repair) -> None:
    await desk.goto(f"/desk/requests/{repair.id}")
    await desk.get_by_role("heading", name="Iets anders beslissen").wait_for()


def decision(desk: Page, heading: str) -> Locator:
    """One of the steps of the desk, unfolded or not."""
    return desk.locator("section", has=desk.locator("#triage-heading")).locator(
        "details", has=desk.get_by_text(heading, exact=True)
    )


async def decide(desk: Page, heading: str, send: str, **typed: str) -> None:
    """Unfolds it, fills in what it asks for, by label, and sends it."""
    form = decision(desk, heading)
    await form.locator("summary").first.click()
    for label, words in typed.items():
        await form.get_by_label(label.replace("_", " ")).fill(words)
    await form.get_by_role("button", name=send).click()


async def reads(page: Page, headline: str) -> None:
    """The card that says what happens now."""
    await page.goto("/r")
    await expect(page.locator("[data-live=now] h2")).to_have_text(headline)


async def writes(page: Page, label: str, words: str, send: str) -> None:
    """Into the form below the words that unfold it, where there are any."""
    await page.get_by_role("textbox", name=label).fill(words)
    await page.get_by_role("button", name=send, exact=True).first.click()


async def test_a_question_is_asked_answered_and_read(stage: DemoStage) -> None:
    repair = await reported(stage, ANNA, fault="DEU5")
    async with opened_case(stage, repair) as phone, stage.screen("vera") as desk:
        await open_file(desk, repair)
        question = "Zit de kruk aan beide kanten los?"
        await decide(desk, "De huurder iets vragen…", "Vraag sturen", Uw_vraag=question)
        await expect(desk.get_by_text("nog geen antwoord")).to_be_visible()
        await reads(phone, "Wij hebben een vraag voor u")
        await expect(phone.get_by_text(question)).to_be_visible()
        await writes(phone, "Uw antwoord", "ja", "Antwoord sturen")
        await expect(phone.locator("#wrong-answer")).to_contain_text("een paar woorden")
        await expect(phone.get_by_role("textbox", name="Uw antwoord")).to_have_value("ja")
        await writes(phone, "Uw antwoord", "Ja, aan beide kanten.", "Antwoord sturen")
        await expect(desk.get_by_text("Ja, aan beide kanten.")).to_be_visible()
        await expect(phone.locator("[data-live=now] h2")).to_have_text("Uw melding is binnen")


async def test_she_does_not_agree_that_it_is_not_ours(stage: DemoStage) -> None:
    repair = await reported(stage, EVI, fault="DEU5")
    why = "Een losse deurkruk vastzetten is voor de huurder."
    async with (
        opened_case(stage, repair) as phone,
        stage.screen("vera", bypass_csp=True) as desk,
    ):
        await open_file(desk, repair)
        await decide(desk, "Eerst beoordelen", "Eerst beoordelen")
        await expect(decision(desk, "Wel voor ons")).to_be_visible()
        told = {"Groep": "Deuren en sloten", "Uitleg_voor_de_huurder": why}
        await decide(desk, "Niet voor ons…", "Niet voor ons", **told)
        await expect(decision(desk, "Niet voor ons…")).to_have_count(0)
        await expect(desk.locator("[aria-labelledby=timeline]")).to_contain_text(why)

        await reads(phone, "Deze reparatie doen wij niet")
        for words in (why, "Besluit kleine herstellingen", "Deuren en sloten"):
            await expect(phone.locator("[data-live=now]")).to_contain_text(words)
        # Nobody will come, so no step is under way.
        await expect(phone.locator("ol.line [aria-current], ol.line .todo")).to_have_count(0)
        await phone.get_by_text("Ik ben het er niet mee eens").first.click()
        await writes(phone, "Waarom niet?", "Het gat is te groot.", "Versturen")
        await expect(phone.get_by_role("heading", name="Wij bekijken uw melding")).to_be_visible()
        await expect(desk.get_by_text("Het gat is te groot.")).to_be_visible()
        assert await complaints(desk, is_phone=False) == {}
        await decide(desk, "Wel voor ons", "Wel voor ons")
        await expect(decision(desk, "Wel voor ons")).to_have_count(0)
        await reads(phone, "Uw melding is binnen")


async def test_it_waits_until_a_date_that_she_reads_in_arabic(stage: DemoStage) -> None:
    repair = await reported(stage, BEA, fault="DEU5")
    async with (
        opened_case(stage, repair, "ar", has_script=True) as phone,
        stage.screen("vera", size=PHONE, bypass_csp=True) as desk,
    ):
        await open_file(desk, repair)
        today = datetime.now(HOME).date()
        form = decision(desk, "Uitstellen tot een datum…")
        await form.locator("summary").first.click()
        await form.get_by_label("Waarom?").select_option(label="Het weer")
        day = form.get_by_label("Tot welke dag?")
        for impossible in (today, today + timedelta(days=31)):
            await day.fill(impossible.isoformat())
            await form.get_by_role("button", name="Uitstellen").click()
            assert await day.evaluate("(day) => !day.validity.valid")
        until = today + timedelta(days=12)
        await day.fill(until.isoformat())
        assert await complaints(desk, is_phone=False) == {}
        await form.get_by_role("button", name="Uitstellen").click()
        await expect(desk.get_by_text(re.compile("^Het weer, "))).to_be_visible()

        # Her page learned it by itself.
        now = phone.locator("[data-live=now]")
        await expect(now).to_contain_text("الطقس لا يسمح بهذا العمل الآن.")
        assert await runs_from_right_to_left(now.locator("h2"), str(until.day))
        assert await complaints(phone, is_phone=True) == {}
        await decide(desk, "Nu verder", "Nu verder")
        await expect(now.locator("h2")).to_have_text("وصلنا بلاغك")


async def runs_from_right_to_left(heading: Locator, day: str) -> bool:
    """Whether the weekday stands right of the day of the month, and the month left of it."""
    return await heading.evaluate(
        """(heading, day) => {
          const words = document.createTreeWalker(heading, NodeFilter.SHOW_TEXT).nextNode();
          const at = words.data.indexOf(day);
          const left = (from, to) => {
            const range = document.createRange();
            range.setStart(words, from);
            range.setEnd(words, to);
            return range.getBoundingClientRect().left;
          };
          const month = words.data.slice(at + day.length).search(/\\p{L}/u) + at + day.length;
          const weekday = words.data.search(/\\p{L}/u);
          return left(weekday, weekday + 1) > left(at, at + day.length)
            && left(at, at + day.length) > left(month, month + 1);
        }""",
        day,
    )


async def test_what_she_repaired_herself_is_taken_up_under_the_same_number(
    stage: DemoStage,
) -> None:
    repair = await reported(stage, CEM)
    async with opened_case(stage, repair) as phone, stage.screen("vera", bypass_csp=True) as desk:
        await phone.get_by_role("button", name="Ik probeer het zelf").click()
        await phone.get_by_role("button", name="Het werkt weer").click()
        await phone.get_by_text("Nee, het is nog niet goed").click()
        await writes(phone, "Wat is er nog niet goed?", "Hij druppelt weer.", "Versturen")
        heading = phone.get_by_role("heading", name="Wij gaan verder met uw reparatie")
        await expect(heading).to_be_visible()
        await expect(phone.get_by_text(f"Reparatie {repair.number}")).to_be_visible()
        await open_file(desk, repair)
        await expect(desk.get_by_text("Hij druppelt weer.")).to_be_visible()
        await expect(desk.locator("header").get_by_text("Heropend")).to_be_visible()


async def test_two_reports_of_one_fault_become_one_and_both_are_told(stage: DemoStage) -> None:
    first = await reported(stage, DINA)
    second = await reported(stage, DINA)
    async with opened_case(stage, second) as phone, stage.screen("vera", bypass_csp=True) as desk:
        await open_file(desk, second)
        await expect(desk.get_by_text(first.number).first).to_be_visible()
        form = decision(desk, "Was al gemeld…")
        await form.locator("summary").first.click()
        number = form.get_by_label("Nummer van de andere melding")
        join = form.get_by_role("button", name="Samenvoegen")
        for unknown in ("26-99999", second.number):
            await number.fill(unknown)
            await join.click()
            await expect(form.locator(".notice.bad")).to_be_visible()
        await number.fill(first.number)
        await join.click()
        await expect(form).to_have_count(0)
        await reads(phone, "Wij werken hier al aan")
        await expect(phone.locator("ol.line .todo")).to_have_count(0)


async def test_damp_goes_step_by_step_and_she_reads_what_was_found(stage: DemoStage) -> None:
    repair = await reported(stage, FAY, fault="VOC1")
    found = "Een lek in de dakgoot. Wij maken de goot en daarna de muur."
    async with opened_case(stage, repair) as phone, stage.screen("vera", bypass_csp=True) as desk:
        await expect(phone.locator("[data-live=damp]")).to_contain_text("Eerst kijken wij")
        await open_file(desk, repair)
        card = desk.locator("section", has=desk.locator("#damp-heading"))
        await card.get_by_text("Volgende stap: Gekeken").click()
        await card.get_by_role("button", name="Noteren", exact=True).click()
        await expect(card.get_by_text(", door Vera")).to_be_visible()
        await card.get_by_label("Wat is het, en wat doen wij eraan?").fill(found)
        assert await complaints(desk, is_phone=False) == {}
        await card.get_by_role("button", name="Noteren en versturen").click()
        await expect(card.locator("blockquote")).to_have_text(found)
        await phone.goto("/r")
        await expect(phone.locator("[data-live=damp]")).to_contain_text(found)
        await card.get_by_text("Neem terug: Uitslag geschreven…").click()
        await card.get_by_label("Waarom klopt het niet?").fill("Dat was een andere woning")
        await card.get_by_role("button", name="Neem terug", exact=True).click()
        await expect(card.get_by_text("Volgende stap: Uitslag geschreven")).to_be_visible()
        await phone.goto("/r")
        await expect(phone.locator("[data-live=damp]")).not_to_contain_text(found)
