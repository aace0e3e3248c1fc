"""Technicians comment as well as coordinators, so the column says author.

A column gets another name here, which a node of the version before cannot write to: it answers
comments with an error until it is replaced, and phones send theirs again.
"""

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

ID = "2026-11-29T00:12:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "author of a comment"


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="server", description=DESCRIPTION)
    manager.rename_column(
        table_class_name="PhotoComment",
        tablename="photo_comment",
        old_column_name="coordinator_id",
        new_column_name="author_id",
        old_db_column_name="coordinator_id",
        new_db_column_name="author_id",
        schema=None,
    )
    return manager
