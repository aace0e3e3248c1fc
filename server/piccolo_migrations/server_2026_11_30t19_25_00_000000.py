"""What comes first of one urgency, without walking through all others of its lane."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.accounts.tables import Organisation

ID = "2026-11-30T19:25:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "index of the queue by priority"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="server", description=DESCRIPTION)

    async def run() -> None:
        # As `request_queue`: what a page is filtered by stands in it.
        await Organisation.raw(
            "CREATE INDEX request_queue_by_priority ON repair_request (organisation, priority,"
            " lane, pace, rank, reported_at, id, state, fault, due_at, need_count)"
            " WHERE lane IS NOT NULL"
        )

    manager.add_raw(run)
    return manager
