"""Whose phone may be signed out: a technician's by his office, anybody's by an administrator."""

from uuid import UUID

from server.accounts.tables import Person, Role
from server.actors import Account, Administrator, Technician
from server.database import one
from server.errors import NotAllowed, NotFound


def refuse_technician(actor: Account) -> None:
    """A colleague's phone is signed out at the desk; his own, by himself."""
    if isinstance(actor, Technician):
        raise NotAllowed("This is done at the desk.")


async def holder(actor: Account, person_id: UUID) -> Person:
    """Somebody of the same organisation whose phone this actor may sign out."""
    refuse_technician(actor)
    person = await one(Person, "id = {}", person_id)
    if person is None or person.organisation != actor.organisation_id:
        raise NotFound
    if person.role != Role.TECHNICIAN and not isinstance(actor, Administrator):
        raise NotFound
    return person
