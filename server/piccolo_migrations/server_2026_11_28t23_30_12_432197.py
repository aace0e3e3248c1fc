from enum import Enum

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import Varchar

ID = "2026-11-28T23:30:12:432197"
VERSION = "1.38.0"
DESCRIPTION = "signatures"


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="server", description=DESCRIPTION)

    manager.alter_column(
        table_class_name="EvidencePhoto",
        tablename="evidence_photo",
        column_name="source",
        db_column_name="source",
        params={
            "choices": Enum(
                "Source",
                {
                    "CAMERA": "camera",
                    "GALLERY": "gallery",
                    "CALL": "call",
                    "FORM": "form",
                    "LINK": "link",
                    "SCREEN": "screen",
                },
            )
        },
        old_params={
            "choices": Enum(
                "Source",
                {
                    "CAMERA": "camera",
                    "GALLERY": "gallery",
                    "CALL": "call",
                    "FORM": "form",
                    "LINK": "link",
                },
            )
        },
        column_class=Varchar,
        old_column_class=Varchar,
        schema=None,
    )

    return manager
