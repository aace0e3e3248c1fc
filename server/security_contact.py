"""Whom to tell about a hole (RFC 9116)."""

from datetime import timedelta

from litestar import Response, get

from server.clock import now
from server.errors import NotFound
from server.settings import Settings

_GOOD_FOR = timedelta(days=180)
_PATH = "/.well-known/security.txt"


@get(_PATH, include_in_schema=False)
async def security_contact(settings: Settings) -> Response[str]:
    """As VOORAF_SECURITY_CONTACT says. It never runs out while the server runs."""
    if not settings.security_contact:
        raise NotFound
    expires = (now() + _GOOD_FOR).replace(hour=0, minute=0, second=0, microsecond=0)
    lines = (
        f"Contact: {settings.security_contact}",
        f"Expires: {expires:%Y-%m-%dT%H:%M:%SZ}",
        "Preferred-Languages: nl, en",
        f"Canonical: {settings.public_url}{_PATH}",
    )
    return Response("\n".join(lines) + "\n", media_type="text/plain")
