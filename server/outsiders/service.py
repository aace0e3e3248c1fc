"""Letting somebody outside the organisation in to one job, and putting them out again."""

from datetime import timedelta
from typing import Literal
from uuid import UUID

from server.accounts.secrets import hash_of, new_secret
from server.actors import Coordinator
from server.clock import now
from server.contractors.working_days import a_working_day_after
from server.database import insert, one, transaction
from server.errors import InvalidInput, NotFound
from server.jobs.access import job_to_see, lock_job
from server.jobs.service import about
from server.jobs.tables import Job
from server.journal.service import append
from server.outsiders import access
from server.outsiders.answering import told
from server.outsiders.schemas import NewOutsiderLink, OutsiderLinkFacts
from server.outsiders.tables import Answer, May, OutsiderLink


async def make_link(
    actor: Coordinator, job_id: UUID, wanted: NewOutsiderLink
) -> tuple[OutsiderLinkFacts, str]:
    """A link and its secret. Sent twice it is one link, with the secret of the last answer."""
    _refuse_senseless(wanted)
    secret = new_secret()
    async with transaction():
        job = await lock_job(actor, job_id)
        link = await one(OutsiderLink, "id = {}", wanted.id)
        if link is None:
            link = _new_link(actor, job, wanted, secret)
            await insert(link)
            event = "outsider.asked" if wanted.is_asked else "outsider.link_made"
            await append(event, about(job, link.id), actor, told(link))
        elif link.job != job.id or link.made_by != actor.name:
            raise NotFound  # knowing an id must not open what a colleague made
        else:
            await OutsiderLink.update({OutsiderLink.secret_hash: hash_of(secret)}).where(
                OutsiderLink.id == link.id
            )
    return _facts(link), secret


def _refuse_senseless(wanted: NewOutsiderLink) -> None:
    if wanted.is_asked and wanted.may != May.ADD:
        raise InvalidInput("/isAsked", "Only who may add is asked to do the job.")
    if wanted.is_asked and not wanted.note.strip():
        raise InvalidInput("/note", "Say what there is to do.")


def _new_link(actor: Coordinator, job: Job, wanted: NewOutsiderLink, secret: str) -> OutsiderLink:
    expires_at = now() + timedelta(days=wanted.days)
    answer_by = a_working_day_after(now()) if wanted.is_asked else None
    return OutsiderLink(
        id=wanted.id,
        job=job.id,
        name=wanted.name.strip(),
        may=wanted.may,
        secret_hash=hash_of(secret),
        made_by=actor.name,
        made_at=now(),
        # A link of one day, made before a weekend, must not be over before its answer is due.
        expires_at=max(expires_at, answer_by or expires_at),
        note=wanted.note.strip(),
        answer_by=answer_by,
    )


async def revoke(actor: Coordinator, job_id: UUID, link_id: UUID) -> list[OutsiderLinkFacts]:
    """Withdraw a link: whoever came in with it is out. Twice changes nothing."""
    async with transaction():
        job = await lock_job(actor, job_id)
        link = await access.link_of(actor, job, link_id)
        if not link.revoked_at:
            await OutsiderLink.update({OutsiderLink.revoked_at: now()}).where(
                OutsiderLink.id == link.id
            )
            await append("outsider.link_revoked", about(job, link.id), actor, told(link))
    return await links_of(actor, job_id)


async def links_of(actor: Coordinator, job_id: UUID) -> list[OutsiderLinkFacts]:
    """Every link into a job, the newest first."""
    job = await job_to_see(actor, job_id)
    links = (
        await OutsiderLink.objects()
        .where(OutsiderLink.job == job.id)
        .order_by(OutsiderLink.made_at, OutsiderLink.id, ascending=False)
    )
    return [_facts(link) for link in links]


def _facts(link: OutsiderLink) -> OutsiderLinkFacts:
    return OutsiderLinkFacts(
        id=link.id,
        name=link.name,
        may=May(link.may),
        made_by=link.made_by,
        made_at=link.made_at,
        expires_at=link.expires_at,
        last_used_at=link.last_used_at,
        state=_state(link),
        note=link.note,
        answer_by=link.answer_by,
        answer=Answer(link.answer) if link.answer else None,
        answered_at=link.answered_at,
        decline_reason=link.decline_reason,
        is_late=bool(link.answer_by) and not link.answer and link.answer_by <= now(),
    )


def _state(link: OutsiderLink) -> Literal["live", "expired", "revoked", "declined"]:
    if link.revoked_at:
        return "revoked"
    if link.answer == Answer.DECLINED:
        return "declined"
    return "expired" if link.expires_at <= now() else "live"
