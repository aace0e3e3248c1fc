"""Calls that may have been missed are found every minute without reading those that were held."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.accounts.tables import Organisation

ID = "2026-11-30T14:05:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "index of planned calls"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="server", description=DESCRIPTION)

    async def run() -> None:
        await Organisation.raw(
            "CREATE INDEX previsit_planned ON previsit (planned_at) WHERE state = 'planned'"
        )

    manager.add_raw(run)
    return manager
