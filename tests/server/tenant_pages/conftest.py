"""The whole application in this process, with the people and homes of the demo."""

import asyncio
import io
from collections.abc import AsyncIterator, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, cast

import httpx
import pillow_heif
import pytest
import pytest_asyncio
from litestar import Litestar
from PIL import Image

from server.app import create_app
from server.demo import seed
from server.repair_requests.tables import RepairRequest
from server.settings import Settings
from tests.support import databases

PICTURE_LIMIT = 1_000_000
ADDRESS = "http://tenant.test"


@dataclass(frozen=True)
class Site:
    """The running application, as a browser without script meets it."""

    transport: httpx.ASGITransport

    def browser(self, language: str = "nl") -> httpx.AsyncClient:
        headers = {"accept-language": language}
        return httpx.AsyncClient(transport=self.transport, base_url=ADDRESS, headers=headers)

    async def reports(self) -> int:
        return await RepairRequest.count()


@pytest.fixture(scope="module", params=["sqlite", "postgresql"])
def empty_database(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path_factory.mktemp('database')}/vooraf.sqlite"
        return
    with databases.postgres_database(request.getfixturevalue("postgres_server")) as url:
        yield url


@pytest_asyncio.fixture(scope="module", loop_scope="module")
async def site(
    empty_database: str, tmp_path_factory: pytest.TempPathFactory
) -> AsyncIterator[Site]:
    data = tmp_path_factory.mktemp("tenant-pages")
    app = create_app(
        Settings(
            data=data,
            database_url=empty_database,
            secret="no secret in a test, but long enough for one",  # noqa: S106
            public_url=ADDRESS,
            picture_limit_bytes=PICTURE_LIMIT,
            rate_limit_factor=1000,  # everybody here lives at one address
        )
    )
    is_up, may_stop = asyncio.Event(), asyncio.Event()
    # A task of its own: what was started must be stopped by the same task, and fixtures are not.
    life = asyncio.create_task(_live(app, is_up, may_stop))
    await asyncio.wait([life, asyncio.create_task(is_up.wait())], return_when="FIRST_COMPLETED")
    if not life.done():
        yield Site(httpx.ASGITransport(app=cast(Any, app)))
    may_stop.set()
    await life


async def _live(app: Litestar, is_up: asyncio.Event, may_stop: asyncio.Event) -> None:
    async with app.lifespan():
        await seed.seed_people()
        is_up.set()
        await may_stop.wait()


@pytest.fixture(scope="session")
def jpeg() -> bytes:
    return _encoded("JPEG")


@pytest.fixture(scope="session")
def heic() -> bytes:
    pillow_heif.register_heif_opener()
    return _encoded("HEIF")


def _encoded(form: str) -> bytes:
    picture = Image.linear_gradient("L").resize((640, 480)).convert("RGB")
    out = io.BytesIO()
    picture.save(out, form, quality=80)
    return out.getvalue()


@pytest.fixture(scope="session")
def photos_folder() -> Path | None:
    """Photos of real phones beside the checkout, where they are."""
    folder = Path(__file__).parents[4] / "shared" / "photos"
    return folder if folder.is_dir() else None
