"""Looks for words everywhere: every column of every table, and every byte of every object."""

from collections.abc import Iterable

from server.database import select
from server.piccolo_app import APP_CONFIG
from storage.objects import ObjectStore


async def found_in_database(words: Iterable[str]) -> list[str]:
    """Where one of them stands, as "table.column: word"."""
    found: list[str] = []
    for table in APP_CONFIG.table_classes:
        name = table._meta.tablename
        for column in table.all_columns():
            column_name = column._meta.db_column_name
            values = await select(
                str,
                f'SELECT CAST("{column_name}" AS TEXT) FROM {name} WHERE "{column_name}" IS NOT NULL',  # noqa: S608, E501
            )
            text = "\n".join(values).casefold()
            found += [f"{name}.{column_name}: {word}" for word in words if word.casefold() in text]
    return found


async def found_in_store(words: Iterable[str], store: ObjectStore) -> list[str]:
    found: list[str] = []
    for key in await store.keys(""):
        content = (await store.read(key)).decode("latin-1").casefold()
        found += [f"{key}: {word}" for word in words if word.casefold() in content]
    return found
