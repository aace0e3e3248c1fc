"""Who works here, as what, and no more: what an administrator decides."""

from uuid import UUID

from server.accounts.tables import NOBODY, Person, Role
from server.actors import Account, Administrator
from server.clock import now
from server.database import change, select, transaction
from server.journal.service import About, append
from server.people import access
from server.people.errors import FromDirectory, NothingKeptOfHer, NoWayIn
from server.people.invitations import revoke_those_of
from server.people.leaving import end_every_way_in
from server.people.schemas import InvitationRow, People, PersonRow


async def people_of(actor: Administrator) -> People:
    """The organisation's people, who works here no more last, and the open invitations."""
    at = now()
    people = await select(
        _person_row,
        "SELECT p.id, p.name, p.email, p.role, p.deactivated_at, p.directory_subject IS NOT NULL,"
        " (SELECT count(*) FROM passkey k WHERE k.person = p.id),"
        " (SELECT count(*) FROM sign_in s WHERE s.person = p.id AND s.revoked_at IS NULL"
        "   AND s.expires_at > {}),"
        " (SELECT max(s.last_used_at) FROM sign_in s WHERE s.person = p.id)"
        ' AS "seen [timestamptz]"'
        " FROM person p WHERE p.organisation = {}"
        " ORDER BY p.deactivated_at IS NOT NULL, p.name, p.id",
        at,
        actor.organisation_id,
    )
    invitations = await select(
        lambda *facts: InvitationRow(*facts, state="live" if facts[-1] > at else "expired"),
        "SELECT id, name, email, role, made_by, made_at, expires_at FROM invitation"
        " WHERE organisation = {} AND email IS NOT NULL AND used_at IS NULL"
        " AND revoked_at IS NULL ORDER BY made_at DESC, id",
        actor.organisation_id,
    )
    return People(people, invitations)


def _person_row(*facts: object) -> PersonRow:
    person_id, name, email, role, deactivated_at, from_directory, passkeys, sign_ins, seen = facts
    return PersonRow(
        id=person_id,  # pyright: ignore[reportArgumentType] - as the columns are
        name=str(name),
        email=email,  # pyright: ignore[reportArgumentType]
        role=Role(str(role)),
        deactivated_at=deactivated_at,  # pyright: ignore[reportArgumentType]
        is_from_directory=bool(from_directory),
        is_emptied=name == NOBODY,
        passkeys=passkeys,  # pyright: ignore[reportArgumentType]
        sign_ins=0 if deactivated_at else sign_ins,  # pyright: ignore[reportArgumentType]
        last_seen_at=seen,  # pyright: ignore[reportArgumentType]
    )


async def change_role(actor: Administrator, person_id: UUID, role: Role) -> None:
    """From the next request on. The same role again changes nothing."""
    async with transaction():
        await access.lock_people(actor.organisation_id)
        person = await access.colleague(actor, person_id)
        if person.role == role:
            return
        if person.directory_subject:
            raise FromDirectory
        await access.refuse_last_administrator(person)
        await set_role(person, role, actor)


async def set_role(person: Person, role: str, actor: Account | None) -> None:
    """Inside a transaction; the caller has looked whether it may be."""
    await change("UPDATE person SET role = {} WHERE id = {}", str(role), person.id)
    told = {"from": person.role, "to": str(role)}
    await append(
        "person.role_changed", About(person.organisation, subject_id=person.id), actor, told
    )
    await revoke_those_of(person.id)
    person.role = str(role)


async def deactivate(actor: Administrator, person_id: UUID) -> None:
    """She is signed out everywhere and comes in no more, and what she came in with is gone; what
    she did stays. Twice changes nothing."""
    async with transaction():
        await access.lock_people(actor.organisation_id)
        person = await access.colleague(actor, person_id)
        if person.deactivated_at:
            return
        await access.refuse_last_administrator(person)
        await change("UPDATE person SET deactivated_at = {} WHERE id = {}", now(), person.id)
        await end_every_way_in(person)
        await append("person.deactivated", About(person.organisation, subject_id=person.id), actor)


async def reactivate(actor: Administrator, person_id: UUID) -> None:
    """She may sign in again: by a code, or by the directory; her passkeys are gone. Twice changes
    nothing."""
    async with transaction():
        await access.lock_people(actor.organisation_id)
        person = await access.colleague(actor, person_id)
        if not person.deactivated_at:
            return
        if person.name == NOBODY:
            raise NothingKeptOfHer
        if not (person.email or person.directory_subject or person.demo_key):
            raise NoWayIn
        await change("UPDATE person SET deactivated_at = NULL WHERE id = {}", person.id)
        await append("person.reactivated", About(person.organisation, subject_id=person.id), actor)
