from enum import Enum

from piccolo.apps.migrations.auto.migration_manager import MigrationManager
from piccolo.columns.column_types import Varchar

ID = "2026-11-30T18:26:45:778693"
VERSION = "1.38.0"
DESCRIPTION = "needs of warmth and clean air"


async def forwards():
    manager = MigrationManager(migration_id=ID, app_name="server", description=DESCRIPTION)

    manager.alter_column(
        table_class_name="Need",
        tablename="need",
        column_name="code",
        db_column_name="code",
        params={
            "choices": Enum(
                "NeedCode",
                {
                    "MORE_TIME": "more_time",
                    "HARD_OF_HEARING": "hard_of_hearing",
                    "SEES_POORLY": "sees_poorly",
                    "NO_STAIRS": "no_stairs",
                    "NO_CLEARING": "no_clearing",
                    "WIDE_WAY": "wide_way",
                    "POWER_STAYS_ON": "power_stays_on",
                    "STAYS_WARM": "stays_warm",
                    "NO_DUST": "no_dust",
                    "INTERPRETER": "interpreter",
                },
            )
        },
        old_params={
            "choices": Enum(
                "NeedCode",
                {
                    "MORE_TIME": "more_time",
                    "HARD_OF_HEARING": "hard_of_hearing",
                    "SEES_POORLY": "sees_poorly",
                    "NO_STAIRS": "no_stairs",
                    "NO_CLEARING": "no_clearing",
                    "WIDE_WAY": "wide_way",
                    "POWER_STAYS_ON": "power_stays_on",
                    "INTERPRETER": "interpreter",
                },
            )
        },
        column_class=Varchar,
        old_column_class=Varchar,
        schema=None,
    )

    return manager
