"""What the new tables must never hold twice, what the sweep looks for, and the objects of photos
that were refused before there was a list of them."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.accounts.tables import Organisation

ID = "2026-11-24T01:48:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "sweeping and setting aside"

_STATEMENTS = (
    "CREATE UNIQUE INDEX set_aside_once ON journal_set_aside (consumer, organisation, seq)",
    "CREATE INDEX photo_to_sweep ON evidence_photo (announced_at)"
    " WHERE state = 'announced' AND swept_at IS NULL",
    "INSERT INTO doomed_object (object_key, doomed_at)"
    " SELECT object_key, announced_at FROM evidence_photo WHERE state = 'refused'",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="server", description=DESCRIPTION)

    async def run() -> None:
        for statement in _STATEMENTS:
            await Organisation.raw(statement)

    manager.add_raw(run)
    return manager
