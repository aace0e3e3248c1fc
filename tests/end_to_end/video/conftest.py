"""One server and two browsers for all calls that need nothing special of them.

Each call has a repair of its own, and pages that know nothing of the calls before.
"""

from collections.abc import AsyncGenerator, Generator
from pathlib import Path

import pytest
import pytest_asyncio

from tests.end_to_end.video.call_stage import CODE, Phones, Stage, call_between, two_phones
from tests.support.chromium import film_of_code
from tests.support.running_server import RunningServer, running_server

HERE = Path(__file__).parent
# A call in two browsers, on a busy machine with two cores.
SECONDS = 300


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    for item in items:
        if item.path.parent != HERE:
            continue
        # The browsers live in the loop that started them.
        item.add_marker(pytest.mark.asyncio(loop_scope="session"), append=False)
        if not item.get_closest_marker("timeout"):
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
    return film_of_code(tmp_path_factory.mktemp("film") / "code.y4m", CODE)


@pytest_asyncio.fixture(scope="session", loop_scope="session")
async def phones(chromium: Path, film: Path) -> AsyncGenerator[Phones]:
    async with two_phones(chromium, film) as both:
        yield both


@pytest_asyncio.fixture(loop_scope="session")
async def stage(address: str, phones: Phones) -> AsyncGenerator[Stage]:
    """Tom and Rosa, each with a browser, before the call."""
    async with call_between(address, phones) as both:
        yield both


@pytest_asyncio.fixture(loop_scope="session")
async def talking(stage: Stage) -> Stage:
    """They see and hear each other."""
    await stage.tom_opens()
    await stage.rosa_opens()
    await stage.rosa_starts()
    await stage.tom.sees_and_hears()
    return stage
