"""Rules of recordings over several columns: one at a time in a call, one answer of each person."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.accounts.tables import Organisation

ID = "2026-11-28T08:50:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "rules of recordings"

_STATEMENTS = (
    "CREATE UNIQUE INDEX recording_under_way ON recording (previsit)"
    " WHERE state IN ('asked', 'running', 'paused')",
    "CREATE UNIQUE INDEX recording_answer ON recording_consent (recording, participant)",
    "CREATE UNIQUE INDEX recording_piece ON recording_slice (recording, number)",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="server", description=DESCRIPTION)

    async def run() -> None:
        for statement in _STATEMENTS:
            await Organisation.raw(statement)

    manager.add_raw(run)
    return manager
