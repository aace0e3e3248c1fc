"""Who comes in by the corporation's own directory, and as what."""

from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

import structlog

from server.accounts.service import start_sign_in
from server.accounts.tables import How, Person, Role
from server.clock import now
from server.database import change, few, insert, one, transaction
from server.identifiers import new_id
from server.journal.service import About, append
from server.people import access as people
from server.people import invitations, service
from server.settings import DirectorySettings
from server.signing_in.access import may_come_in
from server.signing_in.directory import Claims
from server.signing_in.errors import DirectoryRefused, NoRole

log = structlog.get_logger()


@dataclass(frozen=True)
class CameIn:
    """Who came in, with the secret of her fresh sign-in; her role is what the directory says
    today."""

    person_id: UUID
    role: str
    secret: str


def lasts(settings: DirectorySettings) -> timedelta:
    """That the directory let somebody in."""
    return timedelta(hours=settings.sign_in_hours)


async def come_in(
    settings: DirectorySettings, claims: Claims, device: str, *, is_demo: bool
) -> CameIn:
    """From now on by this way alone: wherever she is signed in by another, she is not any more."""
    role = role_of(settings, claims)
    if role is None:
        raise NoRole
    issuer, subject = str(claims["iss"]), str(claims["sub"])
    async with transaction():
        organisation_id = await _organisation(settings.organisation)
        await people.lock_people(organisation_id)
        person = await one(
            Person, "directory_issuer = {} AND directory_subject = {}", issuer, subject
        )
        if person is None:
            person = await _new_here(organisation_id, claims, role)
            await change(
                "UPDATE person SET directory_issuer = {}, directory_subject = {} WHERE id = {}",
                issuer,
                subject,
                person.id,
            )
        if person.organisation != organisation_id or not may_come_in(person, is_demo=is_demo):
            raise NoRole
        # Whatever the directory says, somebody must be able to let people in.
        if person.role != role and not await people.is_last_administrator(person):
            await service.set_role(person, role, None)
        await _end_other_ways(person)
        secret = await start_sign_in(person.id, How.DIRECTORY, device, lasts(settings))
        return CameIn(person.id, str(person.role), secret)


async def _end_other_ways(person: Person) -> None:
    ended = await change(
        "UPDATE sign_in SET revoked_at = {} WHERE person = {} AND how <> {}"
        " AND revoked_at IS NULL AND expires_at > {} RETURNING how",
        now(),
        person.id,
        How.DIRECTORY.value,
        now(),
    )
    if ended:
        about = About(person.organisation, subject_id=person.id)
        await append("sign_in.others_ended", about, None, {"count": len(ended)})


async def end_what_outlasts(settings: DirectorySettings) -> None:
    """At every start. Her people may have come by another way while there was no directory here, or
    when it let them in for longer."""
    async with transaction():
        await change(
            "UPDATE sign_in SET revoked_at = {} WHERE revoked_at IS NULL"
            " AND (how <> {} OR expires_at > {}) AND person IN (SELECT id FROM person"
            " WHERE directory_subject IS NOT NULL AND rtrim(directory_issuer, '/') = {})",
            now(),
            How.DIRECTORY.value,
            now() + lasts(settings),
            settings.issuer,
        )


def role_of(settings: DirectorySettings, claims: Claims) -> str | None:
    """By the first rule that fits: the claim is the value, or a list with it."""
    for claim, value, role in settings.roles:
        said = claims.get(claim)
        if said == value or (isinstance(said, list) and value in said):
            return role
    return None


async def _organisation(name: str) -> UUID:
    found = await few(_itself, "SELECT id FROM organisation WHERE name = {}", name)
    if not found:
        log.error("directory.organisation_missing")  # VOORAF_OIDC_ORGANISATION names nobody
        raise DirectoryRefused
    return found[0]


async def _new_here(organisation_id: UUID, claims: Claims, role: str) -> Person:
    """Somebody the directory sends for the first time: a colleague who has worked here without it
    or was invited, by an address that the directory vouches for; else somebody new."""
    email = _vouched_for(claims)
    if email:
        known = await one(
            Person,
            "email = {} AND organisation = {} AND directory_subject IS NULL",
            email,
            organisation_id,
        )
        if known:
            return known
        invited = await invitations.live_for(organisation_id, email)
        if invited:
            return await invitations.accept(invited.id)
    is_taken = email and await few(_itself, "SELECT id FROM person WHERE email = {}", email)
    person = Person(
        id=new_id(),
        organisation=organisation_id,
        name=_name_in(claims),
        role=Role(role),
        email=None if is_taken else email,
    )
    await insert(person)
    await append(
        "person.joined", About(organisation_id, subject_id=person.id), None, {"role": role}
    )
    return person


def _vouched_for(claims: Claims) -> str | None:
    email = claims.get("email")
    if claims.get("email_verified") is not True or not isinstance(email, str) or "@" not in email:
        return None
    return invitations.as_written(email)[:254]


def _name_in(claims: Claims) -> str:
    for claim in ("name", "preferred_username", "email", "sub"):
        said: Any = claims.get(claim)
        if isinstance(said, str) and said.strip():
            return " ".join(said.split())[:120]
    return str(claims["sub"])[:120]


def _itself(value: UUID) -> UUID:
    return value
