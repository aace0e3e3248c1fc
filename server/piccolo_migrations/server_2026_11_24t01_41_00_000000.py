"""A still is looked up by the request that it answers."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.accounts.tables import Organisation

ID = "2026-11-24T01:41:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "find stills by their request"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="server", description=DESCRIPTION)

    async def run() -> None:
        await Organisation.raw(
            "CREATE INDEX photo_still ON evidence_photo (still_id) WHERE still_id IS NOT NULL"
        )

    manager.add_raw(run)
    return manager
