"""Rules over two columns, and the orders in which lists are read: Piccolo has no words for them."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.accounts.tables import Organisation

ID = "2026-11-23T22:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "unique numbers and list orders"

_STATEMENTS = (
    "CREATE UNIQUE INDEX journal_line ON journal (organisation, seq)",
    "CREATE UNIQUE INDEX request_number ON repair_request (organisation, number)",
    "CREATE INDEX request_newest ON repair_request (organisation, reported_at DESC, id DESC)",
    "CREATE INDEX request_newest_by_state"
    " ON repair_request (organisation, state, reported_at DESC, id DESC)",
    "CREATE INDEX photo_retaken ON evidence_photo (retake_of)",
    "CREATE INDEX photo_to_judge ON evidence_photo (job) WHERE verdict = 'pending'",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="server", description=DESCRIPTION)

    async def run() -> None:
        for statement in _STATEMENTS:
            await Organisation.raw(statement)

    manager.add_raw(run)
    return manager
