from enum import Enum

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import Varchar

ID = "2026-11-30T19:06:20:378143"
VERSION = "1.38.0"
DESCRIPTION = "nobody came"


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="server", description=DESCRIPTION)

    manager.alter_column(
        table_class_name="Appointment",
        tablename="appointment",
        column_name="state",
        db_column_name="state",
        params={
            "choices": Enum(
                "AppointmentState",
                {
                    "PLANNED": "planned",
                    "MOVED": "moved",
                    "CALLED_OFF": "called_off",
                    "KEPT": "kept",
                    "NO_ACCESS": "no_access",
                    "NOT_SHOWN": "not_shown",
                },
            )
        },
        old_params={
            "choices": Enum(
                "AppointmentState",
                {
                    "PLANNED": "planned",
                    "MOVED": "moved",
                    "CALLED_OFF": "called_off",
                    "KEPT": "kept",
                    "NO_ACCESS": "no_access",
                },
            )
        },
        column_class=Varchar,
        old_column_class=Varchar,
        schema=None,
    )

    manager.alter_column(
        table_class_name="Appointment",
        tablename="appointment",
        column_name="because",
        db_column_name="because",
        params={
            "choices": Enum(
                "Because",
                {
                    "TECHNICIAN_AWAY": "technician_away",
                    "PARTS_MISSING": "parts_missing",
                    "EMERGENCY": "emergency",
                    "TENANT_ASKED": "tenant_asked",
                    "OTHER": "other",
                    "EMERGENCIES_ONLY": "emergencies_only",
                    "PASSED_ON": "passed_on",
                    "ASKED_LATER": "asked_later",
                    "NOT_SHOWN": "not_shown",
                    "JOB_OVER": "job_over",
                },
            )
        },
        old_params={
            "choices": Enum(
                "Because",
                {
                    "TECHNICIAN_AWAY": "technician_away",
                    "PARTS_MISSING": "parts_missing",
                    "EMERGENCY": "emergency",
                    "TENANT_ASKED": "tenant_asked",
                    "OTHER": "other",
                    "EMERGENCIES_ONLY": "emergencies_only",
                    "PASSED_ON": "passed_on",
                    "ASKED_LATER": "asked_later",
                    "JOB_OVER": "job_over",
                },
            )
        },
        column_class=Varchar,
        old_column_class=Varchar,
        schema=None,
    )

    return manager
