"""What answers tell browsers about themselves: every page, every file, every refusal."""

import dataclasses
import re
from pathlib import Path

import httpx
import pytest
from litestar import Litestar
from litestar.routes import HTTPRoute

from server.app import create_app
from server.settings import Settings
from tests.support import databases, given
from tests.support.asgi_client import browser, running

PAGES = {
    "/": "",
    "/report/kitchen": "",
    "/report/kitchen/KRA1": "",
    "/report/danger/GAS1": "",
    "/guides": "",
    "/guides/KRA1": "",
    "/r": "camera microphone",
    "/r?link=unknown": "",
    "/g": "",
    "/o": "",
    "/report/nowhere": "",
    "/app": "camera microphone geolocation",
    "/app/jobs/1/camera": "camera microphone geolocation",
    "/desk": "",
    "/desk/requests/1": "",
}
"""Which devices each may use, when Rosa's browser asks."""

KEPT = {"/guides", "/guides/KRA1"}
"""About nobody, so browsers keep them: see `tests/server/tenant_pages/test_guides.py`."""

FORBIDDEN = {"'unsafe-inline'", "'unsafe-eval'", "'unsafe-hashes'", "*", "http:", "https:", "ws:"}
NOT_FOR_BROWSING = {"/signalling"}
EVENTS = "text/event-stream"
"""These answers go on for as long as somebody listens."""


def directives(answer: httpx.Response) -> dict[str, str]:
    policy = answer.headers["content-security-policy"]
    parts = (part.strip().partition(" ") for part in policy.split(";"))
    return {name: value for name, _, value in parts}


def nonces(answer: httpx.Response) -> set[str]:
    return set(re.findall(r"'nonce-([^']+)'", answer.headers["content-security-policy"]))


@pytest.fixture
def database_url(sqlite_template: Path, tmp_path: Path) -> str:
    """No answer's headers depend on the database."""
    return databases.sqlite_copy(sqlite_template, tmp_path)


async def test_a_page_runs_what_it_marked_and_nothing_else(rosa: httpx.AsyncClient) -> None:
    await given.repair(rosa)
    for path in PAGES:
        await _runs_only_what_it_marked(rosa, path)


async def _runs_only_what_it_marked(rosa: httpx.AsyncClient, path: str) -> None:
    page, again = await rosa.get(path), await rosa.get(path)
    assert page.headers["content-type"] == "text/html; charset=utf-8"
    told = directives(page)
    (nonce,) = nonces(page)
    assert told["script-src"] == f"'nonce-{nonce}' 'strict-dynamic'"
    assert nonces(page) & nonces(again) == set()
    for tag in re.findall(r"<script\b[^>]*>|<link [^>]*modulepreload[^>]*>", page.text):
        assert f'nonce="{nonce}"' in tag or "application/json" in tag
    assert re.findall(r"\son\w+=|javascript:|\sstyle=", page.text) == []
    for name in ("default-src", "object-src", "base-uri", "frame-ancestors"):
        assert told[name] == "'none'"
    assert told["form-action"] == "'self'"
    sources = {source for value in told.values() for source in value.split()}
    assert sources & FORBIDDEN == set()
    assert [name for name, value in told.items() if "data:" in value] == ["img-src"]
    # An answer that is kept would come with another nonce, but where its tag carries the nonce.
    assert (nonce in page.headers.get("etag", "")) == (path in KEPT)
    assert ("etag" in page.headers) == (path in KEPT)
    assert page.headers["cross-origin-opener-policy"] == "same-origin"
    assert page.headers["cross-origin-resource-policy"] == "same-origin"
    assert page.headers["x-content-type-options"] == "nosniff"
    assert page.headers["referrer-policy"] in ("no-referrer", "same-origin")


async def test_a_page_may_use_the_devices_that_it_needs(
    rosa: httpx.AsyncClient,
    vera: httpx.AsyncClient,
    tom: httpx.AsyncClient,
    henk: httpx.AsyncClient,
) -> None:
    repair = await given.repair(rosa)
    for path, devices in PAGES.items():
        assert await _devices(rosa, path) == set(devices.split()), path
    call = await given.previsit(vera, await given.job(vera, repair))
    await tom.post(f"/api/previsits/{call}/open")
    await given.guest_signed_in(henk, await given.guest(tom, rosa, call))
    assert await _devices(henk, "/g") == {"camera", "microphone"}


async def _devices(client: httpx.AsyncClient, path: str) -> set[str]:
    policy = (await client.get(path)).headers["permissions-policy"]
    assert {"display-capture=()", "payment=()", "usb=()"} <= set(policy.split(", "))
    return set(re.findall(r"([\w-]+)=\(self\)", policy))


async def test_whatever_is_asked_the_answer_protects_itself(
    app: Litestar, rosa: httpx.AsyncClient, nobody: httpx.AsyncClient
) -> None:
    """Every route there is, and some that are none."""
    await given.repair(rosa)
    known = {
        route.path
        for route in app.routes
        if isinstance(route, HTTPRoute)
        and not any(handler.media_type == EVENTS for handler in route.route_handlers)
    }
    paths = [re.sub(r"\{\w+(:\w+)?\}", given.fresh_id(), path) for path in known]
    paths += ["/nowhere", "/api/nowhere", "/s3/nowhere", "/assets/nowhere.js", "/.git/config"]
    for path in set(paths) - NOT_FOR_BROWSING:
        for client in (rosa, nobody):
            answer = await client.get(path)
            assert answer.headers["x-content-type-options"] == "nosniff", path
            assert answer.headers["cross-origin-resource-policy"] == "same-origin", path
            assert "strict-transport-security" not in answer.headers
            if not path.startswith("/assets/"):
                told = directives(answer)
                assert told["default-src"] == "'none'", path
                assert told.get("frame-ancestors") == "'none'" or "sandbox" in told, path
                assert answer.headers["referrer-policy"] in ("no-referrer", "same-origin"), path


async def test_every_file_of_the_build_says_what_it_is(
    app: Litestar, nobody: httpx.AsyncClient
) -> None:
    build = Path("build/pwa")
    files = [file.relative_to(build).as_posix() for file in (build / "assets").iterdir()]
    served = [name for name in files if not name.endswith((".br", ".gz"))]
    assert served
    for name in [*served, "sw.js", "icon.svg", "icon-192.png", "app/manifest.webmanifest"]:
        answer = await nobody.get(f"/{name}")
        assert answer.status_code == 200, name
        assert answer.headers["x-content-type-options"] == "nosniff"
        assert answer.headers["cross-origin-resource-policy"] == "same-origin"
        assert answer.headers["content-type"].split(";")[0] not in ("text/html", "text/plain"), name
        if "worker" in name or name == "sw.js":
            assert directives(answer)["default-src"] == "'none'"


async def test_with_tls_browsers_never_come_without_it_again(
    settings: Settings,
) -> None:
    with_tls = create_app(dataclasses.replace(settings, public_url="https://vooraf.test"))
    async with running(with_tls):
        client = browser(with_tls)
        for path in ("/", "/app/", "/api/me", "/nowhere", "/sw.js", "/health"):
            answer = await client.get(path)
            assert answer.headers["strict-transport-security"] == "max-age=63072000", path
        page_policy = directives(await client.get("/app/"))
    assert settings.storage is not None
    reached = page_policy["connect-src"].split()
    assert reached == ["'self'", "wss://vooraf.test", settings.storage.origin]
