"""Who helps a tenant by a link into her case looks along in her call, as any guest.

Let in by the tenant, the helper has her yes. Let in by the desk, the helper waits until she
answers, as whoever the technician invites.
"""

from datetime import datetime

from server.accounts.secrets import hash_of, new_secret
from server.actors import Helper
from server.clock import now
from server.database import change, insert, one, transaction
from server.errors import NotFound
from server.guests import access
from server.guests.errors import GuestLinkExpired, TooManyGuests
from server.guests.guest_link import expiry_for, is_closed
from server.guests.inviting import has_room_for_more, note_invited
from server.guests.tables import Consent, GuestInvitation, GuestKind, GuestSignIn, Inviter
from server.identifiers import new_id
from server.jobs.tables import Job
from server.previsits.errors import TooEarly
from server.previsits.scheduling import ROOM_OPENS_BEFORE
from server.previsits.tables import Previsit, PrevisitState
from server.repair_requests.tables import TenantLink


async def come_to_call(helper: Helper) -> str:
    """The secret of a guest's cookie. Whoever comes again, from another phone, has moved there."""
    async with transaction():
        previsit, job = await access.call_to_look_along_in(helper)
        opens_at = previsit.planned_at - ROOM_OPENS_BEFORE
        if previsit.state == PrevisitState.PLANNED and now() < opens_at:
            raise TooEarly(plannedAt=previsit.planned_at.isoformat())
        link = await one(TenantLink, "id = {}", helper.link_id)
        if link is None:
            raise NotFound
        until = min(expiry_for(previsit.planned_at), link.expires_at)
        invitation = await one(
            GuestInvitation, "previsit = {} AND helper_link = {}", previsit.id, link.id
        )
        if invitation is None:
            invitation = await _invite(helper, link, previsit, job, until)
        invitation.expires_at = until  # a call may be held on another day than it was planned for
        if is_closed(invitation):
            raise GuestLinkExpired
        return await _let_in(invitation)


async def _invite(
    helper: Helper, link: TenantLink, previsit: Previsit, job: Job, until: datetime
) -> GuestInvitation:
    if not await has_room_for_more(previsit):
        raise TooManyGuests
    is_hers = bool(link.text_version)  # she read what she allows
    invitation = GuestInvitation(
        id=new_id(),
        previsit=previsit.id,
        kind=GuestKind.HELPER,
        name=helper.name,
        invited_by=Inviter.TENANT if is_hers else Inviter.DESK,
        inviter_name=link.made_by,
        secret_hash=hash_of(new_secret()),  # nobody gets this link: the case's is the way in
        created_at=now(),
        expires_at=until,
        consent=Consent.ALLOWED if is_hers else Consent.ASKED,
        text_version=link.text_version,
        decided_at=now() if is_hers else None,
        helper_link=link.id,
    )
    await insert(invitation)
    await note_invited(helper, previsit, job, invitation)
    return invitation


async def _let_in(invitation: GuestInvitation) -> str:
    secret = new_secret()
    sign_in = GuestSignIn(
        id=new_id(), invitation=invitation.id, secret_hash=hash_of(secret), created_at=now()
    )
    await insert(sign_in)
    await change(
        "UPDATE guest_invitation SET expires_at = {} WHERE id = {}",
        invitation.expires_at,
        invitation.id,
    )
    await change(
        "UPDATE guest_invitation SET came_in_by = {} WHERE id = {} AND came_in_by IS NOT NULL",
        sign_in.id,
        invitation.id,
    )
    return secret
