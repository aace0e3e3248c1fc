"""Whose guest is it?"""

from uuid import UUID

from server.actors import Actor, Coordinator, Guest, Helper, Technician, Tenant
from server.errors import NotFound
from server.guests.errors import ConsentMissing, GuestLinkExpired, GuestLinkUsed
from server.guests.guest_link import is_closed
from server.guests.tables import Consent, GuestInvitation, Inviter
from server.jobs.tables import OVER, Job
from server.previsits.access import previsit_to_hold, previsit_to_join
from server.previsits.errors import NoPrevisitNow
from server.previsits.tables import WAITING, Previsit

Host = Technician | Tenant
"""Who may invite: the two whose call it is."""


async def own_previsit(actor: Actor, previsit_id: UUID | None) -> tuple[Previsit, Job]:
    """The pre-visit of this actor, locked. A tenant has one, so she does not name it."""
    if isinstance(actor, Tenant):
        return await previsit_to_join(actor)
    if previsit_id is None:
        raise NotFound
    return await previsit_to_hold(actor, previsit_id)


async def previsit_to_invite_to(actor: Host, previsit_id: UUID | None) -> tuple[Previsit, Job]:
    """The same, while its call may still be held."""
    previsit, job = await own_previsit(actor, previsit_id)
    if previsit.state not in WAITING or job.state in OVER:
        raise NoPrevisitNow
    return previsit, job


async def invitation_of(previsit: Previsit, guest_id: UUID) -> GuestInvitation:
    """An invitation into this call; one into another is not there."""
    found = await GuestInvitation.objects().get(
        (GuestInvitation.id == guest_id) & (GuestInvitation.previsit == previsit.id)
    )
    if found is None:
        raise NotFound
    return found


async def invited_to(guest: Guest) -> tuple[GuestInvitation, Previsit, Job]:
    """What this guest was invited to, also when that is over."""
    invitation = await GuestInvitation.objects().get(GuestInvitation.id == guest.invitation_id)
    previsit = await Previsit.objects().get(Previsit.id == guest.previsit_id)
    job = await Job.objects().get(Job.id == previsit.job) if previsit else None
    if invitation is None or previsit is None or job is None:
        raise NotFound
    return invitation, previsit, job


async def call_to_look_along_in(helper: Helper) -> tuple[Previsit, Job]:
    """The call that the tenant of this case may join now, locked."""
    tenant = Tenant(helper.request_id, helper.organisation_id, "", helper.language)
    return await previsit_to_invite_to(tenant, None)


async def call_to_prepare_for(guest: Guest) -> tuple[GuestInvitation, Previsit, Job]:
    """The same, as long as something may come of it: the tenant may still have to answer."""
    invitation, previsit, job = await invited_to(guest)
    if is_closed(invitation):
        raise GuestLinkExpired
    if invitation.came_in_by not in (None, guest.sign_in_id):
        raise GuestLinkUsed
    if previsit.state not in WAITING or job.state in OVER:
        raise NoPrevisitNow
    return invitation, previsit, job


async def call_to_join(guest: Guest) -> tuple[GuestInvitation, Previsit, Job]:
    """The same, after the tenant's yes."""
    invitation, previsit, job = await call_to_prepare_for(guest)
    if invitation.consent != Consent.ALLOWED:
        raise ConsentMissing
    return invitation, previsit, job


def made_it(actor: Actor, invitation: GuestInvitation) -> bool:
    """After a hand-over the colleague also has what the first technician made."""
    match actor:
        case Technician():
            return invitation.invited_by == Inviter.TECHNICIAN
        case Tenant():
            return invitation.invited_by == Inviter.TENANT
        case Coordinator():
            return False
