"""Orders from before carry the limits of extra work that their contract has now."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.contractors.tables import WorkOrder

ID = "2026-11-29T20:30:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "limits of orders from before"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="server", description=DESCRIPTION)

    async def run() -> None:
        await WorkOrder.raw(
            "UPDATE work_order SET extra_unasked_cents = (SELECT c.extra_unasked_cents"
            " FROM contract c WHERE c.id = work_order.contract), extra_coordinator_cents ="
            " (SELECT c.extra_coordinator_cents FROM contract c WHERE c.id = work_order.contract)"
        )

    manager.add_raw(run)
    return manager
