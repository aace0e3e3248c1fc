"""Signing in and out, and who works here."""

from datetime import timedelta
from uuid import UUID

from server.accounts.errors import UnknownPerson
from server.accounts.schemas import Me, OrganisationFacts, TechnicianRow
from server.accounts.secrets import hash_of, new_secret
from server.accounts.tables import How, OrganisationKind, Person, Role, SignIn
from server.actors import Account, Administrator, Coordinator, Technician
from server.clock import now, today
from server.database import change, few, insert, select, transaction
from server.errors import NotFound
from server.identifiers import new_id

SIGN_IN_LASTS = timedelta(days=30)
_USE_IS_NOTED_EVERY = timedelta(minutes=15)


async def sign_in_to_demo(person_key: str, device: str = "") -> str:
    """The secret of a fresh sign-in of somebody of the cast."""
    person = await Person.objects().get(
        (Person.demo_key == person_key) & Person.deactivated_at.is_null()
    )
    if person is None:
        raise UnknownPerson(person=person_key)
    async with transaction():
        return await start_sign_in(person.id, How.DEMO, device)


async def start_sign_in(
    person_id: UUID, how: How, device: str, lasts: timedelta = SIGN_IN_LASTS
) -> str:
    """The secret of a fresh sign-in, inside a transaction. It is never one that the browser brought
    along: who planted a cookie there before knows nothing of this one."""
    secret = new_secret()
    await insert(
        SignIn(
            id=new_id(),
            person=person_id,
            secret_hash=hash_of(secret),
            created_at=now(),
            expires_at=now() + lasts,
            how=how,
            device=device,
            last_used_at=now(),
        )
    )
    return secret


async def end_demo_sign_ins() -> None:
    """The people of the demonstration exist in demo mode only."""
    async with transaction():
        await change(
            "UPDATE sign_in SET revoked_at = {} WHERE revoked_at IS NULL"
            " AND person IN (SELECT id FROM person WHERE demo_key IS NOT NULL)",
            now(),
        )


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
        & SignIn.person.deactivated_at.is_null()
    )


async def signed_in(secret: str) -> Account | None:
    """Who carries this secret, unless it expired or was revoked, or its owner works here no more.
    Notes now and then that it was used."""
    found = await few(
        lambda used_at, *facts: (used_at, facts),
        "SELECT s.last_used_at, p.role, o.kind, p.id, p.organisation, p.name, p.language, s.id"
        " FROM sign_in s JOIN person p ON p.id = s.person"
        " JOIN organisation o ON o.id = p.organisation"
        " WHERE s.secret_hash = {} AND s.expires_at > {} AND s.revoked_at IS NULL"
        " AND p.deactivated_at IS NULL",
        hash_of(secret),
        now(),
    )
    if not found:
        return None
    ((used_at, facts),) = found
    if used_at is None or used_at < now() - _USE_IS_NOTED_EVERY:
        await _note_use(hash_of(secret))
    return _account(*facts)


async def _note_use(secret_hash: str) -> None:
    async with transaction():
        await change(
            "UPDATE sign_in SET last_used_at = {} WHERE secret_hash = {}", now(), secret_hash
        )


async def sign_in_of(secret: str) -> UUID | None:
    """The id of the sign-in with this secret, over or not."""
    found = await few(_itself, "SELECT id FROM sign_in WHERE secret_hash = {}", hash_of(secret))
    return found[0] if found else None


def _itself(value: UUID) -> UUID:
    return value


def _account(
    role: str,
    kind: str,
    person_id: UUID,
    organisation_id: UUID,
    name: str,
    language: str,
    sign_in_id: UUID,
) -> Account:
    person = (person_id, organisation_id, name, language)
    is_contractor = kind == OrganisationKind.CONTRACTOR
    if role == Role.TECHNICIAN:
        return Technician(*person, sign_in_id, is_contractor)
    if role == Role.ADMINISTRATOR:
        return Administrator(*person)
    return Coordinator(*person, is_manager=role == Role.MANAGER, is_contractor=is_contractor)


async def organisation_named(organisation_id: UUID) -> OrganisationFacts:
    """What it is called, and how it is phoned."""
    found = await select(
        OrganisationFacts, "SELECT id, name, phone FROM organisation WHERE id = {}", organisation_id
    )
    if not found:
        raise NotFound
    return found[0]


async def me(actor: Account) -> Me:
    """The person signed in, with the organisation."""
    found = await select(
        lambda *columns: columns,
        "SELECT p.role, o.kind, o.id, o.name, o.phone FROM person p"
        " JOIN organisation o ON o.id = p.organisation WHERE p.id = {}",
        actor.person_id,
    )
    if not found:
        raise NotFound
    role, kind, *organisation = found[0]
    return Me(
        id=actor.person_id,
        name=actor.name,
        role=Role(role),
        language=actor.language,
        organisation=OrganisationFacts(*organisation),
        is_contractor=kind == OrganisationKind.CONTRACTOR,
        server_time=now(),
    )


async def technicians(actor: Coordinator) -> list[TechnicianRow]:
    """The organisation's technicians by name, with how many jobs they have today."""
    begin, end = today()
    return await select(
        TechnicianRow,
        "SELECT p.id, p.name, (SELECT count(*) FROM job j"
        "   LEFT JOIN previsit v ON v.job = j.id AND v.state IN ('planned', 'open')"
        "   LEFT JOIN appointment a ON a.job = j.id AND a.state = 'planned'"
        "   WHERE j.assigned_to = p.id AND j.state NOT IN ('done', 'cancelled')"
        "   AND coalesce(v.planned_at, a.begins_at, j.given_at) >= {}"
        "   AND coalesce(v.planned_at, a.begins_at, j.given_at) < {}) "
        "FROM person p WHERE p.organisation = {} AND p.role = 'technician'"
        " AND p.deactivated_at IS NULL ORDER BY p.name",
        begin,
        end,
        actor.organisation_id,
    )
