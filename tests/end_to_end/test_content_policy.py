"""The pages keep to what they promise browsers: real Chromium finds nothing to refuse in any."""

import contextlib
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from playwright.async_api import BrowserContext, Page, Route, async_playwright, expect

from server.demo.cast import TOM
from tests.end_to_end.tenant_stage import chosen, fill_in, jpeg
from tests.support import given, pictures
from tests.support.chromium import launch_options
from tests.support.running_server import RunningServer, running_server

pytestmark = [pytest.mark.asyncio(loop_scope="module"), pytest.mark.timeout(300)]

PATIENCE_MS = 30_000
LISTEN = """addEventListener("securitypolicyviolation", (event) => {
  void tellRefused(`${event.effectiveDirective} ${event.blockedURI} at ${location.pathname}`);
});"""
# What somebody could write into a page that forgot to escape it.
INJECTED = """
<img src="x:" onerror="window.wasRun = 1">
<script>window.wasRun = 2</script>
<script src="/signed-by-nobody.js"></script>
<a href="javascript:window.wasRun = 3" id="injected">x</a>
<base href="https://evil.example/">
<object data="/icon.svg"></object>
<style>body { background: red }</style>
</body>"""
KINDS = (
    "script-src-attr inline",
    "script-src-elem inline",
    "script-src-elem http",
    "base-uri",
    "object-src",
    "style-src-elem",
)


class Browser:
    """Chromium, and whatever it refused to load or to run."""

    def __init__(self, server: RunningServer, context: BrowserContext) -> None:
        self.server, self.context = server, context
        self.refused: list[str] = []

    async def listen(self) -> None:
        await self.context.expose_function("tellRefused", self._note)
        await self.context.add_init_script(LISTEN)
        self.context.on("console", lambda message: self._hear(message.text))

    def _note(self, words: str) -> None:
        self.refused.append(words)

    def _hear(self, words: str) -> None:
        """A refusal that came before our listener, and devices that a page may not use."""
        if "Content Security Policy" in words or "ermissions" in words:
            self.refused.append(words)

    @contextlib.asynccontextmanager
    async def somebody(self, name: str = "") -> AsyncIterator[httpx.AsyncClient]:
        async with httpx.AsyncClient(
            base_url=self.server.address, timeout=30, trust_env=False
        ) as client:
            if name:
                await client.post("/api/demo/sign-in", json={"person": name})
            yield client

    async def sign_in(self, name: str) -> None:
        await self.context.request.post("/api/demo/sign-in", data={"person": name})


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[RunningServer]:
    with running_server(tmp_path_factory.mktemp("policy")) as running:
        yield running


@pytest_asyncio.fixture(loop_scope="module")
async def browser(server: RunningServer, chromium: Path) -> AsyncIterator[Browser]:
    async with async_playwright() as playwright:
        launched = await playwright.chromium.launch(**launch_options(chromium))
        context = await launched.new_context(
            base_url=server.address, locale="nl-NL", viewport={"width": 412, "height": 915}
        )
        context.set_default_timeout(PATIENCE_MS)
        browser = Browser(server, context)
        await browser.listen()
        yield browser
        await launched.close()


async def settled(page: Page) -> Page:
    await page.wait_for_load_state("networkidle")
    return page


async def reported(browser: Browser, page: Page) -> str:
    """The form with a photo; gives back the address with the link."""
    await page.goto("/report/kitchen/KRA1")
    await fill_in(page)
    await page.locator("#photos").set_input_files(chosen(("kraan.jpg", jpeg())))
    await page.get_by_role("button", name="Versturen").click()
    await page.wait_for_url("**/r*")
    return page.url


async def test_a_tenant_reports_and_follows_her_case(browser: Browser) -> None:
    page = await browser.context.new_page()
    for address in ("/", "/report/kitchen", "/report/danger/GAS1", "/g", "/o", "/r", "/nowhere"):
        await page.goto(address)
    for address in ("/guides", "/guides/CVK3", "/guides", "/guides/CVK3"):  # kept, and asked again
        await page.goto(address)
    await page.locator(".film summary").click()
    await expect(page.locator(".film img")).not_to_have_js_property("naturalWidth", 0)
    await reported(browser, page)
    await expect(page.locator(".tiles img").first).not_to_have_js_property("naturalWidth", 0)
    await settled(page)
    assert browser.refused == []


async def test_the_desk_reads_a_case_and_judges(browser: Browser) -> None:
    async with (
        browser.somebody() as rosa,
        browser.somebody("vera") as vera,
        browser.somebody("tom") as tom,
    ):
        repair = await given.repair(rosa)
        job = await given.job(vera, repair, technicianId=str(TOM.id))
        await given.photo(tom, given.photos_of(job), pictures.jpeg(3))
    await browser.sign_in("vera")
    page = await browser.context.new_page()
    for address in ("/desk/", "/desk/review", f"/desk/requests/{repair.id}", "/desk/nowhere"):
        await page.goto(address)
        await settled(page)
    assert browser.refused == []


async def test_the_app_works_from_its_worker_too(browser: Browser) -> None:
    async with browser.somebody() as rosa, browser.somebody("vera") as vera:
        job = await given.job(vera, await given.repair(rosa), technicianId=str(TOM.id))
    await browser.sign_in("tom")
    page = await browser.context.new_page()
    await page.goto("/app/")
    await settled(page)
    await page.evaluate("navigator.serviceWorker.ready.then(() => null)")
    await browser.context.set_offline(True)
    await page.reload()
    await expect(page.locator("#root > *").first).to_be_visible()
    await browser.context.set_offline(False)
    for address in (f"/app/jobs/{job}", f"/app/jobs/{job}/camera", "/app/queue", "/app/me"):
        await page.goto(address)
        await settled(page)
    assert browser.refused == []


async def test_what_is_written_into_a_page_does_not_run(browser: Browser) -> None:
    async def write_into(route: Route) -> None:
        answer = await route.fetch()
        page = (await answer.text()).replace("</body>", INJECTED)
        await route.fulfill(response=answer, body=page)

    for address in ("/", "/app/", "/desk/"):
        browser.refused.clear()
        page = await browser.context.new_page()
        await page.route(f"**{address}", write_into)
        await page.goto(address)
        await page.evaluate("document.getElementById('injected').click()")
        while not all(kind in " ".join(browser.refused) for kind in KINDS):
            await page.evaluate("new Promise(requestAnimationFrame)")
        assert await page.evaluate("window.wasRun ?? null") is None, address
        await page.close()
