"""Sets the stage for a call: a planned pre-visit, Tom and Rosa each with a browser and a camera."""

import asyncio
import contextlib
import re
from collections.abc import AsyncGenerator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import uuid4

import httpx
from playwright.async_api import (
    Browser,
    Locator,
    Page,
    ViewportSize,
    WebSocketRoute,
    async_playwright,
    expect,
)

from tests.support.chromium import CALM, launch_options

CODE = "VOORAF-TAP-4711"
PHONE: ViewportSize = {"width": 412, "height": 915}

# Lets a test ask a page what its newest connection took in, as the browser counts it.
WATCH = """
window.connections = [];
const Real = RTCPeerConnection;
window.RTCPeerConnection = class extends Real {
  constructor(...facts) { super(...facts); window.connections.push(this); }
  createDataChannel(label, ...facts) {
    // A connection check is no call.
    if (label === "echo" || label === "relay") {
      window.connections = window.connections.filter((each) => each !== this);
    }
    return super.createDataChannel(label, ...facts);
  }
};
window.media = async () => {
  const connection = window.connections.at(-1);
  const found = { connections: window.connections.length, frames: 0, sound: 0, width: 0 };
  if (!connection) return found;
  const description = connection.localDescription;
  found.state = connection.connectionState;
  found.describedBy = description?.type;
  found.fragment = /a=ice-ufrag:(\\S+)/.exec(description?.sdp ?? "")?.[1];
  for (const entry of (await connection.getStats()).values()) {
    if (entry.type !== "inbound-rtp") continue;
    if (entry.kind === "audio") found.sound = entry.bytesReceived;
    else Object.assign(found, { frames: entry.framesDecoded, width: entry.frameWidth });
  }
  return found;
};
"""

# As two phones behind the address translation of two providers: no way but the relay.
RELAY_ONLY = """{
const Open = window.RTCPeerConnection;
window.RTCPeerConnection = class extends Open {
  constructor(facts) { super({ ...facts, iceTransportPolicy: "relay" }); }
  setConfiguration(facts) { super.setConfiguration({ ...facts, iceTransportPolicy: "relay" }); }
};
}"""

UNTIL = """async (least) => {
  for (;;) {
    const now = await media();
    if (%s) return now;
    await new Promise((resolve) => setTimeout(resolve, 100));
  }
}"""


@dataclass(frozen=True)
class Planned:
    """A repair of Rosa with a job for Tom and a pre-visit that can begin."""

    job_id: str
    previsit_id: str
    link: str


class Caller:
    """One person's page, with the questions a test asks of it."""

    def __init__(self, page: Page) -> None:
        self.page = page
        self.signalling: list[WebSocketRoute] = []

    async def watch(self, script: str = "") -> None:
        """`script` runs in every page before its own, to put the browser in a certain place."""
        await self.page.add_init_script(WATCH + script)
        await self.page.route_web_socket(re.compile("/signalling$"), self._relay)

    def _relay(self, socket: WebSocketRoute) -> None:
        socket.connect_to_server()
        self.signalling.append(socket)

    async def lose_signalling(self) -> None:
        """As a server that restarts: the socket closes, nothing else happens."""
        await self.signalling[-1].close(code=1012)

    async def media(self) -> dict[str, Any]:
        return await self.page.evaluate("media()")

    async def sees_and_hears(self, beyond: dict[str, Any] | None = None) -> dict[str, Any]:
        """Waits until pictures and sound come in, and more of both than `beyond`."""
        least = beyond or {"frames": 0, "sound": 0}
        return await self.until(
            "now.frames > least.frames + 5 && now.sound > least.sound + 500", least
        )

    async def until(self, condition: str, least: dict[str, Any] | None = None) -> dict[str, Any]:
        async with asyncio.timeout(40):
            return await self.page.evaluate(UNTIL % condition, least)


async def opens_more(page: Page, row: str | re.Pattern[str]) -> None:
    """Presses one of the rows behind "Meer"."""
    await page.get_by_role("button", name="Meer").click()
    await page.get_by_role("dialog", name="Meer").get_by_role("button", name=row).click()


async def holds(page: Page, condition: str) -> None:
    """Waits until an expression is true in the page.

    Playwright's own `wait_for_function` evaluates words after the first look, which the policy of
    our pages forbids.
    """
    async with asyncio.timeout(40):
        await page.evaluate(
            f"async () => {{ while (!({condition})) await new Promise(requestAnimationFrame); }}"
        )


async def plan_call(address: str) -> Planned:
    """Rosa reports, Vera gives the job to Tom and plans to look now."""
    async with (
        httpx.AsyncClient(base_url=address, timeout=20) as rosa,
        httpx.AsyncClient(base_url=address, timeout=20) as vera,
    ):
        report = {
            "id": str(uuid4()),
            "fault": "K01",
            "description": "De kraan in de keuken drupt.",
            "postcode": "3698 KL",
            "houseNumber": "12",
            "name": "Rosa de Wit",
            "phone": "06 12345678",
            "language": "nl",
        }
        await _sign_in(vera, "vera")
        known = (await vera.get("/api/faults")).raise_for_status().json()
        report["fault"] = next(fault["code"] for fault in known if fault["parts"])
        told = (await rosa.post("/api/repair-requests", json=report)).raise_for_status().json()
        technicians = (await vera.get("/api/technicians")).raise_for_status().json()
        tom = next(each["id"] for each in technicians if each["name"].startswith("Tom"))
        planned = {
            "id": str(uuid4()),
            "technicianId": tom,
            "previsitAt": datetime.now(UTC).isoformat(),
            "previsitId": str(uuid4()),
        }
        answer = await vera.post(f"/api/repair-requests/{told['id']}/jobs", json=planned)
        job = answer.raise_for_status().json()
        return Planned(job["id"], job["previsit"]["id"], told["link"])


async def _sign_in(client: httpx.AsyncClient, person: str) -> None:
    (await client.post("/api/demo/sign-in", json={"person": person})).raise_for_status()


@dataclass(frozen=True)
class Stage:
    address: str
    planned: Planned
    tom: Caller
    rosa: Caller

    async def tom_opens(self) -> None:
        await self.tom.page.goto(f"{self.address}/app/jobs/{self.planned.job_id}/call")

    async def rosa_opens(self) -> None:
        """Her link, the case page, the button, and the words before the call."""
        page = self.rosa.page
        await page.goto(self.planned.link)
        await page.locator("[data-join]").first.click()
        await expect(self.start_button).to_be_enabled(timeout=20_000)  # her camera is on

    @property
    def start_button(self) -> Locator:
        return self.rosa.page.get_by_role("button", name="Beginnen", exact=True)

    async def another(self, person: str | None = None, **wishes: Any) -> Caller:
        """One more page, of somebody of the cast or of a stranger: in Tom's browser, apart from his
        page."""
        browser = self.tom.page.context.browser
        assert browser
        return await _caller(browser, self.address, person, "", wishes)

    async def rosa_starts(self) -> None:
        await self.start_button.click()


@dataclass(frozen=True)
class Phones:
    """Two browsers: Tom's has the browser's own test picture, Rosa's a camera that films a code."""

    tom: Browser
    rosa: Browser


@contextlib.asynccontextmanager
async def two_phones(chromium: Path, film: Path) -> AsyncGenerator[Phones]:
    async with async_playwright() as playwright:
        tom = await playwright.chromium.launch(**launch_options(chromium, CALM))
        rosa = await playwright.chromium.launch(**launch_options(chromium, camera=film))
        try:
            yield Phones(tom, rosa)
        finally:
            await tom.close()
            await rosa.close()


@contextlib.asynccontextmanager
async def call_between(
    address: str, phones: Phones, *, script: str = "", **context: Any
) -> AsyncGenerator[Stage]:
    """A call of its own: nothing in the two browsers is left of the one before."""
    planned = await plan_call(address)
    tom = await _caller(phones.tom, address, "tom", script, context)
    rosa = await _caller(phones.rosa, address, None, script, context)
    try:
        yield Stage(address, planned, tom, rosa)
    finally:
        for browser in (phones.tom, phones.rosa):
            for each in browser.contexts:
                await each.close()


async def _caller(
    browser: Browser, address: str, person: str | None, script: str, wishes: dict[str, Any]
) -> Caller:
    usual: dict[str, Any] = {"viewport": PHONE, "locale": "nl-NL"}
    context = await browser.new_context(
        base_url=address, permissions=["camera", "microphone"], **(usual | wishes)
    )
    if person:
        await context.request.post("/api/demo/sign-in", data={"person": person})
    caller = Caller(await context.new_page())
    await caller.watch(script)
    return caller
