"""What may be there once only: a view with its reason, a period of a kind, a hold that lasts.

And what finding the data of one case asks for.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.accounts.tables import Organisation

ID = "2026-11-29T14:39:30:000000"
VERSION = "1.38.0"
DESCRIPTION = "privacy, once only"

_STATEMENTS = (
    "DROP INDEX photo_view_once",
    "CREATE UNIQUE INDEX photo_view_once ON photo_view (photo, viewer_id, hour, is_large, why)",
    "CREATE INDEX photo_view_at ON photo_view (first_at)",
    "CREATE UNIQUE INDEX retention_period_once ON retention_period (organisation, kind)",
    "CREATE UNIQUE INDEX legal_hold_once ON legal_hold (request) WHERE released_at IS NULL",
    "CREATE INDEX repair_request_closed ON repair_request (organisation, closed_at)",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="server", description=DESCRIPTION)

    async def run() -> None:
        for statement in _STATEMENTS:
            await Organisation.raw(statement)

    manager.add_raw(run)
    return manager
