"""Where somebody is signed in: listed, ended, and nobody else's."""

import asyncio

from httpx import AsyncClient
from litestar import Litestar

from server.accounts.cookies import SIGN_IN
from server.accounts.devices import device_words
from server.accounts.tables import Person
from server.clock import now
from server.database import transaction
from tests.support.asgi_client import browser, signed_in, streaming
from tests.support.cast import TOM, VERA

SIGN_INS = "/api/me/sign-ins"


async def test_each_browser_is_listed_this_one_first(app: Litestar, vera: AsyncClient) -> None:
    await signed_in(app, VERA)
    rows = (await vera.get(SIGN_INS)).json()
    assert [row["isHere"] for row in rows] == [True, False]
    assert {row["device"] for row in rows} == {"Linux, Chrome"}
    assert all(row["lastUsedAt"] for row in rows)


async def test_one_that_is_ended_is_out_at_once(app: Litestar, vera: AsyncClient) -> None:
    other = await signed_in(app, VERA)
    here = (await other.get(SIGN_INS)).json()[0]["id"]
    rows = (await vera.post(f"{SIGN_INS}/{here}/end")).json()
    assert [row["isHere"] for row in rows] == [True]
    assert (await other.get("/api/me")).status_code == 401
    assert (await vera.get("/api/me")).status_code == 200


async def test_everywhere_else_is_ended(app: Litestar, vera: AsyncClient) -> None:
    others = [await signed_in(app, VERA) for _ in range(3)]
    toms = await signed_in(app, TOM)
    assert len((await vera.post(f"{SIGN_INS}/end-others")).json()) == 1
    assert [(await each.get("/api/me")).status_code for each in others] == [401, 401, 401]
    assert (await toms.get("/api/me")).status_code == 200


async def test_nobody_ends_a_colleagues(app: Litestar, vera: AsyncClient, tom: AsyncClient) -> None:
    toms = (await tom.get(SIGN_INS)).json()[0]["id"]
    assert (await vera.post(f"{SIGN_INS}/{toms}/end")).status_code == 404
    assert (await tom.get("/api/me")).status_code == 200


async def test_ending_it_closes_the_live_feed_there(app: Litestar, vera: AsyncClient) -> None:
    other = await signed_in(app, VERA)
    here = (await other.get(SIGN_INS)).json()[0]["id"]
    async with streaming(app, other, "/api/journal/feed") as feed:
        await feed.event()
        await vera.post(f"{SIGN_INS}/{here}/end")
        async with asyncio.timeout(5):  # less than a heartbeat: the journal itself wakes it
            while await feed.chunk():
                pass


async def test_who_works_here_no_more_is_nobody_at_once(app: Litestar, vera: AsyncClient) -> None:
    async with transaction():
        await Person.update({Person.deactivated_at: now()}).where(Person.id == VERA.id)
    assert (await vera.get("/api/me")).status_code == 401
    assert (await vera.get("/api/repair-requests")).status_code == 401


async def test_a_secret_of_nobody_is_nobody(app: Litestar) -> None:
    client = browser(app)
    client.cookies.set(SIGN_IN, "made up")
    assert (await client.get(SIGN_INS)).status_code == 401


def test_a_device_is_told_in_a_few_words() -> None:
    iphone = "Mozilla/5.0 (iPhone; CPU iPhone OS 18_0 like Mac OS X) Version/18.0 Safari/605.1"
    android = "Mozilla/5.0 (Linux; Android 14) AppleWebKit Chrome/130.0 Mobile Safari/537.36"
    edge = "Mozilla/5.0 (Windows NT 10.0; Win64) Chrome/130.0 Safari/537.36 Edg/130.0"
    words = [device_words(agent) for agent in (iphone, android, edge, "curl/8", "<b>x" * 999)]
    assert words == ["iPhone, Safari", "Android, Chrome", "Windows, Edge", "", ""]
