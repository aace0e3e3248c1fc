"""A third person in the call, and handing it to a colleague."""

from uuid import UUID

from litestar import Request, Response, Router, get, post
from litestar.datastructures import State

from server.accounts import cookies
from server.actors import Guest, Staff, Technician, Tenant
from server.caller import guest_by_cookie
from server.guests import guest_link, handing_over, inviting, joining, reading_along
from server.guests.schemas import (
    Colleague,
    ConsentAnswer,
    GuestFacts,
    GuestSecret,
    HandOver,
    InvitedGuest,
    NewGuest,
    NewHelper,
    OwnInvitation,
)
from server.planning import passing_on
from server.previsits.schemas import CallTicket, SaidLine
from server.settings import Settings
from signalling.admission import SignedTokens

_COOKIE_SECONDS = int(guest_link.COOKIE_LASTS.total_seconds())


@get("/previsits/{previsit_id:uuid}/guests", summary="Who was invited into the call")
async def read_guests(previsit_id: UUID, staff: Staff) -> list[GuestFacts]:
    """Also who was refused, and what has expired."""
    return await inviting.guests_of(staff, previsit_id)


@post("/previsits/{previsit_id:uuid}/guests", summary="Invite somebody into the call")
async def invite_guest(
    previsit_id: UUID, data: NewGuest, technician: Technician, settings: Settings
) -> InvitedGuest:
    """The tenant is asked; until she says yes the guest waits outside."""
    guest, secret = await inviting.invite(technician, previsit_id, data)
    return InvitedGuest(guest, guest_link.link_for(settings.public_url, secret))


@post(
    "/previsits/{previsit_id:uuid}/guests/{guest_id:uuid}/revoke",
    summary="Withdraw an invitation",
    status_code=200,
)
async def revoke_guest(
    previsit_id: UUID, guest_id: UUID, technician: Technician
) -> list[GuestFacts]:
    """A guest who is in the call leaves it."""
    return await inviting.revoke(technician, previsit_id, guest_id)


@get("/previsits/{previsit_id:uuid}/colleagues", summary="To whom the call can be handed")
async def read_colleagues(previsit_id: UUID, staff: Staff) -> list[Colleague]:
    """The other technicians of the organisation, by name."""
    return await handing_over.colleagues(staff, previsit_id)


@post(
    "/previsits/{previsit_id:uuid}/hand-over",
    summary="Hand the call to a colleague",
    status_code=200,
)
async def hand_over(previsit_id: UUID, data: HandOver, technician: Technician) -> Colleague:
    """The job goes along. From now on only the colleague may open the call."""
    return await passing_on.hand_over_call(technician, previsit_id, data.technician_id)


@get("/case/previsit/guests", summary="Who was invited into my call")
async def read_own_guests(tenant: Tenant) -> list[GuestFacts]:
    """With `asked` for each the tenant still has to answer about."""
    return await inviting.guests_of(tenant, None)


@post("/case/previsit/guests", summary="Invite a helper into my call")
async def invite_helper(data: NewHelper, tenant: Tenant, settings: Settings) -> InvitedGuest:
    """Inviting is her consent."""
    guest, secret = await inviting.invite(tenant, None, data)
    return InvitedGuest(guest, guest_link.link_for(settings.public_url, secret))


@post(
    "/case/previsit/guests/{guest_id:uuid}/answer",
    summary="Say whether a guest may join",
    status_code=200,
)
async def answer_about_guest(
    guest_id: UUID, data: ConsentAnswer, tenant: Tenant
) -> list[GuestFacts]:
    """A no closes the invitation, also when it follows a yes."""
    return await inviting.answer(tenant, guest_id, data)


@post(
    "/case/previsit/guests/{guest_id:uuid}/revoke",
    summary="Withdraw my invitation",
    status_code=200,
)
async def revoke_helper(guest_id: UUID, tenant: Tenant) -> list[GuestFacts]:
    """A helper who is in the call leaves it."""
    return await inviting.revoke(tenant, None, guest_id)


@post("/guest/sign-in", summary="Open an invitation by its link", status_code=204, security=[])
async def open_invitation(
    data: GuestSecret, request: Request[None, None, State], settings: Settings
) -> Response[None]:
    """Exchanges the secret of the link for a cookie that is good for this one call."""
    secret = await guest_link.exchange(data.secret, await guest_by_cookie(request))
    if secret is None:
        return Response(None, status_code=204)
    cookie = cookies.cookie(
        cookies.GUEST, secret, max_age=_COOKIE_SECONDS, has_tls=settings.has_tls
    )
    return Response(None, cookies=[cookie], status_code=204)


@get("/guest", summary="My invitation")
async def read_invitation(guest: Guest) -> OwnInvitation:
    """All that a guest may know: who asks, in the name of whom, and what the tenant said."""
    return await joining.own_invitation(guest)


@post("/guest/join", summary="Join the call as a guest", status_code=200)
async def join_as_guest(guest: Guest, tokens: SignedTokens) -> CallTicket:
    """Only after the tenant said yes."""
    return await joining.join(guest, tokens)


@get("/guest/chat", summary="What was written in the call, as guest")
async def read_chat_as_guest(guest: Guest) -> list[SaidLine]:
    """From the first time the guest came in."""
    return await reading_along.lines_for_guest(guest)


router = Router(
    path="/",
    route_handlers=[
        read_guests,
        invite_guest,
        revoke_guest,
        read_colleagues,
        hand_over,
        read_own_guests,
        invite_helper,
        answer_about_guest,
        revoke_helper,
        open_invitation,
        read_invitation,
        join_as_guest,
        read_chat_as_guest,
    ],
    tags=["Guests"],
)
