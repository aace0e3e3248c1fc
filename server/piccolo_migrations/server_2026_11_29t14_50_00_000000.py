"""What is there once: a firm by its number, a contract in force, a trade in it, an open order."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.accounts.tables import Organisation

ID = "2026-11-29T14:50:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "contractors once"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="server", description=DESCRIPTION)

    async def run() -> None:
        await Organisation.raw(
            "CREATE UNIQUE INDEX organisation_registered ON organisation (registration_number)"
        )
        await Organisation.raw(
            "CREATE UNIQUE INDEX contract_trade_once ON contract_trade (contract, trade)"
        )
        await Organisation.raw(
            "CREATE UNIQUE INDEX contract_in_force ON contract (corporation, contractor)"
            " WHERE ended_at IS NULL"
        )
        await Organisation.raw(
            "CREATE UNIQUE INDEX work_order_open ON work_order (request)"
            " WHERE state IN ('offered', 'accepted')"
        )

    manager.add_raw(run)
    return manager
