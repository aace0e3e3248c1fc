"""Stores to test against, and a browser's view of them."""

import dataclasses
from collections.abc import AsyncIterator, Callable
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
import pytest_asyncio

from storage.embedded import EmbeddedStore
from storage.keys import evidence_key
from storage.objects import ObjectStore
from storage.settings import StorageSettings
from tests.storage.browser import Browser, a_browser

SLOW_TO_START = pytest.mark.timeout(300)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def embedded_settings(tmp_path_factory) -> AsyncIterator[StorageSettings]:
    embedded = EmbeddedStore(tmp_path_factory.mktemp("store") / "objects")
    settings = await embedded.start()
    yield settings
    await embedded.stop()


@pytest.fixture(params=["embedded", "direct", pytest.param("ceph", marks=SLOW_TO_START)])
async def settings(request, embedded_settings) -> StorageSettings:
    match request.param:
        case "embedded":
            return embedded_settings
        case "direct":
            # The same server as any S3 endpoint: no proxy before it, no view of its disk.
            return dataclasses.replace(
                embedded_settings, public_prefix="", signed_host="", data_folder=None
            )
        case _:
            return request.getfixturevalue("ceph")


@pytest.fixture
async def store(settings) -> AsyncIterator[ObjectStore]:
    store = ObjectStore(settings)
    await store.prepare()
    yield store
    await store.close()


@pytest.fixture
async def browser(settings) -> AsyncIterator[Browser]:
    async with a_browser(settings) as browser:
        yield browser


@pytest.fixture
def new_key() -> Callable[[], str]:
    return lambda: evidence_key(uuid4(), uuid4(), "jpg", at=datetime.now(UTC))


@pytest.fixture(scope="session")
def photos() -> list[Path]:
    """Real phone photos. They are not ours to publish, so they lie beside the repository."""
    folder = Path(__file__).parents[3] / "shared" / "photos"
    if not folder.is_dir():
        pytest.skip("../shared/photos is not there: real phone photos are left out")
    found = sorted(path for path in folder.iterdir() if path.suffix in {".jpg", ".heic"})
    assert found
    return found
