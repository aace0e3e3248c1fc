"""One e-mail address and one person of a directory belong to one person here."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.accounts.tables import Organisation

ID = "2026-11-29T14:59:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "one person, one address"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="server", description=DESCRIPTION)

    async def run() -> None:
        await Organisation.raw("CREATE UNIQUE INDEX person_email_once ON person (email)")
        await Organisation.raw(
            "CREATE UNIQUE INDEX person_directory_once"
            " ON person (directory_issuer, directory_subject)"
        )

    manager.add_raw(run)
    return manager
