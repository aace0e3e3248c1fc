"""A photo is counted once for each job.

What was left before is not counted again: its photos come as ever, and nobody waits for them.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.accounts.tables import Organisation

ID = "2026-11-29T06:51:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "counted once"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="server", description=DESCRIPTION)

    async def run() -> None:
        await Organisation.raw(
            "CREATE UNIQUE INDEX counted_photo_once ON counted_photo (job, photo)"
        )

    manager.add_raw(run)
    return manager
