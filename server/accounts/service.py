"""Signing in and out, and who works here."""

from datetime import timedelta
from uuid import UUID

from server.accounts.errors import UnknownPerson
from server.accounts.schemas import Me, OrganisationFacts, TechnicianRow
from server.accounts.secrets import hash_of, new_secret
from server.accounts.tables import Person, Role, SignIn
from server.actors import Coordinator, Staff, Technician
from server.clock import now, today
from server.database import few, select, transaction
from server.errors import NotFound
from server.identifiers import new_id

SIGN_IN_LASTS = timedelta(days=30)


async def sign_in_to_demo(person_key: str) -> str:
    """The secret of a fresh sign-in of somebody of the cast."""
    person = await Person.objects().get(Person.demo_key == person_key)
    if person is None:
        raise UnknownPerson(person=person_key)
    return await _sign_in(person.id)


async def _sign_in(person_id: UUID) -> str:
    secret = new_secret()
    async with transaction():
        await SignIn(
            id=new_id(),
            person=person_id,
            secret_hash=hash_of(secret),
            created_at=now(),
            expires_at=now() + SIGN_IN_LASTS,
        ).save()
    return secret


async def sign_out(secret: str) -> UUID | None:
    """End the sign-in this secret belongs to, and tell whose it was; harmless when it is over."""
    mine = (SignIn.secret_hash == hash_of(secret)) & SignIn.revoked_at.is_null()
    async with transaction():
        ended = await SignIn.objects().get(mine)
        await SignIn.update({SignIn.revoked_at: now()}).where(mine)
    return ended.person if ended else None


async def is_signed_in(person_id: UUID, sign_in: str) -> bool:
    """Whether that sign-in of that person is still good. For what outlives a request."""
    if not sign_in:
        return False
    return await SignIn.exists().where(
        (SignIn.id == UUID(sign_in))
        & (SignIn.person == person_id)
        & SignIn.revoked_at.is_null()
        & (SignIn.expires_at > now())
    )


async def staff_signed_in(secret: str) -> Staff | None:
    """Who carries this secret, unless it expired or was revoked."""
    found = await few(
        _staff,
        "SELECT p.role, p.id, p.organisation, p.name, p.language, s.id FROM sign_in s"
        " JOIN person p ON p.id = s.person"
        " WHERE s.secret_hash = {} AND s.expires_at > {} AND s.revoked_at IS NULL",
        hash_of(secret),
        now(),
    )
    return found[0] if found else None


def _staff(
    role: str, person_id: UUID, organisation_id: UUID, name: str, language: str, sign_in_id: UUID
) -> Staff:
    if role == Role.COORDINATOR:
        return Coordinator(person_id, organisation_id, name, language)
    return Technician(person_id, organisation_id, name, language, sign_in_id)


async def me(actor: Staff) -> Me:
    """The person signed in, with the organisation."""
    found = await select(
        lambda *columns: columns,
        "SELECT p.role, o.id, o.name, o.phone FROM person p"
        " JOIN organisation o ON o.id = p.organisation WHERE p.id = {}",
        actor.person_id,
    )
    if not found:
        raise NotFound
    role, *organisation = found[0]
    return Me(
        id=actor.person_id,
        name=actor.name,
        role=Role(role),
        language=actor.language,
        organisation=OrganisationFacts(*organisation),
        server_time=now(),
    )


async def technicians(actor: Coordinator) -> list[TechnicianRow]:
    """The organisation's technicians by name, with how many jobs they have today."""
    begin, end = today()
    return await select(
        TechnicianRow,
        "SELECT p.id, p.name, (SELECT count(*) FROM job j"
        "   LEFT JOIN previsit v ON v.job = j.id AND v.state IN ('planned', 'open')"
        "   WHERE j.assigned_to = p.id AND j.state NOT IN ('done', 'cancelled')"
        "   AND coalesce(v.planned_at, j.planned_visit_at, j.given_at) >= {}"
        "   AND coalesce(v.planned_at, j.planned_visit_at, j.given_at) < {}) "
        "FROM person p WHERE p.organisation = {} AND p.role = 'technician' ORDER BY p.name",
        begin,
        end,
        actor.organisation_id,
    )
