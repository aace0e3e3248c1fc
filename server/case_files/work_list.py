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
    JobHolder,
    RequestList,
    RequestRow,
    RowJob,
    RowOrder,
    RowPrevisit,
)
from server.clock import now, today
from server.contractors.access import requests_of
from server.contractors.tables import WorkOrderState, is_late
from server.database import select
from server.evidence.on_phones import ON_PHONE
from server.evidence.reading import thumbnail_url
from server.jobs.access import jobs_of
from server.outsiders.answering import UNANSWERED
from server.previsits.choices import CAN_BE_CHOSEN
from server.previsits.schemas import MomentAsked
from server.previsits.tables import state_at
from server.repair_requests import moving
from server.repair_requests.faults import FAULTS, title_of
from server.repair_requests.tables import RequestState
from server.visits.failed import FAILED_BY_TENANT, FAILED_BY_US
from server.visits.no_access import TIMES, TO_CALL, UNSEEN, needed
from storage.objects import ObjectStore

Which = Literal[
    "reported",
    "underway",
    "waiting",
    "open",
    "unanswered",
    "left_behind",
    "to_call",
    "closed",
    "all",
]

_NEWEST_JOB = """(SELECT id FROM job WHERE request = r.id
  ORDER BY given_at DESC, id DESC LIMIT 1)"""

_ROW = f"""
SELECT r.id, r.number, r.state, r.fault, r.description, r.priority, r.reported_at, r.closed_at,
  r.tenant_name, d.id, d.street, d.house_number, d.postcode, d.town, d.neighbourhood,
  (SELECT count(*) FROM evidence_photo p WHERE p.request = r.id
     AND p.state IN ('received', 'ready')),
  (SELECT p.object_key FROM evidence_photo p WHERE p.request = r.id AND p.state = 'ready'
     AND p.width IS NOT NULL ORDER BY p.taken_at LIMIT 1),
  j.id, j.state, t.id, t.name, t.deactivated_at IS NOT NULL, pv.id, pv.state, pv.planned_at,
  (SELECT count(*) FROM evidence_photo p WHERE p.request = r.id AND p.verdict = 'pending'
     AND p.state IN ('received', 'ready')),
  ({ON_PHONE}),
  o.minutes_promised,
  (SELECT sum(v.minutes) FROM visit v WHERE v.job = j.id), r.room, r.link_wanted_at,
  (SELECT ol.name {UNANSWERED} AND oj.request = r.id ORDER BY ol.answer_by LIMIT 1),
  l.name, c.name, w.state, w.answer_by, r.postponed_until, r.reopenings,
  {FAILED_BY_TENANT}, {FAILED_BY_US}, {TIMES}, {UNSEEN},
  mc.asked_at, mc.reminded_at, mc.none_suits_at
FROM repair_request r
JOIN organisation l ON l.id = r.organisation
JOIN dwelling d ON d.id = r.dwelling
LEFT JOIN job j ON j.id = {_NEWEST_JOB}
LEFT JOIN person t ON t.id = j.assigned_to
LEFT JOIN previsit pv ON pv.id = (SELECT id FROM previsit WHERE job = j.id
  AND state <> 'cancelled' ORDER BY planned_at DESC, id DESC LIMIT 1)
LEFT JOIN moment_choice mc ON mc.job = j.id AND {CAN_BE_CHOSEN}
LEFT JOIN outcome o ON o.job = j.id
LEFT JOIN work_order w ON w.id = (SELECT id FROM work_order WHERE request = r.id
  ORDER BY offered_at DESC, id DESC LIMIT 1)
LEFT JOIN organisation c ON c.id = w.contractor
"""  # noqa: S608 - fixed text

_UNANSWERED = f"""r.id IN (
  SELECT request FROM work_order WHERE state = 'offered' AND alarmed_at IS NOT NULL
  UNION SELECT oj.request {UNANSWERED}
)"""  # noqa: S608 - fixed text
_LEFT_BEHIND = (
    "r.state = 'underway' AND j.state NOT IN ('done', 'cancelled')"
    " AND t.deactivated_at IS NOT NULL AND t.organisation = {}"
)
"""Whoever has the work passes it on: a contractor the jobs of its own people."""


def _any_of(states: frozenset[RequestState]) -> str:
    return "({})".format(", ".join(f"'{state}'" for state in sorted(states)))


_OUR_TURN = _any_of(moving.WAITING)
_FINISHED = _any_of(moving.FINISHED)
_OVER = _any_of(moving.OVER)
_WAITING = _any_of(moving.OPEN - moving.WAITING - {RequestState.UNDERWAY})
"""For the tenant, or for a day."""

_STATES: dict[Which, str] = {
    "reported": f" AND r.state IN {_OUR_TURN}",
    "underway": " AND r.state = 'underway'",
    "waiting": f" AND r.state IN {_WAITING}",
    "open": f" AND r.state NOT IN {_OVER}",
    # Whoever asked: the corporation.
    "unanswered": f" AND {_UNANSWERED} AND r.organisation = {{}}",
    "left_behind": f" AND {_LEFT_BEHIND}",
    "to_call": f" AND r.state NOT IN {_OVER} AND {TO_CALL} AND r.organisation = {{}}",
    "closed": f" AND r.state IN {_OVER}",
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
    sql = f"{_ROW} WHERE {requests_of(actor)}{_STATES[which]}"
    args: list[Any] = [actor.organisation_id] * sql.count("{}")
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
        _row_in(actor, language, objects),
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
        _row_in(actor, language, objects),
        f"{_ROW} WHERE {requests_of(actor)} AND r.id = {{}}",
        actor.organisation_id,
        request_id,
    )
    return rows[0] if rows else None


async def counts(actor: Coordinator) -> Counts:
    """The numbers above the list."""
    begin, end = today()
    ours = f"SELECT count(*) FROM repair_request r WHERE {requests_of(actor)} AND r.state IN"  # noqa: S608 - fixed text
    found = await select(
        Counts,
        f"SELECT ({ours} {_OUR_TURN}), ({ours} ('underway')), ({ours} {_WAITING}),"  # noqa: S608 - fixed text
        " (SELECT count(*) FROM evidence_photo p JOIN job j ON j.id = p.job"
        f"   WHERE {jobs_of(actor)} AND p.verdict = 'pending'"
        "   AND j.state NOT IN ('done', 'cancelled')),"
        f" ({ours} {_FINISHED}),"
        f" (SELECT count(*) FROM previsit v JOIN job j ON j.id = v.job WHERE {jobs_of(actor)}"
        "   AND v.state IN ('planned', 'open') AND v.planned_at >= {} AND v.planned_at < {}),"
        f" (SELECT count(*) FROM repair_request r WHERE r.organisation = {{}} AND {_UNANSWERED}),"
        f" (SELECT count(*) FROM repair_request r JOIN job j ON j.id = {_NEWEST_JOB}"
        f"   JOIN person t ON t.id = j.assigned_to WHERE {requests_of(actor)} AND {_LEFT_BEHIND}),"
        f" (SELECT count(*) FROM repair_request r WHERE r.organisation = {{}}"
        f"   AND r.state NOT IN {_OVER} AND {TO_CALL}),"
        " (SELECT count(*) FROM work_order w WHERE w.contractor = {} AND w.state = 'offered')",
        *[actor.organisation_id] * 6,
        begin,
        end,
        *[actor.organisation_id] * 5,
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


def _row_in(actor: Coordinator, language: str, objects: ObjectStore) -> Callable[..., RequestRow]:
    def row(*columns: Any) -> RequestRow:
        facts, dwelling, rest = columns[:9], columns[9:15], columns[15:]
        photo_count, thumbnail_key, job_id, job_state, technician_id, technician = rest[:6]
        has_left, rest = rest[6], rest[7:]
        previsit, (to_review, on_phone, promised, minutes, room, wanted_at) = rest[:3], rest[3:9]
        unanswered, corporation, order, asked = rest[9], rest[10], rest[11:14], rest[20:]
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
                JobHolder(technician_id, technician, bool(has_left)),
                _previsit(*previsit) if previsit[0] else None,
                MomentAsked(*asked) if asked[0] else None,
            )
            if job_id
            else None,
            corporation=corporation if actor.is_contractor else None,
            order=_order(*order) if order[0] and not actor.is_contractor else None,
            photos_to_review=to_review,
            photos_on_phone=on_phone if job_state != "done" else 0,
            minutes_promised=promised,
            minutes_in_home=minutes,
            link_wanted=wanted_at is not None and not actor.is_contractor,
            unanswered_link=None if actor.is_contractor else unanswered,
            postponed_until=rest[14],
            reopenings=rest[15],
            visits_failed_by_tenant=rest[16],
            visits_failed_by_us=rest[17],
            no_access_needs=None if actor.is_contractor else needed(rest[18], rest[19]),
        )

    return row


def _order(contractor: str, state: str, answer_by: datetime) -> RowOrder:
    late = is_late(state, answer_by, now())
    return RowOrder(contractor, WorkOrderState(state), answer_by, late)


def _previsit(previsit_id: UUID, state: str, planned_at: datetime) -> RowPrevisit:
    return RowPrevisit(previsit_id, state_at(state, planned_at, now()), planned_at)
