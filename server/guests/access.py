"""Whose guest is it?"""

from uuid import UUID

from server.actors import Actor, Coordinator, Technician, Tenant
from server.errors import NotFound
from server.guests.tables import GuestInvitation, Inviter
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


def made_it(actor: Actor, invitation: GuestInvitation) -> bool:
    """After a hand-over the colleague also has what the first technician made."""
    match actor:
        case Technician():
            return invitation.invited_by == Inviter.TECHNICIAN
        case Tenant():
            return invitation.invited_by == Inviter.TENANT
        case Coordinator():
            return False
