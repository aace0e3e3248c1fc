from enum import Enum

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import Varchar

ID = "2026-11-28T08:42:40:771380"
VERSION = "1.38.0"
DESCRIPTION = "a photo may be struck"


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="server", description=DESCRIPTION)

    manager.alter_column(
        table_class_name="EvidencePhoto",
        tablename="evidence_photo",
        column_name="state",
        db_column_name="state",
        params={
            "choices": Enum(
                "PhotoState",
                {
                    "ANNOUNCED": "announced",
                    "RECEIVED": "received",
                    "READY": "ready",
                    "REFUSED": "refused",
                    "STRUCK": "struck",
                },
            )
        },
        old_params={
            "choices": Enum(
                "PhotoState",
                {
                    "ANNOUNCED": "announced",
                    "RECEIVED": "received",
                    "READY": "ready",
                    "REFUSED": "refused",
                },
            )
        },
        column_class=Varchar,
        old_column_class=Varchar,
        schema=None,
    )

    return manager
