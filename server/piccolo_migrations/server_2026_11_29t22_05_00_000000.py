"""Telephone numbers of tenancies as they are dialled, as those of reports are. What nobody could
dial stays as the corporation wrote it."""

from contextlib import suppress

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.accounts.tables import Organisation
from server.repair_requests.errors import PhoneRefused
from server.repair_requests.phone_number import as_dialled

ID = "2026-11-29T22:05:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "numbers of tenancies as dialled"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="server", description=DESCRIPTION)

    async def run() -> None:
        for row in await Organisation.raw("SELECT DISTINCT phone FROM tenancy WHERE phone <> ''"):
            with suppress(PhoneRefused):
                await Organisation.raw(
                    "UPDATE tenancy SET phone = {} WHERE phone = {}",
                    as_dialled(row["phone"]),
                    row["phone"],
                )

    manager.add_raw(run)
    return manager
