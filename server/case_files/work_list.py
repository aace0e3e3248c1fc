"""The desk's work list: one statement a page, keyset paging, counts beside it."""

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Literal
from uuid import UUID

import msgspec

from server.actors import Coordinator
from server.case_files.cursors import cursor_text, read_cursor
from server.case_files.schemas import (
    Counts,
    DwellingFacts,
    PersonName,
    RequestList,
    RequestRow,
    RowJob,
    RowPrevisit,
)
from server.clock import now, today
from server.database import select
from server.evidence.on_phones import ON_PHONE
from server.evidence.reading import thumbnail_url
from server.previsits.tables import state_at
from server.repair_requests.faults import FAULTS, title_of
from storage.objects import ObjectStore

Which = Literal["reported", "underway", "open", "closed", "all"]

_ROW = f"""
SELECT r.id, r.number, r.state, r.fault, r.description, r.priority, r.reported_at, r.closed_at,
  r.tenant_name, d.id, d.street, d.house_number, d.postcode, d.town, d.neighbourhood,
  (SELECT count(*) FROM evidence_photo p WHERE p.request = r.id
     AND p.state IN ('received', 'ready')),
  (SELECT p.object_key FROM evidence_photo p WHERE p.request = r.id AND p.state = 'ready'
     AND p.width IS NOT NULL ORDER BY p.taken_at LIMIT 1),
  j.id, j.state, t.id, t.name, pv.id, pv.state, pv.planned_at,
  (SELECT count(*) FROM evidence_photo p WHERE p.request = r.id AND p.verdict = 'pending'
     AND p.state IN ('received', 'ready')),
  ({ON_PHONE}),
  o.minutes_promised,
  (SELECT sum(v.minutes) FROM visit v WHERE v.job = j.id), r.room
FROM repair_request r
JOIN dwelling d ON d.id = r.dwelling
LEFT JOIN job j ON j.id = (SELECT id FROM job WHERE request = r.id
  ORDER BY given_at DESC, id DESC LIMIT 1)
LEFT JOIN person t ON t.id = j.assigned_to
LEFT JOIN previsit pv ON pv.id = (SELECT id FROM previsit WHERE job = j.id
  AND state <> 'cancelled' ORDER BY planned_at DESC, id DESC LIMIT 1)
LEFT JOIN outcome o ON o.job = j.id
"""  # noqa: S608 - fixed text

_STATES: dict[Which, str] = {
    "reported": " AND r.state = 'reported'",
    "underway": " AND r.state = 'underway'",
    "open": " AND r.state IN ('reported', 'underway')",
    "closed": " AND r.state IN ('closed', 'cancelled')",
    "all": "",
}


class _Cursor(msgspec.Struct, frozen=True, array_like=True):
    """Where the page ended: the last row's time and id."""

    reported_at: Annotated[datetime, msgspec.Meta(tz=True)]
    id: UUID


async def work_list(
    actor: Coordinator,
    language: str,
    objects: ObjectStore,
    *,
    which: Which = "all",
    words: str = "",
    after: str | None = None,
    limit: int = 50,
) -> RequestList:
    """A page of the organisation's repairs, newest first."""
    sql = f"{_ROW} WHERE r.organisation = {{}}{_STATES[which]}"
    args: list[Any] = [actor.organisation_id]
    if words.strip():
        sql += (
            " AND (lower(r.tenant_name || ' ' || r.number || ' ' || r.description || ' ' ||"
            " d.street || ' ' || d.house_number || ' ' || d.postcode || ' ' || d.neighbourhood)"
            " LIKE {} OR r.fault IN ("
            + ", ".join(["{}"] * len(codes := faults_called(words, language)))
            + "))"
        )
        args += [f"%{literally(words.strip().lower())}%", *codes]
    if after:
        last = read_cursor(after, _Cursor)
        # This form, not a plain OR, lets PostgreSQL seek in the index.
        sql += " AND r.reported_at <= {} AND (r.reported_at < {} OR r.id < {})"
        args += [last.reported_at, last.reported_at, last.id]
    rows = await select(
        _row_in(language, objects),
        f"{sql} ORDER BY r.reported_at DESC, r.id DESC LIMIT {{}}",
        *args,
        limit + 1,
    )
    page = rows[:limit]
    return RequestList(
        items=page,
        next_cursor=_after(page[-1]) if len(rows) > limit else None,
        counts=await counts(actor),
    )


async def row_of(
    actor: Coordinator, request_id: UUID, language: str, objects: ObjectStore
) -> RequestRow | None:
    """One line of the list, when it belongs to the coordinator's organisation."""
    rows = await select(
        _row_in(language, objects),
        f"{_ROW} WHERE r.organisation = {{}} AND r.id = {{}}",
        actor.organisation_id,
        request_id,
    )
    return rows[0] if rows else None


async def counts(actor: Coordinator) -> Counts:
    """The numbers above the list."""
    begin, end = today()
    found = await select(
        Counts,
        "SELECT"
        " (SELECT count(*) FROM repair_request WHERE organisation = {} AND state = 'reported'),"
        " (SELECT count(*) FROM repair_request WHERE organisation = {} AND state = 'underway'),"
        " (SELECT count(*) FROM evidence_photo p JOIN job j ON j.id = p.job"
        "   WHERE j.organisation = {} AND p.verdict = 'pending'"
        "   AND j.state NOT IN ('done', 'cancelled')),"
        " (SELECT count(*) FROM repair_request WHERE organisation = {} AND state = 'closed'),"
        " (SELECT count(*) FROM previsit v JOIN job j ON j.id = v.job WHERE j.organisation = {}"
        "   AND v.state IN ('planned', 'open') AND v.planned_at >= {} AND v.planned_at < {})",
        *[actor.organisation_id] * 5,
        begin,
        end,
    )
    return found[0]


def faults_called(words: str, language: str) -> list[str]:
    """Codes whose title holds the words; one that matches nothing when there are none."""
    wanted = words.strip().lower()
    return [
        code for code, fault in FAULTS.items() if wanted in fault.words(language).title.lower()
    ] or [""]


def literally(words: str) -> str:
    """For LIKE: what would stand for any character is left out."""
    return without_nul(words.replace("%", "").replace("_", ""))


def without_nul(words: str) -> str:
    """PostgreSQL compares nothing with U+0000."""
    return words.replace("\0", "")


def _after(row: RequestRow) -> str:
    return cursor_text(_Cursor(row.reported_at, row.id))


def _row_in(language: str, objects: ObjectStore) -> Callable[..., RequestRow]:
    def row(*columns: Any) -> RequestRow:
        facts, dwelling, rest = columns[:9], columns[9:15], columns[15:]
        photo_count, thumbnail_key, job_id, job_state, technician_id, technician = rest[:6]
        previsit, (to_review, on_phone, promised, minutes, room) = rest[6:9], rest[9:]
        return RequestRow(
            id=facts[0],
            number=facts[1],
            state=facts[2],
            fault=facts[3],
            title=title_of(facts[3], room, language),
            description=facts[4],
            priority=facts[5],
            reported_at=facts[6],
            closed_at=facts[7],
            tenant_name=facts[8],
            dwelling=DwellingFacts(*dwelling),
            photo_count=photo_count,
            thumbnail_url=thumbnail_url(objects, thumbnail_key) if thumbnail_key else None,
            job=RowJob(
                job_id,
                job_state,
                PersonName(technician_id, technician),
                _previsit(*previsit) if previsit[0] else None,
            )
            if job_id
            else None,
            photos_to_review=to_review,
            photos_on_phone=on_phone if job_state != "done" else 0,
            minutes_promised=promised,
            minutes_in_home=minutes,
        )

    return row


def _previsit(previsit_id: UUID, state: str, planned_at: datetime) -> RowPrevisit:
    return RowPrevisit(previsit_id, state_at(state, planned_at, now()), planned_at)
