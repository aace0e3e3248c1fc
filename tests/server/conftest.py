"""The server on SQLite and on PostgreSQL, with a browser for each of the cast."""

import dataclasses
from collections.abc import AsyncIterator, Iterator
from pathlib import Path

import httpx
import pytest
import pytest_asyncio
from litestar import Litestar

from server import database
from server.app import create_app
from server.piccolo_app import APP_CONFIG
from server.settings import Settings
from storage.embedded import EmbeddedStore
from storage.objects import ObjectStore
from storage.settings import StorageSettings
from tests.support import cast, databases
from tests.support.asgi_client import ADDRESS, browser, running, signed_in
from tests.support.stored_objects import StoredObjects

PICTURE_LIMIT = 2_000_000


@pytest.fixture(scope="session")
def sqlite_template(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return databases.sqlite_template(tmp_path_factory.mktemp("template"))


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    """A database of this test alone: migrated, with the cast in it."""
    if request.param == "sqlite":
        yield databases.sqlite_copy(request.getfixturevalue("sqlite_template"), tmp_path)
        return
    with databases.postgres_copy(request.getfixturevalue("postgres_server")) as url:
        yield url


@pytest.fixture
async def connected(database_url: str) -> AsyncIterator[str]:
    """The database alone, without a server around it."""
    await database.connect(database_url, APP_CONFIG.table_classes)
    yield database_url
    await database.disconnect()


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def store(tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[StorageSettings]:
    """One real object store for all tests, reached as any S3: browsers go there directly."""
    embedded = EmbeddedStore(tmp_path_factory.mktemp("store") / "objects")
    settings = await embedded.start()
    reached = dataclasses.replace(settings, public_prefix="", signed_host="", data_folder=None)
    objects = ObjectStore(reached)
    await objects.prepare()
    await objects.close()
    yield reached
    await embedded.stop()


@pytest.fixture
def settings(database_url: str, store: StorageSettings, tmp_path: Path) -> Settings:
    return Settings(
        data=tmp_path,
        database_url=database_url,
        secret="only good for tests, and long enough",  # noqa: S106
        public_url=ADDRESS,
        storage=store,
        picture_limit_bytes=PICTURE_LIMIT,
        rate_limit_factor=1000,  # everybody here lives at one address
    )


@pytest.fixture(scope="session")
def put_together() -> dict[tuple[str, int], Litestar]:
    return {}


@pytest.fixture
async def app(
    settings: Settings, put_together: dict[tuple[str, int], Litestar]
) -> AsyncIterator[Litestar]:
    """The whole server, running.

    Putting the routes together takes longer than most tests; what runs behind them is made anew.
    """
    shaped_by = (settings.public_url, settings.picture_limit_bytes)
    if shaped_by not in put_together:
        put_together[shaped_by] = create_app(settings)
    app = put_together[shaped_by]
    app.state.settings = settings
    async with running(app):
        yield app


@pytest.fixture
async def nobody(app: Litestar) -> httpx.AsyncClient:
    return browser(app)


@pytest.fixture
async def rosa(app: Litestar) -> httpx.AsyncClient:
    """Rosa's browser. It follows a case as soon as she reports one."""
    return browser(app)


@pytest.fixture
async def henk(app: Litestar) -> httpx.AsyncClient:
    """Her neighbour's."""
    return browser(app)


@pytest.fixture
async def vera(app: Litestar) -> httpx.AsyncClient:
    return await signed_in(app, cast.VERA)


@pytest.fixture
async def marijke(app: Litestar) -> httpx.AsyncClient:
    return await signed_in(app, cast.MARIJKE)


@pytest.fixture
async def ingrid(app: Litestar) -> httpx.AsyncClient:
    return await signed_in(app, cast.INGRID)


@pytest.fixture
async def tom(app: Litestar) -> httpx.AsyncClient:
    return await signed_in(app, cast.TOM)


@pytest.fixture
async def fatima(app: Litestar) -> httpx.AsyncClient:
    return await signed_in(app, cast.FATIMA)


@pytest.fixture
async def otto(app: Litestar) -> httpx.AsyncClient:
    return await signed_in(app, cast.OTTO)


@pytest.fixture
async def carla(app: Litestar) -> httpx.AsyncClient:
    return await signed_in(app, cast.CARLA)


@pytest.fixture
async def kees(app: Litestar) -> httpx.AsyncClient:
    return await signed_in(app, cast.KEES)


@pytest.fixture
async def objects(store: StorageSettings) -> AsyncIterator[StoredObjects]:
    """The store from behind: what really lies there."""
    behind = ObjectStore(store)
    yield StoredObjects(behind)
    await behind.close()
