"""Who may be in a call. A ticket outlives what it was given for, and so does a socket, so
signalling asks again: has the tenant not taken back her yes, is the call still this technician's,
has nobody signed out?"""

from collections.abc import Collection, Sequence
from uuid import UUID

from server.accounts import service as accounts
from server.database import select
from server.guests.guest_link import is_closed
from server.guests.handing_over import successor_of
from server.guests.joining import ROLE
from server.guests.tables import Consent, GuestInvitation
from server.repair_requests import tenant_link
from signalling.admission import Admission, Admitted, InRoom
from signalling.errors import NotAdmitted


class StillWelcome:
    """Any admission, with that question after it."""

    def __init__(self, tickets: Admission) -> None:
        self._tickets = tickets

    async def admit(self, token: str) -> Admitted:
        admitted = await self._tickets.admit(token)
        if not await _is_welcome(admitted.room, admitted):
            raise NotAdmitted("token-invalid", "this ticket was for a call that is not yours now")
        return admitted

    async def unwelcome(self, room: str, people: Sequence[InRoom]) -> Collection[str]:
        return [
            person.participant
            for person in people
            if not await _is_welcome(room, person) and not await _sees_her_out(room, person, people)
        ]


async def _is_welcome(room: str, person: Admitted | InRoom) -> bool:
    match person.role:
        case "technician":
            technician = UUID(person.participant)
            return await _holds(technician, UUID(room)) and await accounts.is_signed_in(
                technician, person.sign_in
            )
        case "tenant":
            return await tenant_link.is_signed_in(UUID(person.participant), person.sign_in)
        case role if role == ROLE:
            return await _is_allowed(UUID(person.participant), UUID(room))
        case _:
            return True


async def _sees_her_out(room: str, person: InRoom, people: Sequence[InRoom]) -> bool:
    """Who handed the call over stays until the colleague is in: she is not to sit there alone."""
    if person.role != "technician":
        return False
    technician = UUID(person.participant)
    successor = await successor_of(technician, UUID(room))
    return (
        successor is not None
        and str(successor) not in {each.participant for each in people}
        and await accounts.is_signed_in(technician, person.sign_in)
    )


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
