from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import Date, Integer
from piccolo.columns.indexes import IndexMethod

ID = "2026-11-30T18:45:22:416113"
VERSION = "1.38.0"
DESCRIPTION = "illness moves a visit to a date"


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="server", description=DESCRIPTION)

    manager.add_column(
        table_class_name="PlanningSettings",
        tablename="planning_settings",
        column_name="illness_days",
        db_column_name="illness_days",
        column_class_name="Integer",
        column_class=Integer,
        params={
            "default": 7,
            "null": False,
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

    manager.add_column(
        table_class_name="ProtocolAcceptance",
        tablename="protocol_acceptance",
        column_name="later_from",
        db_column_name="later_from",
        column_class_name="Date",
        column_class=Date,
        params={
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

    return manager
