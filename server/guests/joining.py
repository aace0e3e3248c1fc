"""The guest: what she may know before the call, and coming in."""

from server.accounts.tables import Organisation
from server.actors import Guest
from server.clock import now
from server.database import transaction
from server.guests import access
from server.guests.guest_link import is_closed
from server.guests.inviting import state_of
from server.guests.schemas import OwnInvitation
from server.guests.tables import GuestInvitation
from server.jobs.service import about
from server.jobs.tables import OVER
from server.journal.service import append
from server.previsits.errors import TooEarly
from server.previsits.scheduling import ROOM_OPENS_BEFORE
from server.previsits.schemas import CallTicket
from server.previsits.tables import WAITING, PrevisitState
from server.repair_requests.tables import RepairRequest
from signalling.admission import Admitted, SignedTokens

ROLE = "guest"
_PRECEDENCE = 20  # both hosts make the offers


async def own_invitation(guest: Guest) -> OwnInvitation:
    """Who invited to what, and whether the tenant said yes. Nothing of the case."""
    invitation, previsit, job = await access.invited_to(guest)
    organisation = await Organisation.objects().get(Organisation.id == job.organisation)
    is_over = previsit.state not in WAITING or job.state in OVER
    return OwnInvitation(
        name=invitation.name,
        organisation=organisation.name if organisation else "",
        inviter_name=invitation.inviter_name,
        state="over" if is_over and not is_closed(invitation) else state_of(invitation),
    )


async def join(guest: Guest, tokens: SignedTokens) -> CallTicket:
    """The guest comes in; the browser that does so first has the invitation."""
    async with transaction():
        # Lock first: the tenant may be taking back her yes.
        await GuestInvitation.raw(
            "UPDATE guest_invitation SET consent = consent WHERE id = {}", guest.invitation_id
        )
        invitation, previsit, job = await access.call_to_join(guest)
        is_planned = previsit.state == PrevisitState.PLANNED
        if is_planned and now() < previsit.planned_at - ROOM_OPENS_BEFORE:
            raise TooEarly(plannedAt=previsit.planned_at.isoformat())
        if not invitation.joined_at:
            await GuestInvitation.update(
                {
                    GuestInvitation.joined_at: now(),
                    GuestInvitation.came_in_by: guest.sign_in_id,
                }
            ).where(GuestInvitation.id == invitation.id)
            told = {"guestId": str(invitation.id), "kind": invitation.kind}
            await append("previsit.guest_joined", about(job, previsit.id), guest, told)
        request = await RepairRequest.objects().get(RepairRequest.id == job.request)
    admitted = Admitted(
        room=str(previsit.id),
        participant=str(invitation.id),
        role=ROLE,
        name=invitation.name,
        precedence=_PRECEDENCE,
        sign_in=str(guest.sign_in_id),
    )
    other_name = request.tenant_name if request else ""
    return CallTicket(tokens.issue(admitted), admitted.room, other_name)
