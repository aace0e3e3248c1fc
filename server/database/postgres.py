"""PostgreSQL through a pool whose connections always come back.

With Piccolo's stock transaction an error at COMMIT never returns the connection; two of those empty
a pool of two and every later query hangs.
"""

from collections.abc import Sequence
from types import TracebackType
from typing import Any

from piccolo.engine.postgres import PostgresEngine, PostgresTransaction

WAIT_FOR_CONNECTION_SECONDS = 10


async def _keep_session(_: object) -> None:
    """asyncpg's reset costs a round trip on each release; we leave nothing in a session."""


class SafePostgresTransaction(PostgresTransaction):
    """Gives the connection back whatever commit or rollback do."""

    engine: "SafePostgresEngine"

    async def get_connection(self) -> Any:
        return await self.engine.running_pool.acquire(timeout=WAIT_FOR_CONNECTION_SECONDS)

    async def __aenter__(self) -> PostgresTransaction:
        if self._parent is not None:
            return self._parent
        self.connection = await self.get_connection()
        try:
            self.transaction = self.connection.transaction()
            await self.begin()
        except BaseException:
            await self.engine.running_pool.release(self.connection)
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
                await self.commit()
            elif not (self._committed or self._rolled_back):
                await self.rollback()
        finally:
            self.engine.current_transaction.reset(self.context)
            await self.engine.running_pool.release(self.connection)
        return exception is None


class SafePostgresEngine(PostgresEngine):
    """Piccolo's PostgreSQL engine with the transaction above and cheap releases."""

    def __init__(self, dsn: str) -> None:
        super().__init__(config={"dsn": dsn})

    async def start_connection_pool(self, **kwargs: Any) -> None:
        await super().start_connection_pool(reset=_keep_session, min_size=2, max_size=16, **kwargs)

    @property
    def running_pool(self) -> Any:
        """The pool; an error before it was started."""
        if self.pool is None:
            raise RuntimeError("the connection pool is not running")
        return self.pool

    def transaction(self, allow_nested: bool = True) -> PostgresTransaction:
        return SafePostgresTransaction(engine=self, allow_nested=allow_nested)

    async def fetch(self, query: str, args: Sequence[Any]) -> list[tuple[Any, ...]]:
        """Rows as tuples, inside the running transaction where there is one."""
        current = self.current_transaction.get()
        if current:
            return await current.connection.fetch(query, *args)
        return await self.running_pool.fetch(query, *args, timeout=WAIT_FOR_CONNECTION_SECONDS)

    async def fetch_few(self, query: str, args: Sequence[Any]) -> list[tuple[Any, ...]]:
        """The same; only SQLite has a shorter way for few rows."""
        return await self.fetch(query, args)
