"""Databases for tests: migrated and peopled once, then copied for each test."""

import asyncio
import shutil
from collections.abc import Coroutine, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path
from typing import Any
from uuid import uuid4

from server import database
from server.piccolo_app import APP_CONFIG
from tests.support import cast
from tests.support.postgres_server import PostgresServer

_PEOPLED = "peopled"


def prepare(url: str) -> None:
    """Every migration, then the cast."""

    async def work() -> None:
        await database.connect(url, APP_CONFIG.table_classes)
        try:
            await database.migrate()
            await cast.move_in()
        finally:
            await database.disconnect()

    apart(work())


def apart(work: Coroutine[Any, Any, Any]) -> Any:
    """Run something in an event loop of its own, also while a test's loop is waiting."""
    with ThreadPoolExecutor(1) as thread:
        return thread.submit(asyncio.run, work).result()


def sqlite_template(folder: Path) -> Path:
    """A prepared file to copy."""
    file = folder / "template.sqlite"
    prepare(f"sqlite:///{file}")
    return file


def sqlite_copy(template: Path, folder: Path) -> str:
    file = folder / "vooraf.sqlite"
    shutil.copyfile(template, file)
    return f"sqlite:///{file}"


@contextmanager
def postgres_copy(server: PostgresServer) -> Iterator[str]:
    """A copy of the prepared database, dropped afterwards."""
    template = server.template(_PEOPLED, prepare)
    with postgres_database(server, template) as url:
        yield url


@contextmanager
def postgres_database(server: PostgresServer, template: str = "template0") -> Iterator[str]:
    name = f"test-{uuid4()}"
    url = server.create_database(name, template)
    try:
        yield url
    finally:
        server.drop_database(name)
