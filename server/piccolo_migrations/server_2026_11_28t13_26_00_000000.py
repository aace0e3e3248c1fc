"""A photo is noted as seen once for each person, size and hour."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.accounts.tables import Organisation

ID = "2026-11-28T13:26:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "rules of photo views"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="server", description=DESCRIPTION)

    async def run() -> None:
        await Organisation.raw(
            "CREATE UNIQUE INDEX photo_view_once ON photo_view (photo, viewer_id, hour, is_large)"
        )

    manager.add_raw(run)
    return manager
