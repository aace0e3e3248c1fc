"""The desk's work list: what comes first of what is open, newest first of everything else; pages by
key, counts beside them."""

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Annotated, Any
from uuid import UUID

import msgspec

from server.actors import Coordinator
from server.backlog import order
from server.backlog.schemas import PinFacts
from server.case_files.cursors import cursor_text, read_cursor
from server.case_files.list_filter import (
    FINISHED,
    LEFT_BEHIND,
    OUR_TURN,
    OVER,
    UNANSWERED_IDS,
    UNDERWAY,
    WAITING,
    ListFilter,
    narrowed_to,
)
from server.case_files.schemas import (
    Counts,
    DwellingFacts,
    JobHolder,
    PlaceFacts,
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
from server.repair_requests.faults import title_of
from server.repair_requests.place import TENANT_ASKED
from server.repair_requests.tables import Lane
from server.urgency.clocks import day_number, legal_deadline
from server.visits.failed import FAILED_BY_TENANT, FAILED_BY_US
from server.visits.no_access import TIMES, TO_CALL, UNSEEN, WITHOUT_ACCESS, needed
from storage.objects import ObjectStore

MOST_COUNTED = 1_000

# What was taken back from a technician is nobody's any more, unless nothing came after it.
_NEWEST_JOB = """(SELECT id FROM job WHERE request = r.id
  AND (state <> 'cancelled' OR r.state = 'cancelled')
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
  mc.asked_at, mc.reminded_at, mc.none_suits_at,
  r.lane, r.due_at, r.postponed_days, r.postponed_because, r.state_since, r.need_count,
  r.failed_visits, a.number, qp.reason, qp.pinned_by, qp.until
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
LEFT JOIN queue_pin qp ON qp.request = r.id AND qp.over_at IS NULL
  AND qp.reopenings = r.reopenings
LEFT JOIN repair_request a ON a.id = qp.before AND a.lane IS NOT NULL
"""  # noqa: S608 - fixed text


class _Cursor(msgspec.Struct, frozen=True, array_like=True):
    """Where the page ended: the last row's time and id."""

    reported_at: Annotated[datetime, msgspec.Meta(tz=True)]
    id: UUID


async def work_list(
    actor: Coordinator,
    language: str,
    objects: ObjectStore,
    wanted: ListFilter,
    *,
    after: str | None = None,
    limit: int = 50,
) -> RequestList:
    """A page of the organisation's repairs."""
    is_in_order = wanted.is_in_order and not actor.is_contractor
    page_in = _page_in_order if is_in_order else _newest_page
    rows, cursor = await page_in(actor, language, objects, wanted, after, limit)
    return RequestList(items=rows, next_cursor=cursor, counts=await counts(actor))


async def _page_in_order(
    actor: Coordinator,
    language: str,
    objects: ObjectStore,
    wanted: ListFilter,
    after: str | None,
    limit: int,
) -> tuple[list[RequestRow], str | None]:
    """What comes first. The places are found in an index; only rows that are shown are read."""
    narrowed = narrowed_to(wanted, actor, language)
    reached = read_cursor(after, order.Reached) if after else None
    ids, ended = await order.page_of(actor.organisation_id, narrowed, reached, limit)
    rows = await _rows(actor, ids, language, objects)
    return rows, cursor_text(ended) if ended else None


async def _rows(
    actor: Coordinator, ids: Sequence[UUID], language: str, objects: ObjectStore
) -> list[RequestRow]:
    """These repairs, in this order."""
    if not ids:
        return []
    places = ", ".join(["{}"] * len(ids))
    found = await select(
        _row_in(actor, language, objects), f"{_ROW} WHERE r.id IN ({places})", *ids
    )
    known = {row.id: row for row in found}
    return [known[request_id] for request_id in ids if request_id in known]


async def _newest_page(
    actor: Coordinator,
    language: str,
    objects: ObjectStore,
    wanted: ListFilter,
    after: str | None,
    limit: int,
) -> tuple[list[RequestRow], str | None]:
    narrowed = narrowed_to(wanted, actor, language)
    sql = f"{_ROW} WHERE {requests_of(actor)}{narrowed.condition}"
    args: list[Any] = [actor.organisation_id, *narrowed.args]
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
    return page, _after(page[-1]) if len(rows) > limit else None


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
    """The numbers above the list. Nobody tells more than `MOST_COUNTED` apart, and counting them
    would take longer the more there are."""
    begin, end = today()
    most = f"LIMIT {MOST_COUNTED}) counted)"
    ours = (
        "(SELECT count(*) FROM (SELECT 1 AS one FROM repair_request r"  # noqa: S608 - fixed text
        f" WHERE {requests_of(actor)} AND r.state IN {{states}} {most}"
    )
    found = await select(
        Counts,
        f"SELECT {ours.replace('{states}', OUR_TURN)}, {ours.replace('{states}', UNDERWAY)},"  # noqa: S608 - fixed text
        f" {ours.replace('{states}', WAITING)},"
        " (SELECT count(*) FROM evidence_photo p JOIN job j ON j.id = p.job"
        f"   WHERE {jobs_of(actor)} AND p.verdict = 'pending'"
        "   AND j.state NOT IN ('done', 'cancelled')),"
        f" {ours.replace('{states}', FINISHED)},"
        f" (SELECT count(*) FROM previsit v JOIN job j ON j.id = v.job WHERE {jobs_of(actor)}"
        "   AND v.state IN ('planned', 'open') AND v.planned_at >= {} AND v.planned_at < {}),"
        # From the few, in this order on both databases: never from all that is open.
        f" (SELECT count(*) FROM ({UNANSWERED_IDS}) u CROSS JOIN repair_request r"
        "   WHERE r.id = u.request AND r.organisation = {}),"
        " (SELECT count(*) FROM person t CROSS JOIN job j CROSS JOIN repair_request r"
        f"   WHERE j.assigned_to = t.id AND r.id = j.request AND j.id = {_NEWEST_JOB}"
        f"   AND {requests_of(actor)} AND {LEFT_BEHIND}),"
        f" (SELECT count(*) FROM ({WITHOUT_ACCESS}) u CROSS JOIN repair_request r"
        f"   WHERE r.id = u.request AND r.organisation = {{}} AND r.state NOT IN {OVER}"
        f"   AND {TO_CALL}),"
        " (SELECT count(*) FROM work_order w WHERE w.contractor = {} AND w.state = 'offered')",
        *[actor.organisation_id] * 6,
        begin,
        end,
        *[actor.organisation_id] * 5,
    )
    return found[0]


def _after(row: RequestRow) -> str:
    return cursor_text(_Cursor(row.reported_at, row.id))


def _row_in(actor: Coordinator, language: str, objects: ObjectStore) -> Callable[..., RequestRow]:
    def row(*columns: Any) -> RequestRow:
        facts, dwelling, rest = columns[:9], columns[9:15], columns[15:]
        photo_count, thumbnail_key, job_id, job_state, technician_id, technician = rest[:6]
        has_left, rest = rest[6], rest[7:]
        previsit, (to_review, on_phone, promised, minutes, room, wanted_at) = rest[:3], rest[3:9]
        unanswered, corporation, offered, asked = rest[9], rest[10], rest[11:14], rest[20:23]
        places = rest[23:]
        is_placed = places[0] is not None and not actor.is_contractor
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
            order=_order(*offered) if offered[0] and not actor.is_contractor else None,
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
            place=_place(facts[6], rest[15], *places) if is_placed else None,
        )

    return row


def _place(reported_at: datetime, reopenings: int, *columns: Any) -> PlaceFacts:
    lane, due_at, postponed_days, because, since, needs, failed_visits, *pin = columns
    is_growing = because and because != TENANT_ASKED
    growing = day_number(now()) - day_number(since or reported_at) if is_growing else 0
    return PlaceFacts(
        lane=Lane(lane),
        due_at=due_at,
        days_late=max(0, day_number(now()) - day_number(due_at)),
        legal_by=legal_deadline(reported_at),
        postponed_days=postponed_days + growing,
        is_worse_for_need=needs > 0,
        failed_visits=failed_visits,
        reopenings=reopenings,
        pin=_pin(*pin),
    )


def _pin(before: str | None, reason: str, by: str, until: datetime | None) -> PinFacts | None:
    is_over = until is not None and until <= now()
    return None if before is None or is_over else PinFacts(before, reason, by, until)


def _order(contractor: str, state: str, answer_by: datetime) -> RowOrder:
    late = is_late(state, answer_by, now())
    return RowOrder(contractor, WorkOrderState(state), answer_by, late)


def _previsit(previsit_id: UUID, state: str, planned_at: datetime) -> RowPrevisit:
    return RowPrevisit(previsit_id, state_at(state, planned_at, now()), planned_at)
