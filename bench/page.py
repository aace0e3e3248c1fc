"""What the screens weigh and how soon they are there, in Chromium as a phone or a desk has it."""

import asyncio
import json
import os
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

import aiohttp
from playwright.async_api import Page, Playwright, async_playwright

from bench.lines import Line, alone
from bench.measuring import ROOT, WORK, Effort, output_of, say, spread
from bench.peers import NODE, NODE_ENVIRONMENT, npm_peer
from bench.phone import FAULT, SHOWN_MS, chromium, first_screen, sign_in, switched_on
from bench.product import Product, job_for_tom, report, running_product, signed_in
from tests.support.chromium import ARGUMENTS

# The form is the heaviest page a tenant meets without a link: questions, photos and script.
_FORM = "/report/kitchen/KRA1"
_REPORTS_AT_THE_DESK = 25
_CATEGORIES = ("performance", "accessibility", "best-practices")


def measure(effort: Effort) -> list[Line]:
    return asyncio.run(_measure(effort))


async def _measure(effort: Effort) -> list[Line]:
    lighthouse = Lighthouse(npm_peer("lighthouse", "lighthouse@13.5.0"), chromium())
    async with running_product() as product:
        tenant = [lighthouse.visit(f"{product.address}{_FORM}") for _ in range(effort.rounds)]
        await job_for_tom(product)
        technician = await _technician(effort, product)
        desk = await _desk(effort, product, lighthouse)
    say(f"  tenant, lowest score: {spread([each.lowest for each in tenant])}")
    say(f"  desk, performance: {spread([each.scores[0] for each in desk])}")
    return [
        alone("page.tenant", "lowest score", "higher", [each.lowest for each in tenant]),
        alone("page.tenant.lcp", "s", "lower", [each.lcp for each in tenant]),
        alone("page.tenant.tti", "s", "lower", [each.tti for each in tenant]),
        alone("page.tenant.script", "kB", "lower", [each.script for each in tenant]),
        *technician,
        alone("page.desk", "performance", "higher", [each.scores[0] for each in desk]),
    ]


@dataclass(frozen=True)
class Visit:
    """What Lighthouse found: scores from 0 to 100, seconds, and kB of script as sent."""

    scores: tuple[float, ...]
    lcp: float
    tti: float
    script: float

    @property
    def lowest(self) -> float:
        return min(self.scores)


class Lighthouse:
    """Its own simulation of a phone on slow 4G, unless told that a desktop is meant."""

    def __init__(self, modules: Path, chromium: Path) -> None:
        self._program = modules / "lighthouse" / "cli" / "index.js"
        self._environment = {**NODE_ENVIRONMENT, "CHROME_PATH": str(chromium)}

    def visit(self, address: str, *options: str) -> Visit:
        flags = ["--headless=new", *(flag for flag in ARGUMENTS if "media-stream" not in flag)]
        if os.geteuid() == 0:
            flags.append("--no-sandbox")  # Chromium's sandbox does not start as root.
        told = output_of(
            [
                *(NODE, self._program, address, "--quiet", "--output=json"),
                *(f"--only-categories={','.join(_CATEGORIES)}", *options),
                f"--chrome-flags={' '.join(flags)}",
            ],
            environment=self._environment,
            seconds=180,
        )
        found = json.loads(told)
        audits = found["audits"]
        requests = audits["network-requests"]["details"]["items"]
        return Visit(
            tuple(round(found["categories"][name]["score"] * 100) for name in _CATEGORIES),
            audits["largest-contentful-paint"]["numericValue"] / 1000,
            audits["interactive"]["numericValue"] / 1000,
            sum(each["transferSize"] for each in requests if each["resourceType"] == "Script")
            / 1000,
        )


async def _technician(effort: Effort, product: Product) -> list[Line]:
    """Tom's first screen, then his phone without a network in a browser that just started."""
    with tempfile.TemporaryDirectory(dir=WORK, prefix="phone-") as profile:
        async with async_playwright() as playwright:
            phone = await switched_on(playwright, profile)
            await sign_in(phone, product, "tom")
            page = await first_screen(phone, product)
            kilobytes = _brotli_kilobytes(await _scripts_of(page))
            await page.evaluate("navigator.serviceWorker.ready.then(() => true)")
            # Only what the worker serves counts as kept: so look again until it does.
            await page.reload()
            await page.get_by_text(FAULT).first.wait_for(timeout=SHOWN_MS)
            await phone.close()
            starts = [
                await _offline_start(playwright, profile, product) for _ in range(effort.rounds)
            ]
    say(f"  technician, offline start: {spread(starts)} s")
    return [
        alone("page.technician", "kB brotli", "lower", [kilobytes]),
        alone("page.technician.offline_start", "s", "lower", starts),
    ]


async def _offline_start(playwright: Playwright, profile: str, product: Product) -> float:
    phone = await switched_on(playwright, profile)
    try:
        await phone.set_offline(True)
        started = time.perf_counter()
        await first_screen(phone, product)
        return time.perf_counter() - started
    finally:
        await phone.close()


async def _scripts_of(page: Page) -> list[str]:
    return await page.evaluate(
        "performance.getEntriesByType('resource').map((entry) => new URL(entry.name).pathname)"
        ".filter((path) => path.endsWith('.js'))"
    )


def _brotli_kilobytes(paths: Sequence[str]) -> float:
    """By the files of the build: what a browser reports depends on what it kept."""
    build = ROOT / "build" / "pwa"
    files = (build / f"{path.lstrip('/')}.br" for path in dict.fromkeys(paths))
    return sum(file.stat().st_size for file in files) / 1000


async def _desk(effort: Effort, product: Product, lighthouse: Lighthouse) -> list[Visit]:
    async with signed_in(product, "vera") as vera:
        for _ in range(_REPORTS_AT_THE_DESK):
            await report(vera, str(uuid4()))
        cookie = _cookie_of(vera)
    headers = f"--extra-headers={json.dumps({'Cookie': cookie})}"
    address = f"{product.address}/desk/"
    return [lighthouse.visit(address, "--preset=desktop", headers) for _ in range(effort.rounds)]


def _cookie_of(client: aiohttp.ClientSession) -> str:
    return "; ".join(f"{cookie.key}={cookie.value}" for cookie in client.cookie_jar)
