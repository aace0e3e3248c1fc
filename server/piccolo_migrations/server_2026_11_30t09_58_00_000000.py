"""A job has at most one choice of a moment that waits for the tenant."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.accounts.tables import Organisation

ID = "2026-11-30T09:58:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "index of choices of a moment"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="server", description=DESCRIPTION)

    async def run() -> None:
        await Organisation.raw(
            "CREATE UNIQUE INDEX moment_choice_open ON moment_choice (job) WHERE over_at IS NULL"
        )

    manager.add_raw(run)
    return manager
