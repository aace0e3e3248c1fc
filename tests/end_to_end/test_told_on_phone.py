"""Rosa taps to be told on her phone, is told there, and takes it back.

What the maker of a browser does (an address at its push service, bringing a message) is done by
the test, for it needs their service on the internet; the keys, the message and the worker are real.
"""

import json
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import pytest
import pytest_asyncio
from playwright.async_api import Page, expect

from server.client_address import Networks
from server.demo.cast import TOM
from tests.end_to_end.push_message import bring_push
from tests.end_to_end.tenant_stage import Stage, tenant_stage
from tests.support import given, programs
from tests.support.push_service import PushService, SubscribedBrowser, running_push_service
from tests.support.usable_by_everybody import complaints

pytestmark = pytest.mark.asyncio(loop_scope="module")

TURN_ON, TURN_OFF = "Melding op deze telefoon", "Geen melding meer op deze telefoon"
OF_THE_MAKER = """(() => {
  const subscription = %s;
  const kept = 'of the maker of this browser';
  const made = () => ({
    endpoint: subscription.endpoint,
    toJSON: () => subscription,
    unsubscribe: async () => { localStorage.removeItem(kept); return true; },
  });
  PushManager.prototype.getSubscription = async () => localStorage.getItem(kept) && made();
  PushManager.prototype.subscribe = async ({ applicationServerKey }) => {
    localStorage.setItem(kept, applicationServerKey);
    return made();
  };
})()"""
SHOWN = """async () => {
  const registration = await navigator.serviceWorker.getRegistration('/r/');
  for (;;) {
    const [shown] = await registration.getNotifications();
    if (shown) return [shown.title, shown.body];
    await new Promise((resolve) => setTimeout(resolve, 50));
  }
}"""
TAPPED = """async () => {
  // Only a finger may open a window: what would be opened is noted.
  const opened = new Promise((resolve) => { clients.openWindow = resolve; });
  const [notification] = await registration.getNotifications();
  dispatchEvent(new NotificationEvent('notificationclick', { notification }));
  return await opened;
}"""


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def service() -> AsyncIterator[PushService]:
    async with running_push_service() as service:
        yield service


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def stage(
    tmp_path_factory: pytest.TempPathFactory, service: PushService
) -> AsyncIterator[Stage]:
    browser = programs.whole_chromium()
    if browser is None:
        pytest.skip("left out: messages need Chromium with a window (apt install chromium)")
    data = tmp_path_factory.mktemp("told")
    reached = {"push_services": (service.address,), "outgoing_allowed": Networks("127.0.0.1")}
    async with tenant_stage(data, browser, **reached) as stage:
        yield stage


@pytest_asyncio.fixture(loop_scope="module")
async def repair(stage: Stage) -> given.Repair:
    async with stage.office("vera") as client:
        client.cookies.clear()
        return await given.repair(client, email="rosa@huurder.test")


@asynccontextmanager
async def her_page(
    stage: Stage, repair: given.Repair, browser: SubscribedBrowser
) -> AsyncIterator[Page]:
    keys = browser.subscription
    told = {"p256dh": keys["publicKey"], "auth": keys["authSecret"]}
    async with stage.phone(permissions=["notifications"]) as phone:
        await phone.add_init_script(
            OF_THE_MAKER % json.dumps({"endpoint": keys["endpoint"], "keys": told})
        )
        page = await phone.new_page()
        await page.goto(f"/r#{repair.secret}")
        await page.locator("[data-push]:not([hidden])").wait_for()
        yield page
    assert stage.complaints == []


async def test_she_taps_is_told_and_takes_it_back(
    stage: Stage, service: PushService, repair: given.Repair
) -> None:
    browser = SubscribedBrowser(f"{service.address}/rosa")
    async with (
        her_page(stage, repair, browser) as page,
        stage.office("vera") as vera,
        stage.office("tom") as tom,
    ):
        assert await complaints(page, is_phone=True) == {}
        await page.get_by_role("button", name=TURN_ON).click()
        await expect(page.get_by_role("button", name=TURN_OFF)).to_be_focused()
        await expect(page.get_by_label("Melding op uw telefoon")).to_be_checked()
        assert await complaints(page, is_phone=True) == {}

        job = await given.job(vera, repair, technicianId=str(TOM.id))
        call = await given.previsit(vera, job)
        await tom.post(f"/api/previsits/{call}/open")
        said = browser.read((await service.message())[1])
        if "binnen" in said["body"]:  # she was quicker than the message that her report came in
            said = browser.read((await service.message())[1])
        assert said["body"] == f"Reparatie {repair.number}: Tom wacht op u"
        await bring_push(page, stage.address, json.dumps(said))
        assert await page.evaluate(SHOWN) == [said["title"], said["body"]]
        (worker,) = page.context.service_workers
        await page.goto("/guides")
        assert await worker.evaluate(TAPPED) == "/r"

        await page.goto("/r")
        await page.get_by_role("button", name=TURN_OFF).click()
        await expect(page.get_by_role("button", name=TURN_ON)).to_be_visible()
        await expect(page.get_by_label("E-mail")).to_be_checked()
        await page.reload()
        await expect(page.get_by_role("button", name=TURN_ON)).to_be_visible()


async def test_a_new_cookie_is_no_reason_to_be_asked_again(
    stage: Stage, service: PushService, repair: given.Repair
) -> None:
    async with her_page(stage, repair, SubscribedBrowser(f"{service.address}/again")) as page:
        await page.get_by_role("button", name=TURN_ON).click()
        await expect(page.get_by_role("button", name=TURN_OFF)).to_be_visible()
        await page.context.clear_cookies()
        await page.goto("about:blank")
        await page.goto(f"/r#{repair.secret}")
        await expect(page.get_by_role("button", name=TURN_OFF)).to_be_visible()
        await expect(page.get_by_label("Melding op uw telefoon")).to_be_checked()


async def test_who_said_no_reads_what_to_do_and_what_she_took_away_is_not_promised(
    stage: Stage, service: PushService, repair: given.Repair
) -> None:
    async with her_page(stage, repair, SubscribedBrowser(f"{service.address}/no")) as page:
        await page.get_by_role("button", name=TURN_ON).click()
        await expect(page.get_by_role("button", name=TURN_OFF)).to_be_visible()
        await page.context.clear_permissions()
        await page.context.grant_permissions(["geolocation"])  # and with it nothing else
        await page.reload()
        await expect(page.get_by_text("sta meldingen toe")).to_be_visible()
        await expect(page.get_by_label("E-mail")).to_be_checked()
        await expect(page.get_by_role("button", name=TURN_ON)).to_be_hidden()


async def test_a_page_without_script_says_nothing_about_it(
    stage: Stage, repair: given.Repair
) -> None:
    async with stage.phone(java_script_enabled=False) as phone:
        page = await phone.new_page()
        answer = await phone.request.post(
            "/api/case/sign-in",
            data={"secret": repair.secret},
            headers={"origin": stage.address},
        )
        assert answer.ok
        await page.goto("/r")
        await expect(page.get_by_label("E-mail")).to_be_checked()
        assert TURN_ON not in await page.locator("body").inner_text()


async def test_a_line_that_fails_changes_nothing_and_says_so(
    stage: Stage, service: PushService, repair: given.Repair
) -> None:
    async with her_page(stage, repair, SubscribedBrowser(f"{service.address}/line")) as page:
        await page.route("**/api/case/push/subscription", lambda route: route.abort())
        await page.get_by_role("button", name=TURN_ON).click()
        await expect(page.get_by_text("Dat is niet gelukt.")).to_be_visible()
        await expect(page.get_by_role("button", name=TURN_ON)).to_be_enabled()
        await expect(page.get_by_label("E-mail")).to_be_checked()
