"""Which photos the lane shows, in what order: while the van is still in the street comes first."""

from datetime import timedelta
from typing import Any, Literal
from uuid import UUID

import msgspec

from server.actors import Coordinator
from server.case_files.cursors import cursor_text, read_cursor
from server.case_files.list_filter import faults_called, literally, without_nul
from server.case_files.schemas import LaneCounts
from server.clock import now
from server.database import select
from server.jobs.access import jobs_of

TARGET = timedelta(minutes=10)
"""Judged within this, a technician can go back in: so long he is still in the street."""

Which = Literal["pending", "sent_back", "accepted"]

LAST_VISIT = (
    " LEFT JOIN visit v ON v.id = (SELECT id FROM visit WHERE job = j.id"
    " ORDER BY arrived_at DESC, id DESC LIMIT 1)"
)
_FROM = (
    " FROM evidence_photo p JOIN job j ON j.id = p.job"
    " JOIN repair_request r ON r.id = p.request JOIN dwelling d ON d.id = r.dwelling"
    " JOIN person t ON t.id = j.assigned_to"
    f"{LAST_VISIT}"
    " WHERE p.verdict = {} AND p.state IN ('received', 'ready')"
    " AND j.state NOT IN ('done', 'cancelled')"
)
_VAN_IS_THERE = "v.id IS NOT NULL AND (v.left_at IS NULL OR v.left_at > {})"
_RANK = f"CASE WHEN {_VAN_IS_THERE} THEN 0 ELSE 1 END"
_SEQ = "coalesce(p.received_seq, 0)"


class Sieve(msgspec.Struct, frozen=True):
    """What of the lane is wanted."""

    which: Which = "pending"
    technician: UUID | None = None
    slot: str = ""
    tag: str = ""
    words: str = ""
    waited_minutes: int = 0
    is_reused: bool = False
    limit: int = 50


class _Cursor(msgspec.Struct, frozen=True, array_like=True):
    """Where the page ended."""

    rank: int
    seq: int
    id: UUID


async def page_of(
    actor: Coordinator, sieve: Sieve, after: str | None, language: str
) -> tuple[list[UUID], str | None]:
    """The photos of one page, and where the next one begins."""
    street = now() - TARGET
    sql = f"SELECT p.id, {_RANK}, {_SEQ}{_FROM} AND {jobs_of(actor)}"
    args: list[Any] = [street, sieve.which, actor.organisation_id]
    for condition, values in _conditions(sieve, language):
        sql += f" AND {condition}"
        args += values
    if after:
        last = read_cursor(after, _Cursor)
        sql += (
            f" AND ({_RANK} > {{}} OR ({_RANK} = {{}}"
            f" AND ({_SEQ} > {{}} OR ({_SEQ} = {{}} AND p.id > {{}}))))"
        )
        args += [street, last.rank, street, last.rank, last.seq, last.seq, last.id]
    rows = await select(
        lambda photo, rank, seq: _Cursor(rank, seq, photo),
        f"{sql} ORDER BY 2, 3, p.id LIMIT {{}}",
        *args,
        sieve.limit + 1,
    )
    page = rows[: sieve.limit]
    ended = cursor_text(page[-1]) if len(rows) > sieve.limit else None
    return [row.id for row in page], ended


def _conditions(sieve: Sieve, language: str) -> list[tuple[str, list[Any]]]:
    found: list[tuple[str, list[Any]]] = []
    if sieve.which == "sent_back":  # and not taken again yet
        found.append(("NOT EXISTS (SELECT 1 FROM evidence_photo n WHERE n.retake_of = p.id)", []))
    if sieve.technician:
        found.append(("j.assigned_to = {}", [sieve.technician]))
    if sieve.slot:
        found.append(("p.slot = {}", [without_nul(sieve.slot)]))
    if sieve.tag:
        tagged = "EXISTS (SELECT 1 FROM photo_tag g WHERE g.photo = p.id AND g.word = {})"
        found.append((tagged, [without_nul(sieve.tag)]))
    if sieve.waited_minutes:
        found.append(("p.received_at <= {}", [now() - timedelta(minutes=sieve.waited_minutes)]))
    if sieve.is_reused:
        found.append(("EXISTS (SELECT 1 FROM resemblance s WHERE s.photo = p.id)", []))
    if words := literally(sieve.words.strip().lower()):
        codes = faults_called(words, language)
        places = ", ".join(["{}"] * len(codes))
        named = (
            "(lower(r.number || ' ' || r.tenant_name || ' ' || t.name || ' ' || d.street || ' ' ||"
            f" d.house_number || ' ' || d.postcode) LIKE {{}} OR r.fault IN ({places}))"
        )
        found.append((named, [f"%{words}%", *codes]))
    return found


async def counts(actor: Coordinator) -> LaneCounts:
    """How many wait; and how many longer than the target while the van is still there."""
    street = now() - TARGET
    found = await select(
        LaneCounts,
        f"SELECT count(*), count(CASE WHEN p.received_at <= {{}} AND {_VAN_IS_THERE}"
        f" THEN 1 END){_FROM} AND {jobs_of(actor)}",
        street,
        street,
        "pending",
        actor.organisation_id,
    )
    return found[0]
