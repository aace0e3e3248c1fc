"""A name on a line emptied before names had a salt of their own is proved by nothing."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.journal.tables import JournalEntry

ID = "2026-11-29T16:42:30:000000"
VERSION = "1.38.0"
DESCRIPTION = "no names that nothing proves"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="server", description=DESCRIPTION)

    async def run() -> None:
        await JournalEntry.raw(
            "UPDATE journal SET actor_name = NULL WHERE salt IS NULL AND actor_name IS NOT NULL"
        )

    manager.add_raw(run)
    return manager
