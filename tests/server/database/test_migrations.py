"""Migrations run on both databases, from nothing and from every state there has been."""

import contextlib
import io
import json
import sqlite3
from collections.abc import AsyncIterator, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from piccolo.apps.migrations.commands.forwards import run_forwards
from piccolo.apps.migrations.commands.new import AutoMigrationManager
from piccolo.apps.migrations.tables import Migration

from server import database
from server.accounts.tables import Organisation
from server.appointments.tables import Appointment
from server.database import select
from server.journal.verify import first_break
from server.piccolo_app import APP_CONFIG
from server.repair_requests.tables import RepairRequest
from tests.support import cast, databases
from tests.support.databases import postgres_database
from tests.support.given import fresh_id, id_of

MIGRATIONS = sorted(
    module.read_text().partition('ID = "')[2].partition('"')[0]
    for module in Path(APP_CONFIG.migrations_folder_path).glob("server_*.py")
)
ROWS = Path(__file__).with_name("rows_of_the_first_tables.json")


@pytest.fixture(params=["sqlite", "postgresql"])
def empty_url(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[str]:
    if request.param == "sqlite":
        yield f"sqlite:///{tmp_path}/empty.sqlite"
        return
    with postgres_database(request.getfixturevalue("postgres_server")) as url:
        yield url


@pytest.fixture
async def empty(empty_url: str) -> AsyncIterator[str]:
    """A database without a single table, connected."""
    await database.connect(empty_url, APP_CONFIG.table_classes)
    yield empty_url
    await database.disconnect()


async def columns_of(url: str, table: str) -> set[str]:
    if url.startswith("sqlite"):
        return set(await select(lambda *row: row[1], f"PRAGMA table_info({table})"))
    sql = "SELECT column_name::text FROM information_schema.columns WHERE table_name = {}"
    return set(await select(str, sql, table))


async def test_migrations_bring_an_empty_database_up_to_date_once(empty: str) -> None:
    assert await database.migrate() == MIGRATIONS
    assert await database.migrate() == []
    await cast.move_in()
    assert await Organisation.count() == 3


async def test_every_table_has_the_columns_of_its_model(empty: str) -> None:
    await database.migrate()
    for table in APP_CONFIG.table_classes:
        expected = {column._meta.db_column_name for column in table._meta.columns}
        assert await columns_of(empty, table._meta.tablename) == expected


async def test_no_model_changed_without_a_migration() -> None:
    statements = await AutoMigrationManager().get_alter_statements(APP_CONFIG)
    assert [line for group in statements for line in group.statements] == []


@pytest.mark.parametrize("state", MIGRATIONS)
async def test_rows_of_every_earlier_state_survive(empty: str, state: str) -> None:
    with contextlib.redirect_stdout(io.StringIO()):
        await run_forwards("server", migration_id=state)
    await insert_rows()
    assert await database.migrate() == MIGRATIONS[MIGRATIONS.index(state) + 1 :]
    request = await RepairRequest.objects().get(RepairRequest.number == "26-00001")
    assert request is not None
    assert (request.tenant_name, request.reported_at.year) == ("Rosa de Wit", 2026)
    assert await first_break(id_of(request.organisation.hex)) is None
    for table, rows in json.loads(ROWS.read_text()).items():
        assert await select(int, f"SELECT count(*) FROM {table}") == [len(rows)], table  # noqa: S608


async def insert_rows() -> None:
    """One repair as the very first release wrote it, in SQL, whatever the models say today."""
    for table, rows in json.loads(ROWS.read_text()).items():
        for row in rows:
            await insert_row(table, row)


async def insert_row(table: str, row: dict[str, object]) -> None:
    values = ", ".join(_literal(value) for value in row.values())
    await Migration.raw(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({values})")  # noqa: S608


def _literal(value: object) -> str:
    if value is None:
        return "NULL"
    if isinstance(value, int):
        return str(value)
    text = str(value).replace("'", "''").replace("{", "{{").replace("}", "}}")
    return f"'{text}'"


async def test_the_template_that_tests_copy_is_a_whole_database(tmp_path: Path) -> None:
    file = databases.sqlite_template(tmp_path)
    assert not file.with_name(f"{file.name}-wal").exists()
    with contextlib.closing(sqlite3.connect(file)) as connection:
        assert connection.execute("pragma integrity_check").fetchone() == ("ok",)


async def test_a_name_on_a_line_that_was_emptied_before_it_could_be_proved_is_gone(
    empty: str,
) -> None:
    with contextlib.redirect_stdout(io.StringIO()):
        await run_forwards("server", migration_id="2026-11-29T14:59:00:000000")
    await insert_rows()
    await Migration.raw("UPDATE journal SET payload = NULL, salt = NULL WHERE seq = 3")
    await database.migrate()
    named = await select(int, "SELECT seq FROM journal WHERE actor_name IS NOT NULL ORDER BY seq")
    assert 3 not in named
    assert {2, 4} <= set(named)


async def test_an_order_from_before_carries_the_limits_of_its_contract(empty: str) -> None:
    with contextlib.redirect_stdout(io.StringIO()):
        await run_forwards("server", migration_id="2026-11-29T16:42:30:000000")
    await insert_rows()
    (request,) = json.loads(ROWS.read_text())["repair_request"]
    contract, at = fresh_id(), "2026-11-20 09:00:00+00:00"
    firm = request["organisation"]
    limits = {"extra_unasked_cents": 5_000, "extra_coordinator_cents": 25_000}
    parties = {"corporation": firm, "contractor": firm, "made_at": at}
    await insert_row("contract", {"id": contract, **parties, **limits})
    order = {"id": fresh_id(), "contract": contract, "contractor": firm}
    prices = {"call_out_cents": 4_500, "hourly_cents": 6_500, "note": "", "decline_reason": ""}
    offered = {"offered_by": "Vera", "offered_at": at, "answer_by": at, "state": "offered"}
    about = {"request": request["id"], "trade": "LOA"}
    await insert_row("work_order", {**order, **about, **prices, **offered})
    await database.migrate()
    sql = "SELECT extra_unasked_cents, extra_coordinator_cents FROM work_order"
    assert await select(lambda *row: row, sql) == [tuple(limits.values())]


async def test_telephone_numbers_of_tenancies_are_kept_as_they_are_dialled(empty: str) -> None:
    with contextlib.redirect_stdout(io.StringIO()):
        await run_forwards("server", migration_id="2026-11-29T20:41:31:063594")
    await insert_rows()
    (tenancy,) = json.loads(ROWS.read_text())["tenancy"]
    await Migration.raw("DELETE FROM tenancy")
    written = (
        "+31 6 1234 5012",
        "0031612345012",
        "06.1234.5012",
        "06-12345012",
        "",
        "binnenlijn 12",
    )
    for phone in written:
        await insert_row("tenancy", {**tenancy, "id": fresh_id(), "phone": phone})
    await database.migrate()
    kept = await select(str, "SELECT phone FROM tenancy")
    assert sorted(kept) == ["", *["+31612345012"] * 4, "binnenlijn 12"]


async def test_a_visit_that_was_planned_becomes_an_appointment(empty: str) -> None:
    with contextlib.redirect_stdout(io.StringIO()):
        await run_forwards("server", migration_id="2026-11-30T10:19:41:592743")
    await insert_rows()
    await Migration.raw("UPDATE job SET planned_visit_at = '2026-11-25 09:00:00+00:00'")
    await database.migrate()
    (job,) = json.loads(ROWS.read_text())["job"]
    (kept,) = await Appointment.objects()
    assert kept.job == id_of(job["id"])
    assert kept.ends_at - kept.begins_at == timedelta(hours=2)
    assert kept.begins_at == datetime(2026, 11, 25, 9, tzinfo=UTC)
