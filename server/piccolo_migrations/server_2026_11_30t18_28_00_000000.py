"""A level has days that are possible, and postpones a repair once.

What a level for emergencies only postpones waits until the day after it, so that its last day is
within 29 days.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.accounts.tables import Organisation
from server.database import engine

ID = "2026-11-30T18:28:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "days of levels"

_ONCE = "CREATE UNIQUE INDEX level_postponement_once ON level_postponement (level, request)"
_POSTGRES = (
    "ALTER TABLE visit_level ADD CONSTRAINT level_days CHECK"
    " (from_on >= set_on AND until_on >= from_on"
    " AND (level <> 'emergencies_only' OR until_on - set_on <= 29))",
)
# SQLite adds no constraint to a table that is there.
_SQLITE = tuple(
    f"CREATE TRIGGER level_days_{when} BEFORE {when} ON visit_level"
    " WHEN NEW.from_on < NEW.set_on OR NEW.until_on < NEW.from_on"
    " OR NEW.level = 'emergencies_only' AND julianday(NEW.until_on) - julianday(NEW.set_on) > 29"
    " BEGIN SELECT RAISE(ABORT, 'CHECK constraint failed: level_days'); END"
    for when in ("insert", "update")
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="server", description=DESCRIPTION)

    async def run() -> None:
        of_engine = _SQLITE if engine().engine_type == "sqlite" else _POSTGRES
        for statement in (_ONCE, *of_engine):
            await Organisation.raw(statement)

    manager.add_raw(run)
    return manager
