"""What tenants are told, as the desk sees it: sent, come back, told again, kept for the morning."""

import dataclasses
from collections.abc import AsyncIterator
from datetime import datetime
from pathlib import Path

import pytest
import pytest_asyncio
from playwright.async_api import Locator, Page, async_playwright, expect

from server.clock import HOME, clock_at
from server.database import change, transaction
from server.demo.corporation import DWELLINGS, Dwelling
from tests.end_to_end.demo_stage import PHONE, DemoStage
from tests.end_to_end.tenant_screen import at_home, opened_case
from tests.end_to_end.tenant_stage import tenant_stage
from tests.support import given
from tests.support.chromium import launch_options
from tests.support.mail_server import MailServer, link_in, running_mail_server, words_of
from tests.support.notices import a_notice
from tests.support.running_server import RunningServer, running_server
from tests.support.usable_by_everybody import complaints

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(300)]

ANNA, BEA, CEM, DINA = DWELLINGS[4:8]
TEN_AT_NIGHT = datetime.now(HOME).replace(hour=22, minute=0, second=0, microsecond=0)


@dataclasses.dataclass(frozen=True)
class PostStage(DemoStage):
    """With a mail server, that shows what leaves."""

    server: RunningServer
    mail: MailServer


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(
    tmp_path_factory: pytest.TempPathFactory, chromium: Path
) -> AsyncIterator[PostStage]:
    folder = tmp_path_factory.mktemp("messages")
    async with running_mail_server() as mail:
        ways = {
            "VOORAF_SMTP_URL": mail.url,
            "VOORAF_MAIL_FROM": "De Linde <vooraf@linde.test>",
        }
        with running_server(folder, settings=ways) as server:
            async with async_playwright() as playwright:
                browser = await playwright.chromium.launch(**launch_options(chromium))
                yield PostStage(server.address, browser, server, mail)
                await browser.close()


async def reported(stage: DemoStage, home: Dwelling, **changed: str) -> given.Repair:
    async with stage.caller() as somebody:
        facts = {"email": "huurder@huis.test", **changed}
        return await given.repair(somebody, **at_home(home, **facts))


async def told(desk: Page, repair: given.Repair) -> Locator:
    """What the case file says of messages."""
    await desk.goto(f"/desk/requests/{repair.id}")
    return desk.locator("section", has=desk.locator("#messages-heading"))


async def test_a_letter_that_came_back_is_told_again_when_the_desk_says_so(
    stage: PostStage,
) -> None:
    repair = await reported(stage, ANNA)  # who has no mobile telephone
    letter = await stage.mail.letter()
    assert letter["Subject"] == f"Reparatie {repair.number}: Uw melding is binnen"
    async with stage.screen("vera", bypass_csp=True) as desk:
        card = await told(desk, repair)
        await expect(card.get_by_text("verstuurd", exact=True)).to_be_visible()
        await expect(card.get_by_text("e-mail naar h•••@h•••.test").first).to_be_visible()
        await expect(card.locator(".letter")).to_contain_text("Wij lezen uw melding")
        noted = stage.server.command("mail-came-back", piped=a_notice(letter["Message-ID"]))
        assert noted.returncode == 0, noted.stderr
        await expect(card.get_by_text("niet te bereiken: bel zelf").first).to_be_visible()
        await card.get_by_text("Eerdere berichten").click()
        await expect(card.get_by_text("niet aangekomen")).to_be_visible()
        assert await complaints(desk, is_phone=False) == {}
        await card.get_by_role("button", name="Nog eens vertellen").click()
        # Vera spoke to her: the address is right after all.
        again = await stage.mail.letter()
        assert again["Subject"] == letter["Subject"]
        await expect(card.get_by_text("verstuurd", exact=True)).to_be_visible()


async def test_in_arabic_what_she_was_told_and_would_be_runs_from_right_to_left(
    stage: PostStage,
) -> None:
    repair = await reported(stage, BEA, language="ar", description="الصنبور يقطر")
    letter = await stage.mail.letter()
    async with stage.screen("vera", size=PHONE, bypass_csp=True) as desk:
        card = await told(desk, repair)
        await card.get_by_text("Zo zou een bericht nu luiden").click()
        for words in await card.locator("[lang=ar]").all():
            assert await words.evaluate("(e) => getComputedStyle(e).direction") == "rtl"
        await expect(card.locator("[lang=ar]")).to_have_count(2)
        assert await complaints(desk, is_phone=False) == {}
        await desk.goto("/desk/messages")
        await expect(desk.get_by_text(f"Aan {BEA.tenant.name}, {repair.number}")).to_be_visible()
        assert await complaints(desk, is_phone=False) == {}
    # The link of the letter opens her page, in her language.
    async with stage.screen(size=PHONE, bypass_csp=True) as phone:
        await phone.goto(link_in(letter))
        await expect(phone.get_by_role("heading", name="وصلنا بلاغك")).to_be_visible()
        assert "وصلنا بلاغك" in words_of(letter)


async def test_who_reads_it_on_her_page_only_is_told_nothing(stage: PostStage) -> None:
    repair = await reported(stage, CEM)
    await stage.mail.letter()
    async with opened_case(stage, repair) as phone, stage.screen("vera") as desk:
        await phone.get_by_label("Alleen op deze pagina").check()
        await phone.get_by_role("button", name="Opslaan").first.click()
        card = await told(desk, repair)
        await card.get_by_text("Zo zou een bericht nu luiden").click()
        await expect(card.get_by_text("krijgt geen berichten")).to_be_visible()
        assert stage.mail.letters.empty()


async def test_what_happens_at_night_is_told_in_the_morning(tmp_path: Path, chromium: Path) -> None:
    with clock_at(TEN_AT_NIGHT):
        async with tenant_stage(tmp_path, chromium) as night:
            stage = DemoStage(night.address, night.browser)
            repair = await reported(stage, DINA)
            async with stage.screen("vera") as desk, stage.caller("vera") as vera:
                await desk.clock.install(time=TEN_AT_NIGHT)
                await expect(card_says(await told(desk, repair), "vandaag, 22:00")).to_be_visible()
                # Of her own report she hears at once. It went: by a clock that stands still nothing
                # goes by itself.
                await has_gone(repair)
                asked = {"id": given.fresh_id(), "question": "Hoe hard druppelt hij?"}
                address = f"/api/repair-requests/{repair.id}/question"
                assert (await vera.post(address, json=asked)).is_success
                await expect(card_says(await told(desk, repair), "morgen, 8:00")).to_be_visible()


def card_says(card: Locator, when: str) -> Locator:
    return card.get_by_text(f"wordt {when} verstuurd")


async def has_gone(repair: given.Repair) -> None:
    async with transaction():
        await change(
            "UPDATE message SET state = 'shown', made_at = {} WHERE request = {}",
            TEN_AT_NIGHT,
            given.id_of(repair.id),
        )
