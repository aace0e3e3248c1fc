"""SQLite through one writer and a few readers, each with its own thread.

Piccolo's stock engine opens a connection per query and loses writes to "database is locked" once a
few people write at a time. One writer behind a lock cannot lose any; readers see the last commit
(WAL). The lock lives in this process, so SQLite is served by one process only.
"""

import asyncio
import re
import sqlite3
from collections.abc import Callable, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path
from types import TracebackType
from typing import Any, TypeVar

from piccolo.engine.sqlite import SQLiteEngine, SQLiteTransaction, TransactionType

T = TypeVar("T")
Row = dict[str, Any]

READERS = 4
# A `with ... insert` must therefore run inside a transaction, where everything goes to the writer.
_READS = re.compile(r"\s*(select|with|explain)\b", re.IGNORECASE)
_PRAGMAS = (
    "busy_timeout = 10000",  # first: the others may already meet a lock
    "journal_mode = wal",
    "synchronous = normal",
    "foreign_keys = 1",
    "cache_size = -32768",
    "temp_store = memory",
    "secure_delete = 1",  # what was erased is not left to be read in the file
)


def _as_dict(cursor: sqlite3.Cursor, row: tuple[Any, ...]) -> Row:
    return {column[0]: row[index] for index, column in enumerate(cursor.description)}


class SQLiteConnection:
    """One sqlite3 connection and its own thread."""

    def __init__(self, path: Path, *, reads_only: bool) -> None:
        self._path = path
        self._reads_only = reads_only
        self._thread = ThreadPoolExecutor(1, thread_name_prefix="sqlite")
        self._connection: sqlite3.Connection
        self._newest: Future[Any] | None = None

    @property
    def is_busy(self) -> bool:
        """Something is under way on its thread, or waits for it: also what nobody awaits any more
        because it was cancelled, and the closing."""
        return self._newest is not None and not self._newest.done()

    async def open(self) -> None:
        await self._run(self._open)

    async def execute(self, query: str, args: Sequence[Any] = ()) -> list[Row]:
        """Run one statement; the rows as dictionaries, which is what Piccolo expects."""

        def work() -> list[Row]:
            cursor = self._connection.execute(query, args)
            cursor.row_factory = _as_dict
            try:
                return cursor.fetchall()
            finally:
                cursor.close()

        return await self._run(work)

    async def fetch(self, query: str, args: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
        """Run one statement; the rows as tuples."""
        return await self._run(lambda: self._connection.execute(query, args).fetchall())

    def fetch_at_once(self, query: str, args: Sequence[Any]) -> list[tuple[Any, ...]]:
        """The same on the thread of the caller, which may not be while it `is_busy`: two threads
        at one connection end the whole process."""
        return self._connection.execute(query, args).fetchall()

    async def rollback(self) -> None:
        """Leave whatever transaction is open; harmless when there is none."""
        await self._run(lambda: self._connection.rollback())

    async def close(self) -> None:
        await self._run(lambda: self._connection.close())
        self._thread.shutdown(wait=False)

    def _open(self) -> None:
        self._connection = sqlite3.connect(
            self._path,
            detect_types=sqlite3.PARSE_DECLTYPES | sqlite3.PARSE_COLNAMES,
            isolation_level=None,
            cached_statements=512,
            check_same_thread=False,
        )
        for pragma in _PRAGMAS:
            self._connection.execute(f"pragma {pragma}")
        if self._reads_only:
            self._connection.execute("pragma query_only = 1")

    async def _run(self, work: Callable[[], T]) -> T:
        future = self._newest = self._thread.submit(work)
        return await asyncio.wrap_future(future)


class PooledSQLiteTransaction(SQLiteTransaction):
    """A transaction on the one writer; whoever comes second waits for the lock."""

    engine: "PooledSQLiteEngine"

    async def __aenter__(self) -> SQLiteTransaction:
        if self._parent is not None:
            return self._parent
        await self.engine.writer_lock.acquire()
        try:
            self.connection = self.engine.writer
            await self.begin()
        except BaseException:
            # Cancelled while BEGIN was under way: the thread may still have begun.
            await asyncio.shield(self.engine.writer.rollback())
            self.engine.writer_lock.release()
            raise
        self.context = self.engine.current_transaction.set(self)
        return self

    async def __aexit__(
        self,
        exception_type: type[BaseException] | None,
        exception: BaseException | None,
        traceback: TracebackType | None,
    ) -> bool:
        if self._parent:
            return exception is None
        try:
            if exception is None and not (self._committed or self._rolled_back):
                await asyncio.shield(self.commit())
            elif not (self._committed or self._rolled_back):
                await asyncio.shield(self.rollback())
        except BaseException:
            await asyncio.shield(self.engine.writer.rollback())
            raise
        finally:
            self.engine.current_transaction.reset(self.context)
            self.engine.writer_lock.release()
        return exception is None


class PooledSQLiteEngine(SQLiteEngine):
    """Piccolo's SQLite engine with one writer and `READERS` readers that stay open."""

    __slots__ = ("_file", "_glances", "_readers", "writer", "writer_lock")

    def __init__(self, path: Path) -> None:
        self._file = path
        super().__init__(path=str(path))

    async def start_connection_pool(self, **_: object) -> None:
        self.writer_lock = asyncio.Lock()
        self.writer = SQLiteConnection(self._file, reads_only=False)
        await self.writer.open()
        self._glances = SQLiteConnection(self._file, reads_only=True)
        await self._glances.open()
        # Last in, first out: a quiet server keeps using the reader whose cache is warm.
        self._readers: asyncio.LifoQueue[SQLiteConnection] = asyncio.LifoQueue()
        for _number in range(READERS):
            reader = SQLiteConnection(self._file, reads_only=True)
            await reader.open()
            self._readers.put_nowait(reader)

    async def close_connection_pool(self) -> None:
        for _number in range(READERS):
            await (await self._readers.get()).close()
        await self._glances.close()
        async with self.writer_lock:
            await self.writer.close()

    def transaction(
        self,
        transaction_type: TransactionType = TransactionType.immediate,
        allow_nested: bool = True,
    ) -> SQLiteTransaction:
        return PooledSQLiteTransaction(
            engine=self, transaction_type=transaction_type, allow_nested=allow_nested
        )

    async def fetch(self, query: str, args: Sequence[Any]) -> list[tuple[Any, ...]]:
        """Rows as tuples, inside the running transaction where there is one."""
        if self.current_transaction.get():
            return await self.writer.fetch(query, args)
        reader = await self._readers.get()
        try:
            return await reader.fetch(query, args)
        finally:
            self._readers.put_nowait(reader)

    async def fetch_few(self, query: str, args: Sequence[Any]) -> list[tuple[Any, ...]]:
        """The same for a few rows found by a key, without the thread: going there and back costs
        five times what such a statement does. BEGIN and COMMIT, which may wait, stay in theirs."""
        current = self.writer if self.current_transaction.get() else self._glances
        if current.is_busy:
            return await current.fetch(query, args)
        return current.fetch_at_once(query, args)

    async def empty_log(self) -> None:
        """Bring what was committed into the file and cut the log, in which older versions stand.
        With somebody reading just then it stays, until the next time."""
        async with self.writer_lock:
            await self.writer.execute("pragma wal_checkpoint(truncate)")

    async def _run_in_new_connection(
        self, query: str, args: Any = None, query_type: str = "generic", table: Any = None
    ) -> list[Row]:
        if _READS.match(query):
            reader = await self._readers.get()
            try:
                return await reader.execute(query, args or ())
            finally:
                self._readers.put_nowait(reader)
        async with self.writer_lock:
            return await self.writer.execute(query, args or ())

    async def _run_in_existing_connection(
        self,
        connection: SQLiteConnection,
        query: str,
        args: Any = None,
        query_type: str = "generic",
        table: Any = None,
    ) -> list[Row]:
        return await connection.execute(query, args or ())
