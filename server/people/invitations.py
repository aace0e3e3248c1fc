"""Inviting somebody to work here, and what becomes of an invitation.

Its secret of 128 bits goes by e-mail, in the fragment of an address, and back in a POST body; here
is its hash. It is good once, for a week.
"""

from datetime import timedelta
from uuid import UUID

from server.accounts.secrets import hash_of, new_secret
from server.accounts.tables import Organisation, Person, Role
from server.actors import Administrator, Coordinator
from server.clock import now
from server.database import change, few, insert, one, transaction
from server.identifiers import new_id
from server.journal.service import About, append
from server.language import language_wished
from server.mail.service import Letter, send
from server.people import access
from server.people.errors import (
    AddressTaken,
    FirmHasPeople,
    FirmInvitedByOthers,
    InvitationOver,
    InvitationUnknown,
)
from server.people.schemas import NewInvitation
from server.people.tables import Invitation
from server.sentences import sentences

LASTS = timedelta(days=7)


def link_for(public_url: str, role: str, secret: str) -> str:
    """The secret stands behind the `#`, which browsers never send to any server."""
    screen = "app" if role == Role.TECHNICIAN else "desk"
    return f"{public_url}/{screen}/invitation#{secret}"


async def invite(actor: Administrator, wanted: NewInvitation, public_url: str) -> None:
    """Write to somebody. Sent twice it is one invitation."""
    email = as_written(wanted.email)
    async with transaction():
        await access.lock_people(actor.organisation_id)
        earlier = await one(Invitation, "id = {}", wanted.id)
        if earlier is not None:
            await access.invitation_of(actor, wanted.id)  # knowing an id opens nobody else's
            return
        await _refuse_colleague(actor.organisation_id, email)
        await _withdraw_earlier(actor.organisation_id, email)
        await _invite(actor.organisation_id, wanted, actor, public_url)


async def invite_first(
    organisation_id: UUID, wanted: NewInvitation, actor: Coordinator, public_url: str
) -> None:
    """The administrator of a firm that has nobody yet, by who begins to work with it: a firm that
    has people lets them in itself, and what another organisation began it finishes. Whoever was
    invited before is not any more."""
    async with transaction():
        await access.lock_people(organisation_id)
        if await one(Invitation, "id = {} AND organisation = {}", wanted.id, organisation_id):
            return
        if await few(lambda found: found, _WORKS_THERE, organisation_id):
            raise FirmHasPeople
        if await few(
            lambda found: found, _INVITED_BY_OTHERS, organisation_id, actor.organisation_id, now()
        ):
            raise FirmInvitedByOthers
        await change(
            "UPDATE invitation SET revoked_at = {} WHERE organisation = {}"
            " AND used_at IS NULL AND revoked_at IS NULL",
            now(),
            organisation_id,
        )
        await _invite(organisation_id, wanted, actor, public_url)


async def _invite(
    organisation_id: UUID,
    wanted: NewInvitation,
    actor: Administrator | Coordinator,
    public_url: str,
) -> None:
    secret = new_secret()
    invitation = Invitation(
        id=wanted.id,
        organisation=organisation_id,
        name=" ".join(wanted.name.split()),
        email=as_written(wanted.email),
        role=wanted.role,
        language=wanted.language,
        secret_hash=hash_of(secret),
        made_by=actor.name,
        made_by_person=actor.person_id,
        made_by_organisation=actor.organisation_id,
        made_at=now(),
        expires_at=now() + LASTS,
    )
    await insert(invitation)
    await append("person.invited", _about(invitation), actor, {"role": invitation.role})
    await _write(invitation, link_for(public_url, invitation.role, secret))


async def send_again(actor: Administrator, invitation_id: UUID, public_url: str) -> None:
    """With a fresh secret and another week; the link in the earlier letter is over."""
    secret = new_secret()
    async with transaction():
        await access.lock_people(actor.organisation_id)
        invitation = await access.invitation_of(actor, invitation_id)
        if invitation.revoked_at or invitation.used_at or not invitation.email:
            raise InvitationOver
        invitation.expires_at = now() + LASTS
        await change(
            "UPDATE invitation SET secret_hash = {}, expires_at = {}, made_by_person = {}"
            " WHERE id = {}",
            hash_of(secret),
            invitation.expires_at,
            actor.person_id,
            invitation.id,
        )
        await append("person.invited_again", _about(invitation), actor)
        await _write(invitation, link_for(public_url, invitation.role, secret))


async def revoke(actor: Administrator, invitation_id: UUID) -> None:
    """The link is over. Twice changes nothing."""
    async with transaction():
        await access.lock_people(actor.organisation_id)
        invitation = await access.invitation_of(actor, invitation_id)
        if invitation.used_at:
            raise InvitationOver
        if not invitation.revoked_at:
            await change(
                "UPDATE invitation SET revoked_at = {} WHERE id = {}", now(), invitation.id
            )
            await append("person.invitation_revoked", _about(invitation), actor)


async def revoke_those_of(person_id: UUID) -> None:
    """What she let in by letter comes in no more, now that she may let nobody in: else a letter to
    an address of her own would be her way back. Inside a transaction."""
    await change(
        "UPDATE invitation SET revoked_at = {} WHERE made_by_person = {}"
        " AND used_at IS NULL AND revoked_at IS NULL",
        now(),
        person_id,
    )


async def opened(secret: str) -> Invitation:
    """The invitation behind a link that still works."""
    invitation = await one(Invitation, "secret_hash = {}", hash_of(secret))
    if invitation is None:
        raise InvitationUnknown
    if is_over(invitation):
        raise InvitationOver
    return invitation


def is_over(invitation: Invitation) -> bool:
    return bool(invitation.used_at or invitation.revoked_at or invitation.expires_at <= now())


async def live_for(organisation_id: UUID, email: str) -> Invitation | None:
    """An invitation to this address that still works."""
    return await one(
        Invitation,
        "organisation = {} AND email = {} AND used_at IS NULL AND revoked_at IS NULL"
        " AND expires_at > {}",
        organisation_id,
        email,
        now(),
    )


async def accept(invitation_id: UUID, name: str = "", email: str | None = None) -> Person:
    """Somebody works here from now on, inside a transaction; good once. Her id is that of the
    invitation: a passkey made before carries it already."""
    used = await change(
        "UPDATE invitation SET used_at = {}, person = NULL WHERE id = {} AND used_at IS NULL"
        " AND revoked_at IS NULL AND expires_at > {} RETURNING name",
        now(),
        invitation_id,
        now(),
    )
    if not used:
        raise InvitationOver
    invitation = await one(Invitation, "id = {}", invitation_id)
    if invitation is None:
        raise InvitationOver
    address = invitation.email or email
    if address and await few(lambda found: found, _WITH_ADDRESS, address):
        raise AddressTaken
    person = Person(
        id=invitation.id,
        organisation=invitation.organisation,
        name=invitation.name or " ".join(name.split()),
        role=invitation.role,
        language=invitation.language,
        email=address,
    )
    await insert(person)
    await change("UPDATE invitation SET person = {} WHERE id = {}", person.id, invitation.id)
    await append("person.joined", _about(invitation), None, {"role": invitation.role})
    return person


_WORKS_THERE = "SELECT id FROM person WHERE organisation = {} LIMIT 1"
_INVITED_BY_OTHERS = (
    "SELECT id FROM invitation WHERE organisation = {} AND made_by_organisation <> {}"
    " AND used_at IS NULL AND revoked_at IS NULL AND expires_at > {} LIMIT 1"
)
_WITH_ADDRESS = "SELECT id FROM person WHERE email = {}"


def as_written(email: str) -> str:
    """One way to write an address: two that differ in capitals are one person."""
    return email.strip().lower()


async def invite_administrator(organisation_id: UUID) -> str:
    """By the server itself, for whoever runs it: the secret of a link without a name. Links of this
    kind that were made before and not used are over."""
    secret = new_secret()
    async with transaction():
        await access.lock_people(organisation_id)
        await change(
            "UPDATE invitation SET revoked_at = {} WHERE organisation = {} AND email IS NULL"
            " AND used_at IS NULL AND revoked_at IS NULL",
            now(),
            organisation_id,
        )
        invitation = Invitation(
            id=new_id(),
            organisation=organisation_id,
            role=Role.ADMINISTRATOR,
            secret_hash=hash_of(secret),
            made_at=now(),
            expires_at=now() + LASTS,
        )
        await insert(invitation)
        await append("person.invited", _about(invitation), None, {"role": invitation.role})
    return secret


async def _refuse_colleague(organisation_id: UUID, email: str) -> None:
    """Of somebody elsewhere nothing is told; whoever opens the link there is told herself."""
    found = await few(
        lambda found: found,
        "SELECT id FROM person WHERE email = {} AND organisation = {}",
        email,
        organisation_id,
    )
    if found:
        raise AddressTaken


async def _withdraw_earlier(organisation_id: UUID, email: str) -> None:
    """One address has one link: the role of the newest counts."""
    await change(
        "UPDATE invitation SET revoked_at = {} WHERE organisation = {} AND email = {}"
        " AND used_at IS NULL AND revoked_at IS NULL",
        now(),
        organisation_id,
        email,
    )


async def _write(invitation: Invitation, link: str) -> None:
    organisation = await one(Organisation, "id = {}", invitation.organisation)
    say = sentences(language_wished(invitation.language), "mail")
    told = {
        "name": invitation.name,
        "organisation": organisation.name if organisation else "",
        "madeBy": invitation.made_by,
        "link": link,
    }
    letter = Letter(
        invitation.email or "",
        say("invitation.subject", **told),
        say("invitation.text", **told),
        good_for=LASTS,
    )
    await send(letter)


def _about(invitation: Invitation) -> About:
    return About(invitation.organisation, subject_id=invitation.id)
