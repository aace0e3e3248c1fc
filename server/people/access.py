"""Whose people are they? An administrator's own organisation's, and nobody else's."""

from uuid import UUID

from server.accounts.tables import Person, Role
from server.actors import Account
from server.database import change, few, one
from server.errors import NotFound
from server.people.errors import LastAdministrator
from server.people.tables import Invitation


async def lock_people(organisation_id: UUID) -> None:
    """Until the transaction ends: of two administrators who remove each other one is first."""
    await change("UPDATE organisation SET journal_seq = journal_seq WHERE id = {}", organisation_id)


async def colleague(actor: Account, person_id: UUID) -> Person:
    """Somebody of the same organisation."""
    found = await one(Person, "id = {}", person_id)
    if found is None or found.organisation != actor.organisation_id:
        raise NotFound
    return found


async def invitation_of(actor: Account, invitation_id: UUID) -> Invitation:
    """An invitation that still stands in the list."""
    found = await one(Invitation, "id = {}", invitation_id)
    if found is None or found.organisation != actor.organisation_id:
        raise NotFound
    return found


async def is_last_administrator(person: Person) -> bool:
    """Nobody else could let people in. Inside a transaction that has locked the people."""
    if person.role != Role.ADMINISTRATOR or person.deactivated_at:
        return False
    others = await few(
        int,
        "SELECT count(*) FROM person WHERE organisation = {} AND role = 'administrator'"
        " AND deactivated_at IS NULL AND id <> {}",
        person.organisation,
        person.id,
    )
    return others[0] == 0


async def refuse_last_administrator(person: Person) -> None:
    if await is_last_administrator(person):
        raise LastAdministrator
