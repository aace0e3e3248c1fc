"""What has been kept long enough, by the periods of each organisation, is erased."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import structlog

from server.clock import HOME, now
from server.database import select, transaction
from server.journal.service import About, append
from server.legal_holds.access import NOT_HELD
from server.privacy.erasing import erase, new_erasure
from server.privacy.former_staff import empty_due
from server.privacy.kinds import KINDS, CountsFrom, Holding, Kind, Periods, Way
from server.retention.periods import periods_of
from storage.objects import ObjectStore

log = structlog.get_logger()

_CASES_AT_ONCE = 50
_ROWS_AT_ONCE = 500
_FIRST = UUID(int=0)

_TENANCY_ENDED = (
    "r.closed_at < {} AND NOT EXISTS (SELECT 1 FROM tenancy t WHERE t.dwelling = r.dwelling"
    " AND (lower(t.tenant_name) = lower(r.tenant_name) OR t.phone <> '' AND t.phone = r.phone)"
    " AND (t.ended_on IS NULL OR t.ended_on >= {}))"
)

_CALL_ENDED = (
    "EXISTS (SELECT 1 FROM recording c JOIN previsit v ON v.id = c.previsit"
    " JOIN job j ON j.id = v.job WHERE j.request = r.id AND c.deleted_at IS NULL"
    " AND c.started_at IS NOT NULL AND c.ended_at < {})"
)


@dataclass(frozen=True)
class _Search:
    """Which cases of an organisation: the condition in SQL, and what goes into it."""

    condition: str
    args: tuple[Any, ...]


async def erase_due(objects: ObjectStore) -> None:
    """Everything of everybody that is due. Twice changes nothing."""
    for organisation_id in await select(lambda each: each, "SELECT id FROM organisation"):
        periods = Periods(await periods_of(organisation_id))
        for kind in KINDS:
            await _erase_kind(organisation_id, kind, periods, objects)


async def _erase_kind(
    organisation_id: UUID, kind: Kind, periods: Periods, objects: ObjectStore
) -> None:
    before = now() - timedelta(days=periods.days(kind))
    if kind.way == Way.NEVER:
        return
    if kind.way == Way.PEOPLE:
        await empty_due(organisation_id, kind, before, objects)
        return
    if any(holding.of_organisation for holding in kind.holdings):
        for holding in kind.holdings:
            await _erase_rows(organisation_id, kind, holding, before)
        return
    if kind.claim_days:
        later = now() - timedelta(days=periods.days(kind, has_claim=True))
        await _erase_cases(organisation_id, kind, _closed(later, "r.claim IS NOT NULL"), objects)
        await _erase_cases(organisation_id, kind, _closed(before, "r.claim IS NULL"), objects)
        return
    await _erase_cases(organisation_id, kind, _search(kind, before), objects)


def _search(kind: Kind, before: datetime) -> _Search:
    if kind.counts_from == CountsFrom.TENANCY_ENDED:
        return _Search(_TENANCY_ENDED, (before, before.astimezone(HOME).date()))
    if kind.counts_from == CountsFrom.CALL_ENDED:
        return _Search(_CALL_ENDED, (before,))
    return _closed(before, "1 = 1")


def _closed(before: datetime, also: str) -> _Search:
    return _Search(f"r.closed_at < {{}} AND {also}", (before,))


async def _erase_cases(
    organisation_id: UUID, kind: Kind, search: _Search, objects: ObjectStore
) -> None:
    last = _FIRST
    while cases := await _cases(organisation_id, kind, search, last):
        for request_id in cases:
            erasure = new_erasure(organisation_id, request_id, [kind.word], search.args[0])
            await erase(erasure, "period", objects)
        last = cases[-1]


async def _cases(organisation_id: UUID, kind: Kind, search: _Search, last: UUID) -> list[UUID]:
    there = " OR ".join(
        f"EXISTS (SELECT 1 FROM {holding.name}"  # noqa: S608 - our own
        f" WHERE {holding.of_case.replace('{}', 'r.id')} AND {holding.left})"
        for holding in kind.holdings
    )
    return await select(
        lambda request_id: request_id,
        "SELECT r.id FROM repair_request r WHERE r.organisation = {} AND r.id > {}"  # noqa: S608
        f" AND {search.condition} AND {NOT_HELD} AND ({there})"
        f" ORDER BY r.id LIMIT {_CASES_AT_ONCE}",
        organisation_id,
        last,
        *search.args,
    )


async def _erase_rows(
    organisation_id: UUID, kind: Kind, holding: Holding, before: datetime
) -> None:
    """What has times of its own, so many at a time, each with a counted line."""
    ids = f"SELECT id FROM ({holding.of_organisation}) due LIMIT {_ROWS_AT_ONCE}"  # noqa: S608 - our own
    cut = before.astimezone(HOME).date() if holding.name == "tenancy" else before
    is_more = True
    while is_more:
        async with transaction():
            gone = await _rows_gone(holding, ids, organisation_id, cut)
            if gone:
                told = {"kind": kind.word, "because": "period", "counts": {"rows": gone}}
                await append("privacy.erased", About(organisation_id), None, told)
        is_more = gone == _ROWS_AT_ONCE


async def _rows_gone(holding: Holding, ids: str, *args: object) -> int:
    if holding.empties is None:
        sql = f"DELETE FROM {holding.name} WHERE id IN ({ids})"  # noqa: S608 - our own
        values: list[object] = []
    else:
        columns = ", ".join(f"{column} = {{}}" for column in holding.empties)
        sql = f"UPDATE {holding.name} SET {columns} WHERE id IN ({ids})"  # noqa: S608 - our own
        values = list(holding.empties.values())
    return len(await holding.table.raw(f"{sql} RETURNING id", *values, *args))
