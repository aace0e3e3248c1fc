"""Admission to rooms. A ticket outlives what it was given for, so at every arrival we ask again:
has the tenant not taken back her yes, has the technician not handed the call to a colleague?"""

from uuid import UUID

from server.database import select
from server.guests.guest_link import is_closed
from server.guests.joining import ROLE
from server.guests.tables import Consent, GuestInvitation
from signalling.admission import Admission, Admitted
from signalling.errors import NotAdmitted


class StillWelcome:
    """Any admission, with that question after it."""

    def __init__(self, tickets: Admission) -> None:
        self._tickets = tickets

    async def admit(self, token: str) -> Admitted:
        admitted = await self._tickets.admit(token)
        if not await _is_welcome(admitted):
            raise NotAdmitted("token-invalid", "this ticket was for a call that is not yours now")
        return admitted


async def _is_welcome(admitted: Admitted) -> bool:
    if admitted.role == ROLE:
        return await _is_allowed(UUID(admitted.participant), UUID(admitted.room))
    if admitted.role == "technician":
        return await _holds(UUID(admitted.participant), UUID(admitted.room))
    return True


async def _holds(person_id: UUID, previsit_id: UUID) -> bool:
    found = await select(
        lambda one: one,
        "SELECT 1 FROM previsit p JOIN job j ON j.id = p.job"
        " WHERE p.id = {} AND j.assigned_to = {}",
        previsit_id,
        person_id,
    )
    return bool(found)


async def _is_allowed(invitation_id: UUID, previsit_id: UUID) -> bool:
    invitation = await GuestInvitation.objects().get(
        (GuestInvitation.id == invitation_id) & (GuestInvitation.previsit == previsit_id)
    )
    return (
        invitation is not None
        and invitation.consent == Consent.ALLOWED
        and not is_closed(invitation)
    )
