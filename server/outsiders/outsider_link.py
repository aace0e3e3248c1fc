"""The link that lets an outsider in: as the tenant's, but for one job and some days.

Its secret of 128 bits travels in the address's fragment and a POST body, and is kept as a hash.
"""

from datetime import timedelta
from uuid import UUID

from server.accounts.secrets import hash_of, new_secret
from server.actors import Outsider
from server.clock import now
from server.database import change, few, one, transaction
from server.identifiers import new_id
from server.outsiders.access import is_over
from server.outsiders.errors import OutsiderLinkOver, OutsiderLinkUnknown
from server.outsiders.tables import OutsiderLink, OutsiderSignIn

_USE_IS_NOTED_EVERY = timedelta(minutes=1)


def link_for(public_url: str, secret: str) -> str:
    """The secret travels behind the `#`, which browsers never send to any server."""
    return f"{public_url}/o#{secret}"


async def exchange(secret: str) -> str:
    """The secret of a cookie for that of a link."""
    link = await one(OutsiderLink, "secret_hash = {}", hash_of(secret))
    if link is None:
        raise OutsiderLinkUnknown
    if is_over(link, now()):
        raise OutsiderLinkOver
    cookie_secret = new_secret()
    async with transaction():
        await OutsiderSignIn.insert(
            OutsiderSignIn(
                id=new_id(), link=link.id, secret_hash=hash_of(cookie_secret), created_at=now()
            )
        )
    return cookie_secret


async def outsider_signed_in(secret: str) -> Outsider | None:
    """Who carries this cookie, until the link expires or is withdrawn."""
    found = await few(
        lambda *facts: Outsider(*facts[:-1], must_answer=bool(facts[-1])),
        "SELECT l.id, l.job, j.request, j.organisation, l.name, l.may,"
        " l.answer_by IS NOT NULL AND l.answer IS NULL FROM outsider_sign_in s"
        " JOIN outsider_link l ON l.id = s.link JOIN job j ON j.id = l.job"
        " WHERE s.secret_hash = {} AND l.revoked_at IS NULL AND l.expires_at > {}"
        " AND (l.answer IS NULL OR l.answer <> 'declined')",
        hash_of(secret),
        now(),
    )
    return found[0] if found else None


async def has_declined(secret: str) -> bool:
    """Whether this cookie is of somebody who said no: told instead of an unknown link."""
    found = await few(
        lambda link: link,
        "SELECT l.id FROM outsider_sign_in s JOIN outsider_link l ON l.id = s.link"
        " WHERE s.secret_hash = {} AND l.answer = 'declined'",
        hash_of(secret),
    )
    return bool(found)


async def note_use(link_id: UUID) -> None:
    """The desk sees when a link was last used, to the minute."""
    async with transaction():
        await change(
            "UPDATE outsider_link SET last_used_at = {} WHERE id = {}"
            " AND (last_used_at IS NULL OR last_used_at < {})",
            now(),
            link_id,
            now() - _USE_IS_NOTED_EVERY,
        )
