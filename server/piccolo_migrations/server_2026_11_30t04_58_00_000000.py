"""At most one incident of a symptom is going on in a street."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.accounts.tables import Organisation

ID = "2026-11-30T04:58:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "indexes of incidents"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="server", description=DESCRIPTION)

    async def run() -> None:
        await Organisation.raw(
            "CREATE UNIQUE INDEX incident_going_on ON incident"
            " (organisation, symptom, street, postcode)"
            " WHERE state IN ('suspected', 'confirmed')"
        )

    manager.add_raw(run)
    return manager
