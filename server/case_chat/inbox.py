"""Whose messages wait for an answer: the lane of the desk, and of a technician's phone."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from server.actors import Coordinator, Staff
from server.case_chat.schemas import ChatPerson, Inbox, WaitingConversation
from server.case_chat.tables import Side
from server.clock import now
from server.contractors.access import requests_of
from server.database import select
from server.jobs.tables import JobState
from server.repair_requests.faults import title_of

_ANSWERED_LATELY = timedelta(days=14)
_MOST = 200
_PREVIEW = 160

_OWN_JOBS = "r.id IN (SELECT o.request FROM job o WHERE o.assigned_to = {} AND o.state <> {})"
_SELECT = (
    "SELECT r.id, (SELECT j.id FROM job j WHERE j.request = r.id AND j.state <> 'cancelled'"
    '   ORDER BY j.given_at DESC, j.id DESC LIMIT 1) AS "job [uuid]",'
    " r.number, r.fault, r.room, r.tenant_name, d.street, d.house_number, c.asked_at,"
    " m.sent_at, m.side, m.text, m.photo,"
    " (SELECT count(*) FROM case_message u WHERE u.request = r.id AND u.side = 'tenant'"
    "   AND u.seq > c.staff_read_to), c.taken_by, t.name"
    " FROM conversation c JOIN repair_request r ON r.id = c.id"
    " JOIN dwelling d ON d.id = r.dwelling LEFT JOIN person t ON t.id = c.taken_by"
    " JOIN case_message m ON m.request = c.id"
    "   AND m.seq = (SELECT max(n.seq) FROM case_message n WHERE n.request = c.id)"
)


async def inbox(actor: Staff, language: str) -> Inbox:
    """Who waits, the longest first; then what was answered lately, the newest first."""
    whose, args = _whose(actor)
    waiting = await select(
        _row_in(language),
        f"{_SELECT} WHERE {whose} AND c.asked_at IS NOT NULL ORDER BY c.asked_at, c.id LIMIT {{}}",
        *args,
        _MOST,
    )
    answered = await select(
        _row_in(language),
        f"{_SELECT} WHERE {whose} AND c.asked_at IS NULL AND m.sent_at > {{}}"
        " ORDER BY m.sent_at DESC, c.id LIMIT {}",
        *args,
        now() - _ANSWERED_LATELY,
        _MOST,
    )
    return Inbox(waiting, answered)


def _whose(actor: Staff) -> tuple[str, list[Any]]:
    """A condition on `repair_request r`, with its arguments."""
    if isinstance(actor, Coordinator):
        return requests_of(actor), [actor.organisation_id]
    return _OWN_JOBS, [actor.person_id, JobState.CANCELLED]


def _row_in(language: str) -> Any:
    def row(
        request_id: UUID,
        job_id: UUID | None,
        number: str,
        fault: str,
        room: str,
        tenant_name: str,
        street: str,
        house_number: str,
        asked_at: datetime | None,
        last_at: datetime,
        last_side: str,
        last_text: str,
        photo: UUID | None,
        unread: int,
        taken_by: UUID | None,
        taken_name: str | None,
    ) -> WaitingConversation:
        return WaitingConversation(
            request_id=request_id,
            job_id=job_id,
            number=number,
            title=title_of(fault, room, language),
            tenant_name=tenant_name,
            street=street,
            house_number=house_number,
            asked_at=asked_at,
            last_at=last_at,
            last_side=Side(last_side),
            last_text=last_text[:_PREVIEW],
            last_has_photo=photo is not None,
            unread=unread,
            taken_by=ChatPerson(taken_by, taken_name or "") if taken_by else None,
        )

    return row
