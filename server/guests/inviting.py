"""Inviting somebody into the call, withdrawing it, and the tenant's yes or no.

The technician's guests wait for her answer; whom she invites herself, she has allowed.
"""

from uuid import UUID

from server.accounts.secrets import hash_of, new_secret
from server.actors import Actor, Coordinator, Helper, Tenant
from server.clock import now
from server.database import transaction
from server.errors import NotAllowed, NotFound
from server.guests import access
from server.guests.access import Host
from server.guests.errors import GuestLinkExpired, TooManyGuests
from server.guests.guest_link import expiry_for, is_closed
from server.guests.schemas import ConsentAnswer, GuestFacts, GuestState, NewGuest, NewHelper
from server.guests.tables import Consent, GuestInvitation, GuestKind, Inviter
from server.jobs.access import job_itself
from server.jobs.service import about
from server.jobs.tables import Job
from server.journal.service import append
from server.previsits.tables import Previsit

MOST_GUESTS = 4
"""A room holds six: the two whose call it is come first."""


async def invite(
    actor: Host, previsit_id: UUID | None, guest: NewGuest | NewHelper
) -> tuple[GuestFacts, str]:
    """Make an invitation and the secret of its link. Sent twice it is one invitation, and the link
    of the last answer works."""
    secret = new_secret()
    async with transaction():
        previsit, job = await access.previsit_to_invite_to(actor, previsit_id)
        earlier = await GuestInvitation.objects().get(GuestInvitation.id == guest.id)
        if earlier:
            if earlier.previsit != previsit.id or not access.made_it(actor, earlier):
                raise NotFound  # knowing an id must not open somebody else's invitation
            earlier.secret_hash = hash_of(secret)
            await _set(earlier, secret_hash=earlier.secret_hash)
            return _facts(actor, earlier), secret
        if not await has_room_for_more(previsit):
            raise TooManyGuests
        invitation = _invitation(actor, previsit, guest, hash_of(secret))
        await GuestInvitation.insert(invitation)
        await note_invited(actor, previsit, job, invitation)
        if invitation.consent == Consent.ALLOWED:
            await _log_consent(actor, previsit, job, invitation)
    return _facts(actor, invitation), secret


async def has_room_for_more(previsit: Previsit) -> bool:
    """Whether one more person may be invited into this call."""
    return len([each for each in await _of(previsit) if not is_closed(each)]) < MOST_GUESTS


async def note_invited(
    actor: Host | Helper, previsit: Previsit, job: Job, invitation: GuestInvitation
) -> None:
    """Everybody in the room hears of it. A helper comes by herself: she was let in to the case."""
    is_helper = isinstance(actor, Helper)
    event = "previsit.helper_came" if is_helper else "previsit.guest_invited"
    await append(event, about(job, previsit.id), actor, _told(invitation))


def _invitation(
    actor: Host, previsit: Previsit, guest: NewGuest | NewHelper, secret_hash: str
) -> GuestInvitation:
    is_hers = isinstance(guest, NewHelper)
    return GuestInvitation(
        id=guest.id,
        previsit=previsit.id,
        kind=GuestKind.HELPER if is_hers else guest.kind,
        name=guest.name.strip(),
        invited_by=Inviter.TENANT if is_hers else Inviter.TECHNICIAN,
        inviter_name=actor.name,
        secret_hash=secret_hash,
        created_at=now(),
        expires_at=expiry_for(previsit.planned_at),
        consent=Consent.ALLOWED if is_hers else Consent.ASKED,
        text_version=guest.text_version if is_hers else "",
        decided_at=now() if is_hers else None,
    )


async def answer(actor: Tenant, guest_id: UUID, said: ConsentAnswer) -> list[GuestFacts]:
    """The tenant says yes or no. A no closes the invitation, also when it follows a yes."""
    async with transaction():
        previsit, job = await access.own_previsit(actor, None)
        invitation = await access.invitation_of(previsit, guest_id)
        wanted = Consent.ALLOWED if said.allows else Consent.REFUSED
        if invitation.consent != wanted:
            if is_closed(invitation):
                raise GuestLinkExpired
            invitation.consent, invitation.text_version = wanted, said.text_version
            await _set(invitation, consent=wanted, text_version=said.text_version, decided_at=now())
            await _log_consent(actor, previsit, job, invitation)
    return await guests_of(actor, None)


async def revoke(actor: Host, previsit_id: UUID | None, guest_id: UUID) -> list[GuestFacts]:
    """Withdraw an invitation one made; who came in with it, leaves. Twice changes nothing."""
    async with transaction():
        previsit, job = await access.own_previsit(actor, previsit_id)
        invitation = await access.invitation_of(previsit, guest_id)
        if not access.made_it(actor, invitation):
            raise NotAllowed("Who made an invitation withdraws it.")
        if not invitation.revoked_at:
            await _set(invitation, revoked_at=now())
            told = _told(invitation)
            await append("previsit.guest_revoked", about(job, previsit.id), actor, told)
    return await guests_of(actor, previsit_id)


async def withdraw_helper(actor: Coordinator | Tenant, link_id: UUID) -> None:
    """A helper's link into the case is withdrawn, and with it what it opened in calls. Joins the
    transaction that is running."""
    live = await GuestInvitation.objects().where(
        (GuestInvitation.helper_link == link_id) & GuestInvitation.revoked_at.is_null()
    )
    for invitation in live:
        previsit = await Previsit.objects().get(Previsit.id == invitation.previsit)
        job = await job_itself(previsit.job) if previsit else None
        if previsit and job:
            await _set(invitation, revoked_at=now())
            told = _told(invitation)
            await append("previsit.guest_revoked", about(job, previsit.id), actor, told)


async def guests_of(actor: Actor, previsit_id: UUID | None) -> list[GuestFacts]:
    """Everybody who was invited into this call, in that order."""
    async with transaction():
        previsit, _ = await access.own_previsit(actor, previsit_id)
    return [_facts(actor, each) for each in await _of(previsit)]


def state_of(invitation: GuestInvitation) -> GuestState:
    if invitation.consent == Consent.REFUSED:
        return "refused"
    if invitation.revoked_at:
        return "revoked"
    if invitation.expires_at <= now():
        return "expired"
    return "allowed" if invitation.consent == Consent.ALLOWED else "asked"


async def _log_consent(
    actor: Host, previsit: Previsit, job: Job, invitation: GuestInvitation
) -> None:
    """The journal gives the time; the version says which words she read."""
    is_yes = invitation.consent == Consent.ALLOWED
    event = "previsit.guest_allowed" if is_yes else "previsit.guest_refused"
    told = {**_told(invitation), "textVersion": invitation.text_version}
    await append(event, about(job, previsit.id), actor, told)


def _told(invitation: GuestInvitation) -> dict[str, str]:
    return {"guestId": str(invitation.id), "guest": invitation.name, "kind": invitation.kind}


async def _of(previsit: Previsit) -> list[GuestInvitation]:
    return (
        await GuestInvitation.objects()
        .where(GuestInvitation.previsit == previsit.id)
        .order_by(GuestInvitation.created_at, GuestInvitation.id)
    )


async def _set(invitation: GuestInvitation, **facts: object) -> None:
    await GuestInvitation.update({**facts}).where(GuestInvitation.id == invitation.id)


def _facts(actor: Actor, invitation: GuestInvitation) -> GuestFacts:
    return GuestFacts(
        id=invitation.id,
        kind=GuestKind(invitation.kind),
        name=invitation.name,
        inviter_name=invitation.inviter_name,
        is_mine=access.made_it(actor, invitation),
        state=state_of(invitation),
        expires_at=invitation.expires_at,
    )
