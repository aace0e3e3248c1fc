"""Another site changes nothing in anybody's name: every route, with and without a cookie."""

import re
from pathlib import Path
from typing import Any

import httpx
import pytest
from litestar import Litestar
from litestar.routes import HTTPRoute

from server.accounts.cookies import CASE, SIGN_IN
from tests.server.test_origin import ELSEWHERE
from tests.support import databases, given
from tests.support.asgi_call import in_call
from tests.support.asgi_client import ADDRESS, streaming

CHANGES = {"POST", "PUT", "PATCH", "DELETE"}


@pytest.fixture
def database_url(sqlite_template: Path, tmp_path: Path) -> str:
    """Nothing here depends on the database."""
    return databases.sqlite_copy(sqlite_template, tmp_path)


def routes_that_change_something(app: Litestar) -> list[tuple[str, str]]:
    return [
        (method, re.sub(r"\{\w+(:\w+)?\}", given.fresh_id(), route.path))
        for route in app.routes
        if isinstance(route, HTTPRoute)
        for handler in route.route_handlers
        for method in handler.http_methods & CHANGES
    ]


async def test_no_route_does_anything_that_another_site_sent(
    app: Litestar, nobody: httpx.AsyncClient, vera: httpx.AsyncClient
) -> None:
    routes = routes_that_change_something(app)
    assert len(routes) > 60
    assert {"/report", "/r/photos", "/api/case/sign-in", "/api/demo/sign-in"} <= {
        path for _, path in routes
    }
    for method, path in routes:
        for client in (nobody, vera):
            for headers in ELSEWHERE:
                answer = await client.request(method, path, json={}, headers=headers)
                assert answer.status_code == 403, (method, path, headers)
                assert "set-cookie" not in answer.headers


async def test_nothing_is_changed_by_looking(app: Litestar, vera: httpx.AsyncClient) -> None:
    """A link or a picture on another site comes with the cookie."""
    before = (await vera.get("/api/journal")).text
    for route in app.routes:
        if isinstance(route, HTTPRoute) and not route.path.endswith("/feed"):
            path = re.sub(r"\{\w+(:\w+)?\}", given.fresh_id(), route.path)
            await vera.get(path, headers={"sec-fetch-site": "cross-site"})
    assert (await vera.get("/api/journal")).text == before


async def test_no_other_site_may_read_what_we_answer(
    app: Litestar, vera: httpx.AsyncClient
) -> None:
    for path in ("/api/me", "/api/repair-requests", "/api/journal", "/", "/nowhere"):
        for method in ("GET", "OPTIONS"):
            asked = {"origin": "https://evil.example", "access-control-request-method": "PUT"}
            answer = await vera.request(method, path, headers=asked)
            told = [name for name in answer.headers if name.startswith("access-control-")]
            assert told == [], (method, path)
    origin = {"origin": "https://evil.example"}
    async with streaming(app, vera, "/api/journal/feed", **origin) as feed:
        assert feed.status == 200  # the cookie is Lax: no browser sends it along from there


async def test_cookies_stay_with_us(rosa: httpx.AsyncClient, nobody: httpx.AsyncClient) -> None:
    answer = await nobody.post("/api/repair-requests", json=given.a_report())
    (cookie,) = answer.headers.get_list("set-cookie")
    assert cookie.startswith(f"{CASE}=")
    for word in ("HttpOnly", "SameSite=lax", "Path=/"):
        assert word in cookie
    assert "Domain" not in cookie
    out = (await rosa.post("/api/sign-out")).headers["set-cookie"]
    assert out.startswith(f"{SIGN_IN}=")
    assert "Max-Age=0" in out


@pytest.mark.parametrize("token", [None, "", "x", "a.b.c"])
async def test_a_cookie_opens_no_call(app: Litestar, token: Any) -> None:
    """A socket is opened from any site, with the cookies: only the token in its first frame lets
    somebody in, and no other site can read one."""
    async with in_call(app, token) as socket:
        assert await socket.close_code() in (4400, 4401)


async def test_a_link_is_made_of_our_own_address_whatever_the_request_calls_us(
    nobody: httpx.AsyncClient,
) -> None:
    for headers in (
        {"host": "evil.example"},
        {"x-forwarded-host": "evil.example"},
        {"forwarded": "host=evil.example"},
    ):
        answer = await nobody.post("/api/repair-requests", json=given.a_report(), headers=headers)
        assert answer.json()["link"].startswith(f"{ADDRESS}/r#"), headers
