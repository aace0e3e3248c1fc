"""Who asked to come later before there was a date for it, has one."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.accounts.tables import Organisation
from server.database import engine

ID = "2026-11-30T18:46:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "a date for who is ill"

_A_WEEK_LATER = {
    "sqlite": "date(accepted_at, '+7 days')",
    "postgres": "(accepted_at AT TIME ZONE 'Europe/Amsterdam')::date + 7",
}


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="server", description=DESCRIPTION)

    async def run() -> None:
        later_from = _A_WEEK_LATER[engine().engine_type]
        await Organisation.raw(
            f"UPDATE protocol_acceptance SET later_from = {later_from}"  # noqa: S608 - fixed text
            " WHERE arrangement = 'later'"
        )

    manager.add_raw(run)
    return manager
