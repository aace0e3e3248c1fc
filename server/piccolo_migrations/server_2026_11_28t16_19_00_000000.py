"""What had been judged before judgements were kept becomes the first of them."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.accounts.tables import Organisation

ID = "2026-11-28T16:19:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "judgements of before"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="server", description=DESCRIPTION)

    async def run() -> None:
        # One of each photo, so the id of the photo is free to be that of its judgement.
        await Organisation.raw(
            "INSERT INTO judgement"
            " (id, photo, verdict, reason, note, marks, judged_by, judged_at, chain_seq)"
            " SELECT id, id, verdict, reason, verdict_note, '[]', judged_by, judged_at, 0"
            " FROM evidence_photo WHERE judged_by IS NOT NULL"
        )

    manager.add_raw(run)
    return manager
