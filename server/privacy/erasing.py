"""Erasing kinds of data of one case, a step at a time.

Each step is a transaction of its own that leaves a counted line in the journal. It may be killed at
any point and done again: what is gone is not found any more. Objects are doomed in the transaction
that lets go of them.
"""

from dataclasses import dataclass, field
from datetime import datetime
from uuid import UUID

from server.clock import now
from server.database import change, empty_log, insert, one, transaction
from server.evidence.disposal import dispose
from server.identifiers import new_id
from server.journal.erased import ERASED, Emptied
from server.journal.service import About, append
from server.journal.tables import JournalEntry
from server.legal_holds.access import hold_on
from server.needs.service import forget, weigh_again
from server.privacy import erasure_log, former_staff, pictures
from server.privacy.erasure_log import Erasure, PersonErasure
from server.privacy.kinds import BY_WORD, HOME_NOT_HELD, Holding, Kind, Way
from server.privacy.tables import ErasureDone
from server.recordings.erasing import erase_of_case as erase_recording
from server.repair_requests.tables import RepairRequest
from storage.objects import ObjectStore


@dataclass
class _Gone:
    """What a step took away."""

    counts: dict[str, int] = field(default_factory=dict[str, int])
    emptied: Emptied = field(default_factory=Emptied)
    keys: list[str] = field(default_factory=list[str])
    is_more: bool = False


def new_erasure(
    organisation_id: UUID,
    request_id: UUID,
    kinds: list[str],
    before: datetime | None = None,
    tenancy_id: UUID | None = None,
    need_id: UUID | None = None,
) -> Erasure:
    """Of this case, as decided now. Of several recordings only those of calls from before."""
    at = now()
    return Erasure(
        new_id(), organisation_id, request_id, kinds, before or at, at, tenancy_id, need_id
    )


async def erase(erasure: Erasure, because: str, objects: ObjectStore) -> bool:
    """Write down outside the database that it will be done, and do it; False when somebody put the
    case on hold meanwhile."""
    await erasure_log.write(erasure, objects)
    if await carry_out(erasure, because, objects):
        return True
    await erasure_log.forget(erasure, objects)
    return False


async def carry_out(
    erasure: Erasure, because: str, objects: ObjectStore, *, is_replayed: bool = False
) -> bool:
    """Do what was written down. Twice changes nothing."""
    for word in erasure.kinds:
        is_more = True
        while is_more:
            async with transaction():
                if not await _may_go(erasure, is_replayed=is_replayed):
                    return False
                gone = await _step(erasure, BY_WORD[word], because)
                await _leave_a_line(erasure, word, because, gone)
            await dispose(objects, gone.keys)
            is_more = gone.is_more
    async with transaction():
        await _erase_tenancy(erasure, because)
        await _forget_need(erasure, because)
        if "needs" in erasure.kinds and await one(RepairRequest, "id = {}", erasure.request_id):
            await weigh_again(erasure.request_id)
        if "request" in erasure.kinds:
            await change(
                "UPDATE repair_request SET erased_at = {} WHERE id = {} AND erased_at IS NULL",
                now(),
                erasure.request_id,
            )
        if await one(ErasureDone, "id = {}", erasure.id) is None:
            await insert(ErasureDone(id=erasure.id, done_at=now()))
    await empty_log()
    return True


async def _erase_tenancy(erasure: Erasure, because: str) -> None:
    if erasure.tenancy_id:
        gone = await change(
            f"DELETE FROM tenancy AS t WHERE t.id = {{}} AND {HOME_NOT_HELD} RETURNING id",  # noqa: S608
            erasure.tenancy_id,
        )
        if gone:
            told = {"kind": "tenancies", "because": because, "counts": {"rows": 1}}
            await append(ERASED, About(erasure.organisation_id), None, told)


async def _forget_need(erasure: Erasure, because: str) -> None:
    """Whatever is on hold: she took her consent back, so nobody may keep it."""
    if erasure.need_id and await forget(erasure.request_id, erasure.need_id):
        about = About(erasure.organisation_id, erasure.request_id, subject_id=erasure.id)
        told = {"kind": "needs", "because": because, "counts": {"rows": 1}}
        await append(ERASED, about, None, told)


async def _may_go(erasure: Erasure, *, is_replayed: bool) -> bool:
    """Nobody holds it. In a backup that was put back, a hold from before this was decided had been
    released by then; anywhere else it is one that came in between."""
    # Lock first: somebody may be putting it on hold.
    await change("UPDATE repair_request SET state = state WHERE id = {}", erasure.request_id)
    held = await hold_on(erasure.request_id)
    return held is None or (is_replayed and held.held_at <= erasure.at)


async def _step(erasure: Erasure, kind: Kind, because: str) -> _Gone:
    gone = _Gone()
    if await one(RepairRequest, "id = {}", erasure.request_id) is None:
        return gone  # a backup from before it was reported
    if kind.way == Way.OBJECTS:
        gone.keys, gone.is_more = await pictures.erase_some(erasure.request_id, gone.counts)
    if kind.way == Way.RECORDINGS:
        doomed = await erase_recording(erasure.request_id, erasure.before, because)
        if doomed is not None:
            gone.keys, gone.is_more = doomed, True
            gone.counts["recordings"] = 1
    if kind.way == Way.ROWS or not gone.is_more:
        for holding in kind.holdings:
            if kind.way == Way.ROWS or holding.table is JournalEntry:
                await _let_go(holding, erasure.request_id, gone)
    return gone


async def _let_go(holding: Holding, request_id: UUID, gone: _Gone) -> None:
    if holding.table is JournalEntry:
        await _empty_lines(holding, request_id, gone)
        return
    which = f"{holding.of_case} AND {holding.left}"
    if holding.empties is None:
        sql, values = f"DELETE FROM {holding.name} WHERE {which}", []  # noqa: S608 - our own
    else:
        columns = ", ".join(f"{column} = {{}}" for column in holding.empties)
        sql = f"UPDATE {holding.name} SET {columns} WHERE {which}"  # noqa: S608 - our own
        values = list(holding.empties.values())
    # Not by `change`: these may be many rows, for which nobody should wait.
    rows = await holding.table.raw(f"{sql} RETURNING id", *values, request_id)
    if rows:
        gone.counts["rows"] = gone.counts.get("rows", 0) + len(rows)


async def _empty_lines(holding: Holding, request_id: UUID, gone: _Gone) -> None:
    """A name that nothing proves without the salt of the payload, of an older line, goes along."""
    columns = {"actor_name": "CASE WHEN name_salt IS NULL THEN NULL ELSE actor_name END"}
    columns |= dict.fromkeys(holding.empties or {}, "NULL")
    emptied = ", ".join(f"{column} = {value}" for column, value in columns.items())
    rows = await JournalEntry.raw(
        f"UPDATE journal SET {emptied} WHERE {holding.of_case} AND {holding.left}"  # noqa: S608
        " RETURNING seq, actor_name, actor_name_digest",
        request_id,
    )
    if rows:
        gone.counts["lines"] = gone.counts.get("lines", 0) + len(rows)
        gone.emptied.lines += [row["seq"] for row in rows]
        gone.emptied.names += [
            row["seq"] for row in rows if row["actor_name_digest"] and row["actor_name"] is None
        ]


async def _leave_a_line(erasure: Erasure, word: str, because: str, gone: _Gone) -> None:
    if gone.counts:
        about = About(erasure.organisation_id, erasure.request_id, subject_id=erasure.id)
        told = {"kind": word, "because": because, "counts": gone.counts, **gone.emptied.told()}
        await append(ERASED, about, None, told)


async def replay(objects: ObjectStore) -> int:
    """Erase again what a restored database still has; how many erasures that were."""
    again = await erasure_log.not_done_here(objects)
    for erasure in again:
        if isinstance(erasure, PersonErasure):
            await former_staff.empty_again(erasure, BY_WORD["former_staff"])
        else:
            await carry_out(erasure, "restored", objects, is_replayed=True)
    return len(again)
