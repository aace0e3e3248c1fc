"""A word stands once on a photo; and how the lane finds what waits."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.accounts.tables import Organisation

ID = "2026-11-28T16:48:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "rules of the lane"

_STATEMENTS = (
    "CREATE UNIQUE INDEX photo_tag_once ON photo_tag (photo, word)",
    "CREATE INDEX photo_tag_words ON photo_tag (organisation, word)",
    "CREATE INDEX evidence_photo_verdict ON evidence_photo (verdict, received_seq)",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="server", description=DESCRIPTION)

    async def run() -> None:
        for statement in _STATEMENTS:
            await Organisation.raw(statement)

    manager.add_raw(run)
    return manager
