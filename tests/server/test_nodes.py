"""The server as processes of their own: several nodes as one, and what their logs give away."""

import asyncio
import json
from collections.abc import AsyncIterator
from pathlib import Path

import httpx
import pytest

from server import database
from server.accounts import service as accounts
from server.accounts.cookies import SIGN_IN
from server.accounts.tables import How
from server.piccolo_app import APP_CONFIG
from storage.settings import StorageSettings
from tests.support import given, programs
from tests.support.cast import ROSA, TOM, VERA, Colleague
from tests.support.databases import postgres_copy
from tests.support.postgres_server import PostgresServer
from tests.support.redis_server import running_redis
from tests.support.server_node import Node, running_node

FEED = "/api/journal/feed"


async def sign_ins(url: str, *people: Colleague) -> list[str]:
    """Cookies of these people, made before any node runs."""
    await database.connect(url, APP_CONFIG.table_classes)
    try:
        async with database.transaction():
            return [await accounts.start_sign_in(who.id, How.DEMO, "") for who in people]
    finally:
        await database.disconnect()


def browser(node: Node, secret: str = "") -> httpx.AsyncClient:
    cookies = {SIGN_IN: secret} if secret else {}
    return httpx.AsyncClient(base_url=node.url, cookies=cookies, trust_env=False, timeout=20)


async def events(feed: httpx.Response) -> AsyncIterator[dict[str, object]]:
    async for line in feed.aiter_lines():
        if line.startswith("data: "):
            yield json.loads(line.removeprefix("data: "))


async def test_what_happens_on_one_node_is_heard_on_the_other_at_once(
    postgres_server: PostgresServer, store: StorageSettings, tmp_path: Path
) -> None:
    with (
        running_redis(programs.require(programs.REDIS)) as redis,
        postgres_copy(postgres_server) as url,
    ):
        (secret,) = await sign_ins(url, VERA)
        shared = {"VOORAF_REDIS_URL": redis.url}
        with (
            running_node(tmp_path / "a", url, store, **shared) as a,
            running_node(tmp_path / "b", url, store, **shared) as b,
        ):
            async with (
                browser(a) as rosa,
                browser(b, secret) as vera,
                vera.stream("GET", FEED) as feed,
            ):
                told = events(feed)
                assert await anext(told) == {"seq": 0}
                repair = await given.repair(rosa)
                # Far less than the heartbeat, after which a feed looks by itself.
                async with asyncio.timeout(5):
                    assert (await anext(told))["requestId"] == repair.id


async def test_a_chat_is_live_between_nodes_and_so_is_who_types_in_it(
    postgres_server: PostgresServer, store: StorageSettings, tmp_path: Path
) -> None:
    with (
        running_redis(programs.require(programs.REDIS)) as redis,
        postgres_copy(postgres_server) as url,
    ):
        (secret,) = await sign_ins(url, VERA)
        shared = {"VOORAF_REDIS_URL": redis.url}
        with (
            running_node(tmp_path / "a", url, store, **shared) as a,
            running_node(tmp_path / "b", url, store, **shared) as b,
        ):
            async with browser(a) as rosa, browser(b, secret) as vera:
                repair = await given.repair(rosa)
                chat = f"/api/repair-requests/{repair.id}/conversation"
                async with (
                    rosa.stream("GET", "/api/case/conversation/feed") as hers,
                    vera.stream("GET", f"{chat}/feed") as theirs,
                    asyncio.timeout(10),  # less than the heartbeat
                ):
                    hers_told, theirs_told = hers.aiter_lines(), theirs.aiter_lines()
                    assert await named(hers_told, "people", holding="Vera")
                    assert await named(theirs_told, "people", holding="Rosa")
                    await vera.post(f"{chat}/typing")
                    assert await named(hers_told, "people", holding='"isTyping":true')
                    await vera.post(chat, json={"id": given.fresh_id(), "text": "Dag"})
                    assert await named(hers_told, "message", holding="Dag")


async def named(lines: AsyncIterator[str], event: str, holding: str) -> bool:
    """Reads on until such an event came."""
    name = ""
    async for line in lines:
        if line.startswith("event: "):
            name = line.removeprefix("event: ")
        elif line.startswith("data: ") and name == event and holding in line:
            return True
    return False


async def test_a_photo_that_came_in_on_one_node_is_derived_once(
    postgres_server: PostgresServer, store: StorageSettings, tmp_path: Path
) -> None:
    with (
        running_redis(programs.require(programs.REDIS)) as redis,
        postgres_copy(postgres_server) as url,
    ):
        (secret,) = await sign_ins(url, VERA)
        shared = {"VOORAF_REDIS_URL": redis.url}
        with (
            running_node(tmp_path / "a", url, store, **shared) as a,
            running_node(tmp_path / "b", url, store, **shared) as b,
        ):
            async with (
                browser(a) as rosa,
                browser(b, secret) as vera,
                vera.stream("GET", FEED) as feed,
                asyncio.timeout(20),
            ):
                await given.repair(rosa)
                photo = await given.report_photo(rosa)
                names = [told["event"] async for told in until_ready(feed, photo)]
        assert names.count("photo.ready") == 1


async def until_ready(feed: httpx.Response, photo: str) -> AsyncIterator[dict[str, object]]:
    async for told in events(feed):
        if "event" in told:
            yield told
            if (told["event"], told["photoId"]) == ("photo.ready", photo):
                return


@pytest.fixture
def secrets_of_people() -> list[str]:
    home = ROSA.home
    return [ROSA.name, "Rosa", ROSA.phone, "12345012", home.street, home.postcode, "3698KL"]


async def test_the_log_of_a_whole_journey_names_nobody(
    database_url: str, store: StorageSettings, tmp_path: Path, secrets_of_people: list[str]
) -> None:
    staff = await sign_ins(database_url, VERA, TOM)
    with running_node(tmp_path / "node", database_url, store, VOORAF_LOG_LEVEL="debug") as node:
        async with (
            browser(node) as rosa,
            browser(node, staff[0]) as vera,
            browser(node, staff[1]) as tom,
        ):
            repair = await a_journey_with_trouble(rosa, vera, tom)
            cookie = rosa.cookies["vooraf_case"]
    log = node.log.read_text()
    assert log.count("\n") > 3
    assert "unreadable" in log  # something of the journey is told, by its id
    for secret in (*secrets_of_people, TOM.name, repair.secret, cookie, *staff, store.secret_key):
        assert secret not in log, secret


async def a_journey_with_trouble(
    rosa: httpx.AsyncClient, vera: httpx.AsyncClient, tom: httpx.AsyncClient
) -> given.Repair:
    repair = await given.repair(rosa, email="rosa@example.nl")
    job = await given.job(vera, repair)
    call = await given.previsit(vera, job)
    await tom.post(f"/api/previsits/{call}/open")
    await rosa.post("/api/case/previsit/join")
    await tom.put(f"/api/previsits/{call}/outcome", json=given.an_outcome())
    visit = await given.arrival(tom, job)
    damaged = b"\xff\xd8\xff\xe0" + b"x" * 500
    async with tom.stream("GET", f"{FEED}?after=0") as feed, asyncio.timeout(20):
        photo = await given.photo(tom, given.photos_of(job), damaged, visitId=visit)
        async for told in events(feed):
            if told.get("event") == "photo.refused":
                break
    await given.departure(tom, visit, [photo])
    await vera.get("/api/repair-requests", params={"q": "Rosa de Wit"})
    await rosa.post("/api/repair-requests", json=given.a_report(phone="Rosa"))
    await rosa.post("/api/case/sign-in", json={"secret": repair.secret})
    return repair
