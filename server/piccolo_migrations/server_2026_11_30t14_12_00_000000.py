"""The order of the queue, and no repair that is postponed without a date and a reason.

What was postponed before gets its reason and its days from the journal; places follow by themselves
(`repair_requests/queue_upkeep.py`).
"""

import json
from datetime import datetime
from itertools import pairwise
from typing import Any
from uuid import UUID

from piccolo.apps.migrations.auto.migration_manager import MigrationManager

from server.accounts.tables import Organisation
from server.clock import HOME
from server.database import engine
from server.working_days import working_day_number

ID = "2026-11-30T14:12:00:000000"
VERSION = "1.38.0"
DESCRIPTION = "order of the queue"

_STATEMENTS = (
    # What a page is filtered by stands in the index, so that only rows that are shown are read.
    "CREATE INDEX request_queue ON repair_request (organisation, lane, pace, rank, reported_at, id,"
    " state, priority, fault, due_at, need_count, postponed_days) WHERE lane IS NOT NULL",
    "CREATE INDEX request_unplaced ON repair_request (id) WHERE lane IS NULL AND closed_at IS NULL",
)
_ENDS = "event LIKE 'request.%' OR event IN ('job.given', 'work_order.offered')"
_IS_WHOLE = "(state <> 'postponed' OR postponed_until IS NOT NULL AND postponed_because <> '')"
_POSTGRES = (f"ALTER TABLE repair_request ADD CONSTRAINT postponed_until_a_date CHECK {_IS_WHOLE}",)
# SQLite adds no constraint to a table that is there.
_SQLITE = tuple(
    f"CREATE TRIGGER postponed_until_a_date_{when} BEFORE {when} ON repair_request"
    " WHEN NEW.state = 'postponed'"
    " AND (NEW.postponed_until IS NULL OR NEW.postponed_because = '')"
    " BEGIN SELECT RAISE(ABORT, 'CHECK constraint failed: postponed_until_a_date'); END"
    for when in ("insert", "update")
)


async def forwards() -> MigrationManager:
    manager = MigrationManager(migration_id=ID, app_name="server", description=DESCRIPTION)

    async def run() -> None:
        await _fill()
        of_engine = _SQLITE if engine().engine_type == "sqlite" else _POSTGRES
        for statement in (*_STATEMENTS, *of_engine):
            await Organisation.raw(statement)

    manager.add_raw(run)
    return manager


async def _fill() -> None:
    ever = await Organisation.raw(
        "SELECT DISTINCT request_id FROM journal WHERE event = 'request.postponed'"
    )
    for row in ever:
        await _fill_one(row["request_id"])
    await Organisation.raw(
        "UPDATE repair_request SET postponed_because = 'capacity'"
        " WHERE state = 'postponed' AND postponed_because = ''"
    )
    await Organisation.raw(
        "UPDATE repair_request SET state = 'reported' WHERE state = 'postponed'"
        " AND postponed_until IS NULL"
    )


async def _fill_one(request_id: UUID) -> None:
    lines = await Organisation.raw(
        f"SELECT event, at, payload FROM journal WHERE request_id = {{}} AND ({_ENDS})"  # noqa: S608 - fixed text
        " ORDER BY seq",
        request_id,
    )
    days = sum(
        _days(line["at"], later["at"])
        for line, later in pairwise(lines)
        if line["event"] == "request.postponed" and _because(line) != "tenant_asked"
    )
    newest = [_because(line) for line in lines if line["event"] == "request.postponed"][-1]
    await Organisation.raw(
        "UPDATE repair_request SET postponed_days = {}, postponed_because ="
        " CASE WHEN state = 'postponed' THEN {} ELSE '' END WHERE id = {}",
        days,
        newest,
        request_id,
    )


def _because(line: dict[str, Any]) -> str:
    """An erased line tells no reason any more."""
    return str(json.loads(line["payload"] or "{}").get("because") or "capacity")


def _days(since: datetime | str, until: datetime | str) -> int:
    return _number(until) - _number(since)


def _number(moment: datetime | str) -> int:
    at = datetime.fromisoformat(moment) if isinstance(moment, str) else moment
    return working_day_number(at.astimezone(HOME).date())
