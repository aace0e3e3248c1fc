"""Whoever watches over the server hears whether it can do its work."""

import dataclasses
from pathlib import Path

import httpx
import pytest
from httpx import AsyncClient

from server.app import create_app
from server.settings import Settings
from storage.embedded import EmbeddedStore
from tests.support import given, pictures, programs
from tests.support.asgi_client import browser, running
from tests.support.redis_server import running_redis

WELL = {"database": "ok", "storage": "ok", "channels": "ok"}


async def test_all_is_well(nobody: AsyncClient) -> None:
    answer = await nobody.get("/health")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok", "checks": WELL})
    assert answer.headers["cache-control"] == "no-store"


async def test_without_the_object_store_it_says_which_part_fails_and_keeps_the_facts(
    settings: Settings, tmp_path: Path
) -> None:
    embedded = EmbeddedStore(tmp_path / "objects")
    own = dataclasses.replace(await embedded.start(), public_prefix="", signed_host="")
    async with running(create_app(dataclasses.replace(settings, storage=own))) as app:
        rosa = browser(app)
        await given.repair(rosa)
        ticket = await given.announced(rosa, given.CASE_PHOTOS, pictures.jpeg(), moment="report")
        await given.upload(ticket, pictures.jpeg())
        await embedded.stop()
        answer = await rosa.get("/health")
        assert (answer.status_code, answer.json()["status"]) == (503, "failed")
        assert answer.json()["checks"] == {**WELL, "storage": "failed"}
        assert await given.repair(rosa)


async def test_without_redis_it_says_that_nodes_cannot_reach_each_other(
    settings: Settings,
) -> None:
    with running_redis(programs.require(programs.REDIS)) as redis:
        async with running(create_app(dataclasses.replace(settings, redis_url=redis.url))) as app:
            nobody = browser(app)
            assert (await nobody.get("/health")).status_code == 200
            redis.stop()
            answer = await nobody.get("/health")
            assert (answer.status_code, answer.json()["checks"]["channels"]) == (503, "failed")
            assert await given.repair(nobody)


async def test_a_store_that_stopped_is_a_problem_that_says_try_again(
    settings: Settings, tmp_path: Path
) -> None:
    embedded = EmbeddedStore(tmp_path / "objects")
    own = dataclasses.replace(
        await embedded.start(), public_prefix="", signed_host="", data_folder=None
    )
    async with running(create_app(dataclasses.replace(settings, storage=own))) as app:
        rosa = browser(app)
        await given.repair(rosa)
        ticket = await given.announced(rosa, given.CASE_PHOTOS, pictures.jpeg(), moment="report")
        await embedded.stop()
        with pytest.raises(httpx.ConnectError):
            await given.upload(ticket, pictures.jpeg())
        answer = await rosa.post(f"/api/photos/{ticket['id']}/confirm")
        assert (answer.status_code, answer.json()["type"]) == (503, "/problems/storage-unavailable")
