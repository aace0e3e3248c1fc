"""A step of damp or mould is taken once in a repair, also when two note it at the same moment."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.accounts.tables import Organisation

ID = "2026-11-30T19:56:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "index of the steps of damp and mould"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="server", description=DESCRIPTION)

    async def run() -> None:
        await Organisation.raw("CREATE UNIQUE INDEX damp_step_once ON damp_step (request, step)")

    manager.add_raw(run)
    return manager
