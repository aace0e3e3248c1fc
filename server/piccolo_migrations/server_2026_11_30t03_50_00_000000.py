"""What waits for a day is found without reading all repairs."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.accounts.tables import Organisation

ID = "2026-11-30T03:50:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "index of what waits"

_STATEMENT = (
    "CREATE INDEX request_waits ON repair_request (state, state_since)"
    " WHERE state IN ('asked', 'self_help', 'solved_by_tenant', 'postponed', 'done')"
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="server", description=DESCRIPTION)

    async def run() -> None:
        await Organisation.raw(_STATEMENT)

    manager.add_raw(run)
    return manager
