"""The live feed: what happened after a position, without loss or doubles, to those who may know."""

import pytest
from httpx import AsyncClient
from litestar import Litestar

from server.database import transaction
from server.journal import bell
from server.journal.service import About, append
from tests.support import given
from tests.support.asgi_client import streaming
from tests.support.cast import DE_LINDE

FEED = "/api/journal/feed"
JOURNAL = "/api/journal"


async def test_the_feed_begins_with_its_position_and_tells_what_happens_next(
    app: Litestar, rosa: AsyncClient, vera: AsyncClient
) -> None:
    await given.repair(rosa)
    async with streaming(app, vera, FEED) as feed:
        assert await feed.event() == ("hello", {"seq": 1})
        repair = await given.repair(rosa)
        name, told = await feed.event()
    assert (name, told["event"], told["requestId"]) == ("journal", "request.reported", repair.id)
    assert told["seq"] == 2


@pytest.mark.parametrize("how", ["header", "query"])
async def test_a_reader_who_was_away_misses_nothing_and_reads_nothing_twice(
    app: Litestar, rosa: AsyncClient, vera: AsyncClient, how: str
) -> None:
    for fault in ("KRA1", "DOU1", "KRA2"):
        await given.repair(rosa, fault=fault)
    headers = {"Last-Event-ID": "1"} if how == "header" else {}
    path = FEED if how == "header" else f"{FEED}?after=1"
    async with streaming(app, vera, path, **headers) as feed:
        assert await feed.event() == ("hello", {"seq": 1})
        await given.repair(rosa, fault="ELE2")
        assert [told["seq"] for told in await feed.events(3)] == [2, 3, 4]
        assert feed.is_silent()


async def test_more_than_a_page_is_told_in_one_go(app: Litestar, vera: AsyncClient) -> None:
    async with transaction():
        for _ in range(205):
            await append("test.happened", About(DE_LINDE.id))
    async with streaming(app, vera, f"{FEED}?after=0") as feed:
        await feed.event()
        assert [told["seq"] for told in await feed.events(205)] == list(range(1, 206))


async def test_a_technician_hears_of_his_own_jobs_only(
    app: Litestar, rosa: AsyncClient, henk: AsyncClient, vera: AsyncClient, tom: AsyncClient
) -> None:
    async with streaming(app, tom, FEED) as feed:
        await feed.event()
        await given.repair(henk)
        job = await given.job(vera, await given.repair(rosa))
        told = (await feed.events(1))[0]
        assert (told["event"], told["jobId"]) == ("job.given", job)
        assert feed.is_silent()


async def test_a_tenant_hears_of_her_own_case_only(
    app: Litestar, rosa: AsyncClient, henk: AsyncClient, vera: AsyncClient
) -> None:
    hers = await given.repair(rosa)
    async with streaming(app, rosa, FEED) as feed:
        await feed.event()
        await given.job(vera, await given.repair(henk))
        await given.job(vera, hers)
        told = (await feed.events(1))[0]
        assert (told["event"], told["requestId"]) == ("job.given", hers.id)
        assert feed.is_silent()


async def test_otto_hears_nothing(app: Litestar, rosa: AsyncClient, otto: AsyncClient) -> None:
    async with streaming(app, otto, f"{FEED}?after=0") as feed:
        assert await feed.event() == ("hello", {"seq": 0})
        await given.repair(rosa)
        assert feed.is_silent()
    assert (await otto.get(JOURNAL)).json() == {"entries": [], "seq": 0}


async def test_a_feed_that_was_closed_leaves_no_listener_behind(
    app: Litestar, vera: AsyncClient
) -> None:
    before = len(bell._listeners)
    async with streaming(app, vera, FEED) as feed:
        await feed.event()
        assert len(bell._listeners) == before + 1
    assert len(bell._listeners) == before


async def test_what_happened_since_is_read_page_by_page(
    rosa: AsyncClient, vera: AsyncClient
) -> None:
    for _ in range(5):
        await given.repair(rosa)
    seen: list[int] = []
    seq = 0
    while seq < 5:
        page = (await vera.get(JOURNAL, params={"after": seq, "limit": 2})).json()
        seen += [entry["seq"] for entry in page["entries"]]
        seq = page["seq"]
    # A repair that may be a duplicate has a line more.
    assert seen == list(range(1, seq + 1))


@pytest.mark.parametrize(
    "query",
    [{"limit": 0}, {"limit": 501}, {"limit": -1}, {"after": -1}, {"after": 2**63}, {"after": "x"}],
)
async def test_an_impossible_position_is_refused_by_name(
    vera: AsyncClient, query: dict[str, int]
) -> None:
    refused = await vera.get(JOURNAL, params=query)
    assert refused.status_code == 400
    assert refused.json()["errors"][0]["pointer"] == "/" + next(iter(query))


async def test_a_last_event_id_that_is_none_of_ours_begins_now(
    app: Litestar, rosa: AsyncClient, vera: AsyncClient
) -> None:
    await given.repair(rosa)
    for strange in ("abc", "9" * 30, "-1"):
        async with streaming(app, vera, FEED, **{"Last-Event-ID": strange}) as feed:
            assert await feed.event() == ("hello", {"seq": 1})


async def test_a_feed_does_not_outlive_the_sign_in(
    app: Litestar, rosa: AsyncClient, vera: AsyncClient
) -> None:
    async with streaming(app, vera, FEED) as feed:
        await feed.event()
        await vera.post("/api/sign-out")
        await given.repair(rosa)
        assert await feed.chunk() == ""
