"""What somebody does who has reached the database itself: no key of another table stops him."""

import asyncio
import sqlite3
from collections.abc import Sequence
from contextlib import closing

import asyncpg


async def write(url: str, *statements: str) -> None:
    """Run SQL past every foreign key, in one transaction."""
    if url.startswith("sqlite:///"):
        await asyncio.to_thread(_write_sqlite, url.removeprefix("sqlite:///"), statements)
        return
    connection = await asyncpg.connect(url)
    try:
        await connection.execute(";".join(["SET session_replication_role = replica", *statements]))
    finally:
        await connection.close()


def _write_sqlite(file: str, statements: Sequence[str]) -> None:
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(";".join(["BEGIN IMMEDIATE", *statements, "COMMIT"]))
