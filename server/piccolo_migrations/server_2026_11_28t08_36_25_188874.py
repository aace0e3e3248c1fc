from enum import Enum

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import Varchar
from piccolo.columns.indexes import IndexMethod

ID = "2026-11-28T08:36:25:188874"
VERSION = "1.38.0"
DESCRIPTION = "report_retry_hash"


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="server", description=DESCRIPTION)

    manager.add_column(
        table_class_name="RepairRequest",
        tablename="repair_request",
        column_name="retry_hash",
        db_column_name="retry_hash",
        column_class_name="Varchar",
        column_class=Varchar,
        params={
            "length": 64,
            "default": None,
            "null": True,
            "primary_key": False,
            "unique": False,
            "index": False,
            "index_method": IndexMethod.btree,
            "choices": None,
            "db_column_name": None,
            "secret": False,
        },
        schema=None,
    )

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
