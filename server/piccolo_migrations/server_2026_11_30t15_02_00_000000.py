"""A repair is put before at most one other."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.accounts.tables import Organisation

ID = "2026-11-30T15:02:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "index of what was put before another"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="server", description=DESCRIPTION)

    async def run() -> None:
        await Organisation.raw(
            "CREATE UNIQUE INDEX queue_pin_open ON queue_pin (request) WHERE over_at IS NULL"
        )

    manager.add_raw(run)
    return manager
