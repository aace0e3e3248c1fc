"""What repairs of the same fault taught is read newest first."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.accounts.tables import Organisation

ID = "2026-11-30T14:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "index of repair requests by fault"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="server", description=DESCRIPTION)

    async def run() -> None:
        await Organisation.raw(
            "CREATE INDEX repair_request_fault ON repair_request (organisation, fault, reported_at)"
        )

    manager.add_raw(run)
    return manager
