"""Earlier photos were confirmed when received; a job has one manifest of each number."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.accounts.tables import Organisation

ID = "2026-11-28T12:48:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "rules of manifests"

_STATEMENTS = (
    "UPDATE evidence_photo SET confirmed_at = received_at WHERE received_at IS NOT NULL",
    "CREATE UNIQUE INDEX sealed_manifest_number ON sealed_manifest (job, number)",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="server", description=DESCRIPTION)

    async def run() -> None:
        for statement in _STATEMENTS:
            await Organisation.raw(statement)

    manager.add_raw(run)
    return manager
