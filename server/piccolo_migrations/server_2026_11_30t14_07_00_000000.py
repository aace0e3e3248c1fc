"""When a visit is stands in its appointment."""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

ID = "2026-11-30T14:07:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "no planned visit beside appointments"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="server", description=DESCRIPTION)
    manager.drop_column(
        table_class_name="Job",
        tablename="job",
        column_name="planned_visit_at",
        db_column_name="planned_visit_at",
        schema=None,
    )
    return manager
