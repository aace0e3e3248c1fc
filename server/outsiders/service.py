"""Letting somebody outside the organisation in to one job, and putting them out again."""

from datetime import timedelta
from typing import Literal
from uuid import UUID

from server.accounts.secrets import hash_of, new_secret
from server.actors import Coordinator
from server.clock import now
from server.database import insert, one, transaction
from server.errors import NotFound
from server.jobs.access import job_to_see, lock_job
from server.jobs.service import about
from server.journal.service import append
from server.outsiders import access
from server.outsiders.schemas import NewOutsiderLink, OutsiderLinkFacts
from server.outsiders.tables import May, OutsiderLink


async def make_link(
    actor: Coordinator, job_id: UUID, wanted: NewOutsiderLink
) -> tuple[OutsiderLinkFacts, str]:
    """A link and its secret. Sent twice it is one link, with the secret of the last answer."""
    secret = new_secret()
    async with transaction():
        job = await lock_job(actor, job_id)
        link = await one(OutsiderLink, "id = {}", wanted.id)
        if link is None:
            link = OutsiderLink(
                id=wanted.id,
                job=job.id,
                name=wanted.name.strip(),
                may=wanted.may,
                secret_hash=hash_of(secret),
                made_by=actor.name,
                made_at=now(),
                expires_at=now() + timedelta(days=wanted.days),
            )
            await insert(link)
            await append("outsider.link_made", about(job, link.id), actor, _told(link))
        elif link.job != job.id:
            raise NotFound  # knowing an id must not open another job
        else:
            await OutsiderLink.update({OutsiderLink.secret_hash: hash_of(secret)}).where(
                OutsiderLink.id == link.id
            )
    return _facts(link), secret


async def revoke(actor: Coordinator, job_id: UUID, link_id: UUID) -> list[OutsiderLinkFacts]:
    """Withdraw a link: whoever came in with it is out. Twice changes nothing."""
    async with transaction():
        job = await lock_job(actor, job_id)
        link = await access.link_of(actor, job, link_id)
        if not link.revoked_at:
            await OutsiderLink.update({OutsiderLink.revoked_at: now()}).where(
                OutsiderLink.id == link.id
            )
            await append("outsider.link_revoked", about(job, link.id), actor, _told(link))
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


def _told(link: OutsiderLink) -> dict[str, str]:
    return {"linkId": str(link.id), "outsider": link.name, "may": link.may}


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
    )


def _state(link: OutsiderLink) -> Literal["live", "expired", "revoked"]:
    if link.revoked_at:
        return "revoked"
    return "expired" if link.expires_at <= now() else "live"
