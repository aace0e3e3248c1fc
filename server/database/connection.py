"""The database of this process: connect, migrate, read lists as structs, change in transactions."""

import contextlib
import io
import re
from collections.abc import AsyncGenerator, Callable, Iterable
from contextvars import ContextVar
from functools import lru_cache
from pathlib import Path
from typing import Any, TypeVar

from piccolo.apps.migrations.commands.forwards import run_forwards
from piccolo.apps.migrations.tables import Migration
from piccolo.table import Table

from server import piccolo_conf
from server.database.postgres import SafePostgresEngine
from server.database.sqlite import PooledSQLiteEngine

S = TypeVar("S")
T = TypeVar("T", bound=Table)
Engine = PooledSQLiteEngine | SafePostgresEngine
AppliedMigrations = list[str]

_after_commit: ContextVar[list[Callable[[], None]] | None] = ContextVar(
    "after_commit", default=None
)


async def connect(url: str, tables: Iterable[type[Table]]) -> None:
    """Open `sqlite:///path` or `postgresql://…` and hand it to these tables."""
    if url.startswith("sqlite:///"):
        chosen: Engine = PooledSQLiteEngine(Path(url.removeprefix("sqlite:///")))
    else:
        chosen = SafePostgresEngine(url)
    await chosen.start_connection_pool()
    piccolo_conf.use(chosen, tables)


async def disconnect() -> None:
    await engine().close_connection_pool()


async def empty_log() -> None:
    """What was erased stands in SQLite's log no more; outside a transaction. PostgreSQL writes over
    its log by itself."""
    chosen = engine()
    if isinstance(chosen, PooledSQLiteEngine):
        await chosen.empty_log()


def engine() -> Engine:
    """The engine in use; an error before `connect`."""
    return piccolo_conf.engine_in_use()


async def migrate() -> AppliedMigrations:
    """Bring the schema up to date; the ids of the migrations that had to run."""
    before = await _applied()
    chatter = io.StringIO()
    with contextlib.redirect_stdout(chatter):
        result = await run_forwards("server")
    if not result.success:
        raise RuntimeError(f"migration failed: {result.message}\n{chatter.getvalue()}")
    return [name for name in await _applied() if name not in before]


async def _applied() -> AppliedMigrations:
    if not await Migration.table_exists():
        return []
    return await Migration.get_migrations_which_ran(app_name="server")


@contextlib.asynccontextmanager
async def transaction() -> AsyncGenerator[None]:
    """All or nothing. What `on_commit` collected runs after the commit, and only then.

    A transaction inside a transaction joins the outer one. No waiting for storage or mail inside:
    on SQLite everybody else's writes wait too.
    """
    if _after_commit.get() is not None:
        yield
        return
    callbacks: list[Callable[[], None]] = []
    token = _after_commit.set(callbacks)
    try:
        async with engine().transaction():
            yield
    finally:
        _after_commit.reset(token)
    for callback in callbacks:
        callback()


def on_commit(callback: Callable[[], None]) -> None:
    """Call this once the running transaction has been committed."""
    callbacks = _after_commit.get()
    if callbacks is None:
        raise RuntimeError("on_commit outside a transaction")
    callbacks.append(callback)


async def select(struct: Callable[..., S], sql: str, *args: Any) -> list[S]:
    """One SQL statement into structs, column by column in the order of the struct's fields.

    `{}` marks an argument. Times of an expression (not a plain column) need the alias
    `AS "x [timestamptz]"`, by which SQLite learns the type; PostgreSQL knows it already.
    """
    current = engine()
    rows = await current.fetch(_placeholders(sql, current.engine_type), args)
    return [struct(*row) for row in rows]


async def few(struct: Callable[..., S], sql: str, *args: Any) -> list[S]:
    """The same for a few rows found by a key: on SQLite nothing else runs meanwhile, so it must
    take microseconds."""
    current = engine()
    rows = await current.fetch_few(_placeholders(sql, current.engine_type), args)
    return [struct(*row) for row in rows]


async def change(sql: str, *args: Any) -> list[tuple[Any, ...]]:
    """One statement that writes a few rows found by a key (as `few`), inside a transaction; the
    rows of its RETURNING, if it has one."""
    current = engine()
    if not current.transaction_exists():
        raise RuntimeError("a change outside a transaction")
    return await current.fetch_few(_placeholders(sql, current.engine_type), args)


async def one(table: type[T], where: str, *args: Any) -> T | None:
    """The row of a table, found by a key, as Piccolo's object, or None.

    For hot paths, as `insert`: letting Piccolo build the query costs several times what it does.
    """
    names, columns = _columns(table)
    sql = f"SELECT {columns} FROM {_name(table)} WHERE {where}"  # noqa: S608 - names of our own
    current = engine()
    rows = await current.fetch_few(_placeholders(sql, current.engine_type), args)
    if not rows:
        return None
    return table(_exists_in_db=True, **dict(zip(names, rows[0], strict=True)))


async def insert(record: Table) -> None:
    """Add one row, inside a transaction."""
    names, columns = _columns(type(record))
    places = ", ".join(["{}"] * len(names))
    sql = f"INSERT INTO {_name(type(record))} ({columns}) VALUES ({places})"  # noqa: S608 - as above
    await change(sql, *(getattr(record, name) for name in names))


def _name(table: type[Table]) -> str:
    return table._meta.tablename  # pyright: ignore[reportPrivateUsage] - it has no other name


@lru_cache
def _columns(table: type[Table]) -> tuple[list[str], str]:
    names = [column._meta.name for column in table.all_columns()]  # pyright: ignore[reportPrivateUsage]
    return names, ", ".join(f'"{name}"' for name in names)


@lru_cache(maxsize=512)
def _placeholders(sql: str, engine_type: str) -> str:
    if engine_type == "sqlite":
        return sql.replace("{}", "?")
    number = 0

    def next_number(_: re.Match[str]) -> str:
        nonlocal number
        number += 1
        return f"${number}"

    return re.sub(r"\{\}", next_number, sql)
