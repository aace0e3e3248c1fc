"""A restored backup does not bring erased people back. Real copies of real databases."""

import asyncio
import shutil
import sqlite3
import subprocess
from collections.abc import Callable
from pathlib import Path

import pytest
from httpx import AsyncClient

from server import database
from server.journal.verify import first_break
from server.legal_holds.tables import LegalHold
from server.needs.tables import Need
from server.piccolo_app import APP_CONFIG
from server.privacy.erasing import replay
from storage.settings import StorageSettings
from tests.support import given, programs
from tests.support.cast import DE_LINDE
from tests.support.searching import found_in_database
from tests.support.server_node import running_node
from tests.support.stored_objects import StoredObjects
from tests.support.whole_case import TRACES, WholeCase, whole_case

Backup = Callable[[], Callable[[], None]]


@pytest.fixture
def backup(database_url: str, tmp_path: Path) -> Backup:
    """Makes a backup; what comes back puts it in the place of the database."""
    if database_url.startswith("sqlite"):
        return lambda: _sqlite_backup(Path(database_url.removeprefix("sqlite:///")), tmp_path)
    folder = programs.require(programs.POSTGRESQL)
    return lambda: _postgres_backup(folder, database_url, tmp_path / "backup.dump")


def _sqlite_backup(file: Path, folder: Path) -> Callable[[], None]:
    kept = folder / "backup.sqlite"
    source, target = sqlite3.connect(file), sqlite3.connect(kept)
    source.backup(target)
    source.close()
    target.close()

    def restore() -> None:
        for beside in ("-wal", "-shm"):
            file.with_name(file.name + beside).unlink(missing_ok=True)
        shutil.copyfile(kept, file)

    return restore


def _postgres_backup(folder: Path, url: str, kept: Path) -> Callable[[], None]:
    def run(*command: str) -> None:
        subprocess.run(command, check=True, capture_output=True)

    run(str(folder / "pg_dump"), "--format=custom", f"--file={kept}", url)
    return lambda: run(
        str(folder / "pg_restore"), "--clean", "--if-exists", f"--dbname={url}", str(kept)
    )


async def put_back(restore: Callable[[], None], url: str) -> None:
    """As an operator does: the server is stopped meanwhile."""
    await database.disconnect()
    await asyncio.to_thread(restore)
    await database.connect(url, APP_CONFIG.table_classes)


@pytest.fixture
async def case(
    rosa: AsyncClient, vera: AsyncClient, tom: AsyncClient, objects: StoredObjects
) -> WholeCase:
    return await whole_case(rosa, vera, tom, objects.store)


async def erased(ingrid: AsyncClient, case: WholeCase) -> None:
    answer = await ingrid.post(
        f"/api/repair-requests/{case.id}/erasure", json={"requests": [case.id]}
    )
    assert answer.status_code == 200, answer.text


@pytest.mark.usefixtures("app")
async def test_who_was_erased_after_the_backup_is_erased_again_at_the_start(
    ingrid: AsyncClient,
    case: WholeCase,
    objects: StoredObjects,
    backup: Backup,
    database_url: str,
) -> None:
    restore = await asyncio.to_thread(backup)
    await erased(ingrid, case)
    await put_back(restore, database_url)
    assert await found_in_database(TRACES)

    assert await replay(objects.store) > 0

    assert await found_in_database(TRACES) == []
    assert await first_break(DE_LINDE.id) is None
    assert await replay(objects.store) == 0


async def test_a_hold_from_before_the_erasure_does_not_bring_her_back(
    ingrid: AsyncClient,
    case: WholeCase,
    objects: StoredObjects,
    backup: Backup,
    database_url: str,
) -> None:
    hold = {"id": given.fresh_id(), "reason": "Rechtszaak", "reviewOn": "2099-01-01"}
    await ingrid.post(f"/api/repair-requests/{case.id}/hold", json=hold)
    restore = await asyncio.to_thread(backup)
    await ingrid.post(f"/api/repair-requests/{case.id}/hold/release")
    await erased(ingrid, case)
    await put_back(restore, database_url)
    assert await LegalHold.count().where(LegalHold.released_at.is_null()) == 1
    await replay(objects.store)
    assert await found_in_database(TRACES) == []


async def test_a_need_that_she_took_back_after_the_backup_is_forgotten_again(
    rosa: AsyncClient,
    vera: AsyncClient,
    objects: StoredObjects,
    backup: Backup,
    database_url: str,
) -> None:
    repair = await given.repair(rosa)
    await rosa.post("/r/needs", data={"needs": ["hard_of_hearing", "no_stairs"]})
    told = (await vera.get(f"/api/repair-requests/{repair.id}/privacy")).json()["needs"]
    (need,) = [each["id"] for each in told if each["code"] == "hard_of_hearing"]
    restore = await asyncio.to_thread(backup)
    assert (await rosa.post(f"/r/needs/{need}/withdraw")).status_code == 303
    await put_back(restore, database_url)
    assert len(await Need.select().where(Need.code == "hard_of_hearing")) == 1

    assert await replay(objects.store) > 0

    assert {row["code"] for row in await Need.select(Need.code)} == {"", "no_stairs"}
    assert await first_break(DE_LINDE.id) is None
    assert await replay(objects.store) == 0


@pytest.mark.usefixtures("app")
async def test_a_server_that_starts_on_a_backup_shows_nobody_who_was_erased(
    ingrid: AsyncClient,
    case: WholeCase,
    backup: Backup,
    database_url: str,
    store: StorageSettings,
    tmp_path: Path,
) -> None:
    restore = await asyncio.to_thread(backup)
    await erased(ingrid, case)
    await put_back(restore, database_url)
    with running_node(tmp_path / "node", database_url, store) as node:
        async with AsyncClient(base_url=node.url, cookies=ingrid.cookies) as desk:
            request = (await desk.get(f"/api/repair-requests/{case.id}")).json()
        assert (request["tenantName"], request["description"], request["photos"]) == ("", "", [])
        log = node.log.read_text().casefold()
    assert "privacy.erased_again" in log
    assert [trace for trace in TRACES if trace.casefold() in log] == []
