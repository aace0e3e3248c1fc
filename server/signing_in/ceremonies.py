"""What is begun in a browser and finished there within minutes, once.

It lies in the database, so that any node may finish what another began. The browser is known by a
cookie: a challenge or a state that was carried off to another one is worth nothing there.
"""

from datetime import timedelta
from uuid import UUID

from server.accounts.secrets import hash_of
from server.clock import now
from server.database import change, insert, one, transaction
from server.identifiers import new_id
from server.signing_in.errors import CeremonyOver
from server.signing_in.tables import Ceremony, Purpose

LASTS = timedelta(minutes=5)
AT_THE_DIRECTORY = timedelta(minutes=15)  # a password is looked up there, a second factor fetched
_CODES_ARE_KEPT = timedelta(days=1)


async def begin(
    purpose: Purpose,
    secret: str,
    browser: str,
    *,
    person_id: UUID | None = None,
    invitation_id: UUID | None = None,
    return_to: str = "",
) -> None:
    """Remember a challenge or state, as a hash."""
    lasts = AT_THE_DIRECTORY if purpose == Purpose.DIRECTORY else LASTS
    async with transaction():
        await insert(
            Ceremony(
                id=new_id(),
                purpose=purpose,
                secret_hash=hash_of(secret),
                browser_hash=hash_of(browser),
                person=person_id,
                invitation=invitation_id,
                return_to=return_to,
                expires_at=now() + lasts,
            )
        )


async def finish(purpose: Purpose, secret: str, browser: str) -> Ceremony:
    """The same, taken out: of two who bring it at once one gets it. What does not fit in any way is
    over."""
    async with transaction():
        found = await one(
            Ceremony,
            "secret_hash = {} AND browser_hash = {} AND purpose = {} AND expires_at > {}",
            hash_of(secret),
            hash_of(browser),
            purpose.value,
            now(),
        )
        taken = found and await change(
            "DELETE FROM ceremony WHERE id = {} RETURNING purpose", found.id
        )
    if found is None or not taken:
        raise CeremonyOver
    return found


async def forget_old() -> None:
    """Nobody comes back for these. Codes stay for a day: they are counted."""
    async with transaction():
        await change("DELETE FROM ceremony WHERE expires_at < {}", now())
        await change("DELETE FROM sign_in_code WHERE asked_at < {}", now() - _CODES_ARE_KEPT)
