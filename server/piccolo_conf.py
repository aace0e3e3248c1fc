"""Where Piccolo looks for the engine and the app; `server.database.connect` sets the engine."""

from collections.abc import Iterable
from typing import Any

from piccolo.apps.migrations.tables import Migration
from piccolo.conf.apps import AppRegistry
from piccolo.table import Table

APP_REGISTRY = AppRegistry(apps=["server.piccolo_app"])
DB: Any = None  # Piccolo reads the engine under this name


def use(engine: Any, tables: Iterable[type[Table]]) -> None:
    """Make this the engine of these tables, and of migrations, from now on."""
    globals()["DB"] = engine
    for table in (*tables, Migration):
        table._meta.db = engine  # pyright: ignore[reportPrivateUsage] - the way Piccolo offers


def engine_in_use() -> Any:
    """The engine given to `use`."""
    if DB is None:
        raise RuntimeError("no database: call server.database.connect first")
    return DB
