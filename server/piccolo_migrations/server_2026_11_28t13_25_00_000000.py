"""Where photos that look alike are looked up, and that each is noted once."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.accounts.tables import Organisation

ID = "2026-11-28T13:25:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "rules of likeness"

_STATEMENTS = (
    "CREATE INDEX evidence_photo_sha256 ON evidence_photo (sha256)",
    "CREATE INDEX photo_band_place ON photo_band (organisation, band)",
    "CREATE UNIQUE INDEX resemblance_pair ON resemblance (photo, earlier)",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="server", description=DESCRIPTION)

    async def run() -> None:
        for statement in _STATEMENTS:
            await Organisation.raw(statement)

    manager.add_raw(run)
    return manager
