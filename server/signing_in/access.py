"""Who may come in, and whose passkeys and sign-ins are they?"""

from uuid import UUID

from server.accounts.tables import Person, SignIn
from server.actors import Account
from server.database import change, one
from server.errors import NotFound
from server.settings import DirectorySettings
from server.signing_in.errors import DirectoryOnly
from server.signing_in.tables import Passkey


def may_come_in(person: Person | None, *, is_demo: bool) -> bool:
    """Who works here no more does not; the cast of the demonstration in demo mode only."""
    if person is None or person.deactivated_at:
        return False
    return is_demo or not person.demo_key


def comes_by_directory(person: Person, directory: DirectorySettings | None) -> bool:
    """By it alone, as long as there is one: whom it lets go is not to stay by a way of her own."""
    if directory is None or not person.directory_subject:
        return False
    return (person.directory_issuer or "").rstrip("/") == directory.issuer


async def refuse_bound(person_id: UUID, directory: DirectorySettings | None) -> None:
    """Whoever comes by the directory has no other way in. Inside the transaction that would give
    her one."""
    # Locked: at this very moment she may come by the directory for the first time, or be let go.
    await change("UPDATE person SET name = name WHERE id = {}", person_id)
    person = await one(Person, "id = {}", person_id)
    if person is None or person.deactivated_at:
        raise NotFound
    if comes_by_directory(person, directory):
        raise DirectoryOnly


async def own_passkey(actor: Account, passkey_id: UUID) -> Passkey:
    found = await one(Passkey, "id = {} AND person = {}", passkey_id, actor.person_id)
    if found is None:
        raise NotFound
    return found


async def own_sign_in(actor: Account, sign_in_id: UUID) -> SignIn:
    found = await one(SignIn, "id = {} AND person = {}", sign_in_id, actor.person_id)
    if found is None:
        raise NotFound
    return found
