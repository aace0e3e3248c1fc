"""Links into a case on the screens: lost, for a helper, withdrawn; and where no secret goes."""

import re
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit

import httpx
import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, Page, Request, expect

from tests.end_to_end.tenant_stage import PHONE, Stage, chosen, jpeg, tenant_stage
from tests.support import given
from tests.support.usable_by_everybody import complaints

pytestmark = pytest.mark.asyncio(loop_scope="module")

DESK = {"width": 1440, "height": 900}


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(tmp_path_factory: pytest.TempPathFactory, chromium: Path) -> AsyncIterator[Stage]:
    async with tenant_stage(tmp_path_factory.mktemp("links"), chromium) as stage:
        yield stage


@dataclass(frozen=True)
class Scene:
    """Rosa's repair, her phone, her daughter's, and Vera at the desk."""

    stage: Stage
    repair: given.Repair
    rosa: BrowserContext
    mina: BrowserContext
    vera: httpx.AsyncClient

    async def opened(self, phone: BrowserContext, link: str) -> Page:
        page = await phone.new_page()
        await page.goto(f"/r#{link.partition('#')[2]}")
        await page.locator("main[data-id]").wait_for()
        await page.locator("html.with-store").wait_for()
        return page

    async def let_in(self, page: Page, name: str = "Mina, mijn dochter") -> str:
        """On her page, as she does it; the link that she is shown."""
        await page.get_by_text("Een link maken").click()
        await page.get_by_label("Wie helpt u?").fill(name)
        await page.get_by_role("button", name="Link maken").click()
        await expect(page.get_by_role("heading", name=f"De link voor {name}")).to_be_visible()
        link = await page.locator("#address").text_content()
        assert link
        return link

    def of(self, rest: str) -> str:
        return f"/api/repair-requests/{self.repair.id}{rest}"


@pytest_asyncio.fixture(loop_scope="module")
async def scene(stage: Stage) -> AsyncIterator[Scene]:
    async with AsyncExitStack() as stack:
        vera = await stack.enter_async_context(stage.office("vera"))
        async with httpx.AsyncClient(base_url=stage.address, trust_env=False) as elsewhere:
            repair = await given.repair(elsewhere, email="rosa@example.nl")
        yield Scene(
            stage,
            repair,
            await stack.enter_async_context(stage.phone()),
            await stack.enter_async_context(stage.phone()),
            vera,
        )


async def test_a_secret_goes_out_once_and_to_one_place(scene: Scene) -> None:
    """Not in an address, not in a header, and so not in what other sites or proxies write down."""
    sent: list[Request] = []
    scene.rosa.on("request", lambda request: sent.append(request))
    page = await scene.opened(scene.rosa, scene.repair.link)
    secret = scene.repair.secret
    assert "#" not in page.url
    await page.get_by_role("link", name="Nog iets melden").click()
    await page.get_by_role("link", name="Al gemeld, maar uw link kwijt?").click()
    await page.goto("/r")
    await page.reload()
    carriers = []
    for request in sent:
        headers = await request.all_headers()
        assert secret not in urlsplit(request.url)._replace(fragment="").geturl()
        assert secret not in str(headers)
        assert "#" not in headers.get("referer", "")
        if secret in (request.post_data or ""):
            carriers.append((request.method, urlsplit(request.url).path))
    assert len(sent) > 5
    assert carriers == [("POST", "/api/case/sign-in")]


async def test_who_lost_her_link_asks_for_another_without_script(scene: Scene) -> None:
    async with scene.stage.phone(java_script_enabled=False) as phone:
        page = await phone.new_page()
        await page.goto("/r?link=expired")
        await page.get_by_role("link", name="Vraag een nieuwe link").click()
        await page.get_by_role("button", name="Stuur een nieuwe link").click()
        await expect(page.get_by_text("zoals 26-01482.")).to_be_visible()
        await page.get_by_label("Nummer van uw reparatie").fill(scene.repair.number)
        await page.get_by_label("Postcode").fill("3698 KL")
        await page.get_by_label("Huisnummer").fill("12")
        await page.get_by_role("button", name="Stuur een nieuwe link").click()
        await expect(page.get_by_role("heading", name="Kijk in uw e-mail")).to_be_visible()
    links = (await scene.vera.get(scene.of("/links"))).json()["links"]
    assert len(links) == 2


async def test_a_helper_sees_what_comes_next_adds_a_photo_and_is_put_out(scene: Scene) -> None:
    hers = await scene.opened(scene.rosa, scene.repair.link)
    link = await scene.let_in(hers)
    page = await scene.opened(scene.mina, link)
    await expect(page.get_by_text("U helpt Rosa met een reparatie")).to_be_visible()
    await expect(page.get_by_text("De keukenkraan druppelt")).to_have_count(0)
    await page.locator("#photos").set_input_files(chosen(("kraan.jpg", jpeg())))
    await expect(page.locator("[data-live=photos] img")).to_have_count(1)
    await hers.goto("/r")
    await expect(hers.locator("[data-live=photos] img")).to_have_count(1)

    await hers.get_by_role("button", name="Link intrekken").click()
    await expect(hers.get_by_text("Werkt tot")).to_have_count(0)
    await page.evaluate("document.dispatchEvent(new Event('visibilitychange'))")
    await expect(page.get_by_role("heading", name="Deze link werkt niet meer")).to_be_visible()
    await expect(page.get_by_text("Rosa")).to_have_count(0)


async def test_a_helper_is_let_in_and_put_out_without_script(scene: Scene) -> None:
    async with scene.stage.phone(java_script_enabled=False) as phone:
        await phone.request.post("/api/case/sign-in", data={"secret": scene.repair.secret})
        page = await phone.new_page()
        await page.goto("/r")
        link = await scene.let_in(page, "Buurman Jan")
        assert re.fullmatch(rf"{scene.stage.address}/r#[\w-]{{22}}", link)
        await page.get_by_role("link", name="Naar uw reparatie").click()
        await page.get_by_role("button", name=re.compile("Link intrekken.*Buurman Jan")).click()
        await expect(page.get_by_text("Buurman Jan")).to_have_count(0)


async def test_a_tenant_who_tries_a_helpers_link_keeps_her_own(scene: Scene) -> None:
    page = await scene.opened(scene.rosa, scene.repair.link)
    link = await scene.let_in(page)
    page = await scene.opened(scene.rosa, link)
    await expect(page.get_by_role("heading", name="Iemand die u helpt")).to_be_visible()
    await expect(page.locator("#address")).to_have_text(scene.repair.link)


async def test_what_the_desk_withdraws_is_gone_from_her_screen(scene: Scene) -> None:
    page = await scene.opened(scene.rosa, scene.repair.link)
    async with scene.stage.phone(viewport=DESK) as office:
        await office.request.post("/api/demo/sign-in", data={"person": "vera"})
        desk = await office.new_page()
        await desk.goto(f"/desk/requests/{scene.repair.id}")
        links = desk.locator("section", has=desk.get_by_role("heading", name="Links naar de"))
        await expect(links.get_by_text("zolang de reparatie loopt")).to_be_visible()
        await links.get_by_role("button", name="Stuur een nieuwe link naar r•••@e•••.nl").click()
        await expect(links.get_by_text("De link is onderweg naar r•••@e•••.nl.")).to_be_visible()
        await links.get_by_text("Iemand laten helpen").click()
        await links.get_by_label("Wie helpt de huurder?").fill("Thuiszorg")
        await links.get_by_role("button", name="Link maken").click()
        await expect(links.get_by_label("voor Thuiszorg")).to_have_value(re.compile("/r#"))
        await expect(desk.get_by_text("liet Thuiszorg helpen, met een link")).to_be_visible()
        await links.get_by_text("Alle links intrekken").click()
        await links.get_by_role("button", name="Ja, alles intrekken").click()
        await expect(links.get_by_text("3 links die niet meer werken")).to_be_visible()
    await expect(page.get_by_role("heading", name="Deze link werkt niet meer")).to_be_visible()
    await expect(page.get_by_text("De keukenkraan")).to_have_count(0)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("language", ["nl", "en"])
async def test_the_pages_are_usable_by_everybody(scene: Scene, scheme: str, language: str) -> None:
    async with scene.stage.phone(color_scheme=scheme, viewport=PHONE) as phone:
        page = await phone.new_page()
        for address in ("/lost-link", f"/r?link=expired&lang={language}"):
            await page.goto(address if "?" in address else f"{address}?lang={language}")
            assert await complaints(page, is_phone=True) == {}, address
        await page.goto("/lost-link")
        await page.locator("button[type=submit]").click()
        assert await complaints(page, is_phone=True) == {}
        page = await scene.opened(phone, scene.repair.link)
        await page.locator("[aria-labelledby=helpers] summary").click()
        assert await complaints(page, is_phone=True) == {}
        await page.locator("#helper-name").fill("Mina")
        await page.locator("form[action='/r/helpers'] button").click()
        await page.locator("#address").wait_for()
        assert await complaints(page, is_phone=True) == {}
        link = await page.locator("#address").text_content()
    async with scene.stage.phone(color_scheme=scheme, viewport=PHONE) as phone:
        page = await scene.opened(phone, link or "")
        await page.goto(f"/r?lang={language}")
        assert await complaints(page, is_phone=True) == {}
