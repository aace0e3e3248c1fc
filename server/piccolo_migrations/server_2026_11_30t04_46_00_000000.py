"""One parcel of a repair is on its way at a time; a place has one amount of each part."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.accounts.tables import Organisation

ID = "2026-11-30T04:46:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "indexes of parcels"

_STATEMENTS = (
    "CREATE UNIQUE INDEX parcel_on_its_way ON parcel (request)"
    " WHERE state IN ('requested', 'approved', 'ready', 'sent', 'at_pickup', 'received')",
    "CREATE INDEX parcel_state ON parcel (state, part, variant)",
    "CREATE UNIQUE INDEX part_stock_place ON part_stock (organisation, part, variant, place)",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="server", description=DESCRIPTION)

    async def run() -> None:
        for statement in _STATEMENTS:
            await Organisation.raw(statement)

    manager.add_raw(run)
    return manager
