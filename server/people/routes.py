"""People and invitations over HTTP, for administrators."""

from uuid import UUID

from litestar import Router, get, post

from server.actors import Administrator
from server.people import invitations, service
from server.people.leaving import leaving
from server.people.schemas import ChosenRole, Leaving, NewInvitation, People
from server.settings import Settings
from server.signing_in.relying_party import address_for_passkeys
from signalling.broker import Broker


@get("", summary="Who works here")
async def list_people(administrator: Administrator) -> People:
    """Everybody of the organisation, and who was invited and has not come."""
    return await service.people_of(administrator)


@post("/invitations", summary="Invite somebody to work here")
async def invite(data: NewInvitation, administrator: Administrator, settings: Settings) -> People:
    """By e-mail, with a link that is good once, for a week."""
    await invitations.invite(administrator, data, address_for_passkeys(settings.public_url))
    return await service.people_of(administrator)


@post("/invitations/{invitation_id:uuid}/send-again", summary="Send it again", status_code=200)
async def send_again(
    invitation_id: UUID, administrator: Administrator, settings: Settings
) -> People:
    """With another link; the one that was sent before is over."""
    await invitations.send_again(
        administrator, invitation_id, address_for_passkeys(settings.public_url)
    )
    return await service.people_of(administrator)


@post("/invitations/{invitation_id:uuid}/revoke", summary="Withdraw it", status_code=200)
async def revoke_invitation(invitation_id: UUID, administrator: Administrator) -> People:
    """Nobody comes in with it any more."""
    await invitations.revoke(administrator, invitation_id)
    return await service.people_of(administrator)


@post("/{person_id:uuid}/role", summary="Give somebody another role", status_code=200)
async def change_role(
    person_id: UUID, data: ChosenRole, administrator: Administrator, broker: Broker
) -> People:
    """Never of the last administrator."""
    await service.change_role(administrator, person_id, data.role)
    await broker.review_person(str(person_id))
    return await service.people_of(administrator)


@get("/{person_id:uuid}/leaving", summary="What somebody would leave behind")
async def read_leaving(person_id: UUID, administrator: Administrator) -> Leaving:
    """To be read before she is let in no more. Numbers only."""
    return await leaving(administrator, person_id)


@post("/{person_id:uuid}/deactivate", summary="Let somebody in no more", status_code=200)
async def deactivate(person_id: UUID, administrator: Administrator, broker: Broker) -> People:
    """Signs out everywhere, at once, and takes away what she came in with. What she did stays."""
    await service.deactivate(administrator, person_id)
    await broker.review_person(str(person_id))
    return await service.people_of(administrator)


@post("/{person_id:uuid}/reactivate", summary="Let somebody in again", status_code=200)
async def reactivate(person_id: UUID, administrator: Administrator) -> People:
    """By a code or the directory: her passkeys are gone."""
    await service.reactivate(administrator, person_id)
    return await service.people_of(administrator)


router = Router(
    path="/people",
    route_handlers=[
        list_people,
        invite,
        send_again,
        revoke_invitation,
        change_role,
        read_leaving,
        deactivate,
        reactivate,
    ],
    tags=["People"],
)
