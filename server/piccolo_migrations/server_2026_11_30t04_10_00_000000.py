"""At most one message of a repair is planned; what is due is found without reading all of them."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.accounts.tables import Organisation

ID = "2026-11-30T04:10:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "indexes of messages"

_STATEMENTS = (
    "CREATE UNIQUE INDEX message_planned ON message (request) WHERE state = 'planned'",
    "CREATE INDEX message_due ON message (planned_for) WHERE state = 'planned'",
    "CREATE INDEX message_queued ON message (mail) WHERE state = 'queued'",
    "CREATE INDEX message_mail ON message (mail) WHERE mail IS NOT NULL",
    "CREATE INDEX message_newest ON message (organisation, made_at DESC, id DESC)",
    "CREATE INDEX mail_bounced ON mail (id) WHERE state = 'bounced'",
    "CREATE INDEX mail_sending ON mail (channel) WHERE state = 'sending'",
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="server", description=DESCRIPTION)

    async def run() -> None:
        for statement in _STATEMENTS:
            await Organisation.raw(statement)

    manager.add_raw(run)
    return manager
