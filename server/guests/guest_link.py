"""The link that lets a guest in: as the tenant's, but for one call, one day and one person.

Its secret of 128 bits travels in the address's fragment and a POST body, and is kept as a hash.
"""

from datetime import UTC, datetime, timedelta

from server.accounts.secrets import hash_of, new_secret
from server.actors import Guest
from server.clock import HOME, now
from server.database import few, transaction
from server.guests.errors import GuestLinkExpired, GuestLinkUnknown, GuestLinkUsed
from server.guests.tables import Consent, GuestInvitation, GuestSignIn
from server.identifiers import new_id

COOKIE_LASTS = timedelta(hours=25)
"""The invitation itself decides; it never lasts as long."""

_AT_MOST = timedelta(hours=24)
_AT_LEAST = timedelta(hours=1)


def link_for(public_url: str, secret: str) -> str:
    """The secret travels behind the `#`, which browsers never send to any server."""
    return f"{public_url}/g#{secret}"


def expiry_for(planned_at: datetime) -> datetime:
    """The end of the day of the appointment: not more than a day away, not within the hour."""
    day = max(planned_at, now()).astimezone(HOME).date() + timedelta(days=1)
    day_ends = datetime(day.year, day.month, day.day, tzinfo=HOME).astimezone(UTC)
    return min(max(day_ends, now() + _AT_LEAST), now() + _AT_MOST)


def is_closed(invitation: GuestInvitation) -> bool:
    """Nobody comes in with it any more."""
    return (
        invitation.consent == Consent.REFUSED
        or bool(invitation.revoked_at)
        or invitation.expires_at <= now()
    )


async def exchange(secret: str, present: Guest | None) -> str | None:
    """The secret of a cookie for that of a link; None where this browser has its cookie already."""
    invitation = await GuestInvitation.objects().get(GuestInvitation.secret_hash == hash_of(secret))
    if invitation is None:
        raise GuestLinkUnknown
    if is_closed(invitation):
        raise GuestLinkExpired
    if present and present.invitation_id == invitation.id:
        return None
    if invitation.came_in_by:
        raise GuestLinkUsed
    cookie_secret = new_secret()
    async with transaction():
        await GuestSignIn.insert(
            GuestSignIn(
                id=new_id(),
                invitation=invitation.id,
                secret_hash=hash_of(cookie_secret),
                created_at=now(),
            )
        )
    return cookie_secret


async def guest_signed_in(secret: str) -> Guest | None:
    """Who carries this cookie, until the invitation expires. One that was withdrawn is still told
    so. When somebody came in, the same link in another browser is worth nothing more."""
    found = await few(
        Guest,
        "SELECT i.id, s.id, i.previsit, j.organisation, i.name FROM guest_sign_in s"
        " JOIN guest_invitation i ON i.id = s.invitation"
        " JOIN previsit p ON p.id = i.previsit JOIN job j ON j.id = p.job"
        " WHERE s.secret_hash = {} AND i.expires_at > {}"
        " AND (i.came_in_by IS NULL OR i.came_in_by = s.id)",
        hash_of(secret),
        now(),
    )
    return found[0] if found else None
