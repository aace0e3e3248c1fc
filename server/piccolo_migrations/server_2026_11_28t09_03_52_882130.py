from enum import Enum

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import Varchar

ID = "2026-11-28T09:03:52:882130"
VERSION = "1.38.0"
DESCRIPTION = "damaged_photos"


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="server", description=DESCRIPTION)

    manager.alter_column(
        table_class_name="EvidencePhoto",
        tablename="evidence_photo",
        column_name="reason",
        db_column_name="reason",
        params={
            "choices": Enum(
                "RetakeReason",
                {
                    "BLURRED": "blurred",
                    "TOO_DARK": "too_dark",
                    "WRONG_SPOT": "wrong_spot",
                    "PERSON_IN_PICTURE": "person_in_picture",
                    "UNFINISHED": "unfinished",
                    "OTHER": "other",
                    "DAMAGED": "damaged",
                },
            )
        },
        old_params={
            "choices": Enum(
                "SendBackReason",
                {
                    "BLURRED": "blurred",
                    "TOO_DARK": "too_dark",
                    "WRONG_SPOT": "wrong_spot",
                    "PERSON_IN_PICTURE": "person_in_picture",
                    "UNFINISHED": "unfinished",
                    "OTHER": "other",
                },
            )
        },
        column_class=Varchar,
        old_column_class=Varchar,
        schema=None,
    )

    return manager
