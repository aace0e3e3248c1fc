"""Engines for SQLite and PostgreSQL, transactions, and lists read as structs."""

from server.database.connection import (
    AppliedMigrations,
    change,
    connect,
    disconnect,
    empty_log,
    engine,
    few,
    insert,
    migrate,
    on_commit,
    one,
    select,
    transaction,
)

__all__ = [
    "AppliedMigrations",
    "change",
    "connect",
    "disconnect",
    "empty_log",
    "engine",
    "few",
    "insert",
    "migrate",
    "on_commit",
    "one",
    "select",
    "transaction",
]
