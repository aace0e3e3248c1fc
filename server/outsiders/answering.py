"""Whoever was asked to do a job says yes or no; nobody's answer is an alarm.

As a contractor with an account is asked (see `contractors/service.py`), by a link alone.
"""

from uuid import UUID

from server.actors import Outsider
from server.clock import now
from server.database import few, one, select, transaction
from server.errors import NotFound
from server.jobs.access import lock_job_itself
from server.jobs.service import about
from server.jobs.tables import OVER
from server.journal.service import append
from server.outsiders import access
from server.outsiders.errors import OutsiderHasBegun
from server.outsiders.tables import Answer, OutsiderLink

_WAITING = (
    "FROM outsider_link ol JOIN job oj ON oj.id = ol.job WHERE ol.answer_by IS NOT NULL"
    " AND ol.answer IS NULL AND ol.revoked_at IS NULL AND oj.state NOT IN ('done', 'cancelled')"
)
UNANSWERED = f"{_WAITING} AND ol.alarmed_at IS NOT NULL"
"""The links that nobody answered in time, until they are answered or withdrawn."""


async def accept(outsider: Outsider) -> None:
    """She does it, and the job is open to her. Twice changes nothing."""
    async with transaction():
        job, link = await access.job_to_answer(outsider)
        if link.answer == Answer.DECLINED:
            raise NotFound
        if not link.answer:
            await _answer(link, Answer.ACCEPTED)
            await append("outsider.accepted", about(job, link.id), outsider, told(link))


async def decline(outsider: Outsider, reason: str) -> None:
    """Not by her, also after a yes, until her first photo: the link is over. Twice changes
    nothing."""
    async with transaction():
        job, link = await access.job_to_answer(outsider)
        if link.answer == Answer.DECLINED:
            return
        if await _has_begun(link):
            raise OutsiderHasBegun
        await _answer(link, Answer.DECLINED, reason)
        facts = {**told(link), "reason": reason}
        await append("outsider.declined", about(job, link.id), outsider, facts)


async def _answer(link: OutsiderLink, answer: Answer, reason: str = "") -> None:
    await OutsiderLink.update(
        {
            OutsiderLink.answer: answer,
            OutsiderLink.answered_at: now(),
            OutsiderLink.decline_reason: reason,
        }
    ).where(OutsiderLink.id == link.id)


async def _has_begun(link: OutsiderLink) -> bool:
    sql = "SELECT 1 FROM evidence_photo WHERE outsider_link = {} LIMIT 1"
    return bool(await few(lambda one: one, sql, link.id))


async def sound_alarms() -> None:
    """Every link that nobody answered in time is told once, by the journal and at the desk."""
    late = await select(
        lambda *ids: ids,
        f"SELECT ol.id, ol.job {_WAITING} AND ol.alarmed_at IS NULL AND ol.answer_by <= {{}}"
        " ORDER BY ol.answer_by LIMIT 200",
        now(),
    )
    for link_id, job_id in late:
        await _sound(link_id, job_id)


async def _sound(link_id: UUID, job_id: UUID) -> None:
    async with transaction():
        job = await lock_job_itself(job_id)
        link = await one(OutsiderLink, "id = {}", link_id)
        if link is None or job.state in OVER:
            return
        if not (link.answer or link.alarmed_at or link.revoked_at):
            await OutsiderLink.update({OutsiderLink.alarmed_at: now()}).where(
                OutsiderLink.id == link.id
            )
            await append("outsider.unanswered", about(job, link.id), None, told(link))


def told(link: OutsiderLink) -> dict[str, str]:
    """What the journal says of a link."""
    return {"linkId": str(link.id), "outsider": link.name, "may": link.may}
