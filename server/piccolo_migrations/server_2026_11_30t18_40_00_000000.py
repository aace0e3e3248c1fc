"""A room of a home that is handed over is told of once; the desk's list goes by the last day."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.accounts.tables import Organisation

ID = "2026-11-30T18:40:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "indexes of move-outs"

_STATEMENTS = (
    "CREATE UNIQUE INDEX inspected_room_once ON inspected_room (move_out, room)",
    "CREATE INDEX move_out_open ON move_out (organisation, last_day_on) WHERE state <> 'closed'",
    "CREATE INDEX move_out_closed ON move_out (organisation, closed_at)"
    " WHERE closed_at IS NOT NULL",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="server", description=DESCRIPTION)

    async def run() -> None:
        for statement in _STATEMENTS:
            await Organisation.raw(statement)

    manager.add_raw(run)
    return manager
