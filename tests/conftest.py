"""What every test may ask for, and the report's lines about what had to be left out."""

import os
import shutil
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from xdist.remote import Producer

from storage.settings import StorageSettings
from tests.support import postgres_server as postgresql
from tests.support import programs
from tests.support.ceph_store import running_ceph
from tests.support.scheduling import TogetherWhatIsHeavy

RUN_FOLDER = pytest.StashKey[Path]()
MEMORY = Path("/dev/shm")  # noqa: S108 - Linux's disk in memory
ROOM_IN_MEMORY = 4_000_000_000

# Making and dropping a database for each test is most of the time of a run on a disk.
# Here already, because pytest makes its own folder before anybody is asked.
if (
    "TMPDIR" not in os.environ
    and os.access(MEMORY, os.W_OK | os.X_OK)
    and shutil.disk_usage(MEMORY).free > ROOM_IN_MEMORY
):
    os.environ["TMPDIR"] = tempfile.tempdir = str(MEMORY)


def pytest_configure(config: pytest.Config) -> None:
    worker: dict[str, Any] | None = getattr(config, "workerinput", None)
    if worker:
        config.stash[RUN_FOLDER] = Path(worker["run_folder"])
        return
    folder = Path(tempfile.mkdtemp(prefix="vooraf-tests-"))
    folder.chmod(0o711)  # PostgreSQL runs as somebody else and must get through to its own folder
    config.stash[RUN_FOLDER] = folder
    config.add_cleanup(lambda: _clean_up(folder))
    signal.signal(signal.SIGTERM, signal.default_int_handler)  # so that it still cleans up


@pytest.hookimpl(optionalhook=True)
def pytest_configure_node(node: Any) -> None:
    """All processes of one run share one folder, and with it one PostgreSQL."""
    node.workerinput["run_folder"] = str(node.config.stash[RUN_FOLDER])


@pytest.hookimpl(optionalhook=True)
def pytest_xdist_make_scheduler(config: pytest.Config, log: Producer) -> TogetherWhatIsHeavy:
    return TogetherWhatIsHeavy(config, log)


def _clean_up(run_folder: Path) -> None:
    postgresql.stop_shared(run_folder)
    shutil.rmtree(run_folder)


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter) -> None:
    absent = programs.missing()
    if absent:
        terminalreporter.section("left out")
    for program in absent:
        terminalreporter.line(f"LEFT OUT {program.absence}")


@pytest.fixture(scope="session")
def postgres_server(pytestconfig: pytest.Config) -> postgresql.PostgresServer:
    """The run's PostgreSQL; without one installed, the tests that ask for it are left out."""
    folder = programs.require(programs.POSTGRESQL)
    return postgresql.shared(folder, pytestconfig.stash[RUN_FOLDER])


@pytest.fixture(scope="session")
def ceph() -> Iterator[StorageSettings]:
    """An S3 store that is not ours; without it, the tests that ask for it are left out."""
    with running_ceph(programs.require(programs.CEPH)) as store:
        yield store.settings


@pytest.fixture(scope="session")
def chromium() -> Path:
    """Where Chromium is; without it, the tests that ask for it are left out."""
    return programs.require(programs.CHROMIUM)
