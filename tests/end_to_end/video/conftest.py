"""One server for all calls that need nothing special of it; each call has a repair of its own."""

from collections.abc import AsyncGenerator, Generator
from pathlib import Path

import pytest

from tests.end_to_end.video.call_stage import CODE, Stage, call_between
from tests.support.chromium import film_of_code
from tests.support.running_server import RunningServer, running_server

HERE = Path(__file__).parent
# A call in two browsers, on a busy machine with two cores.
SECONDS = 300


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.parent == HERE and not item.get_closest_marker("timeout"):
            item.add_marker(pytest.mark.timeout(SECONDS))


@pytest.fixture(scope="session")
def server(tmp_path_factory: pytest.TempPathFactory) -> Generator[RunningServer]:
    with running_server(tmp_path_factory.mktemp("video")) as running:
        yield running


@pytest.fixture(scope="session")
def address(server: RunningServer) -> str:
    return server.address


@pytest.fixture(scope="session")
def film(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """What Rosa's camera films."""
    return film_of_code(tmp_path_factory.mktemp("film") / "code.mjpeg", CODE)


@pytest.fixture
async def stage(address: str, chromium: Path, film: Path) -> AsyncGenerator[Stage]:
    """Tom and Rosa, each with a browser, before the call."""
    async with call_between(address, chromium, film) as both:
        yield both


@pytest.fixture
async def talking(stage: Stage) -> Stage:
    """They see and hear each other."""
    await stage.tom_opens()
    await stage.rosa_opens()
    await stage.rosa_starts()
    await stage.tom.sees_and_hears()
    return stage
