"""For which host passkeys are made: the one in our public address, which must have a name."""

from dataclasses import dataclass
from ipaddress import ip_address
from urllib.parse import urlsplit

from server.signing_in.errors import PasskeysImpossible


@dataclass(frozen=True)
class RelyingParty:
    """A passkey is bound to `id`; a browser says on which `origin` it was asked."""

    id: str
    origin: str


def relying_party(public_url: str) -> RelyingParty | None:
    """None where passkeys cannot be. This very machine has a name for itself: there people open
    `localhost` instead of its number."""
    parts = urlsplit(public_url)
    host = parts.hostname or ""
    try:
        address = ip_address(host)
    except ValueError:
        return RelyingParty(host, f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}")
    if not address.is_loopback:
        return None
    port = f":{parts.port}" if parts.port else ""
    return RelyingParty("localhost", f"{parts.scheme}://localhost{port}")


def address_for_passkeys(public_url: str) -> str:
    """Where to open a page on which a passkey shall be made."""
    party = relying_party(public_url)
    return party.origin if party else public_url


def needed(public_url: str) -> RelyingParty:
    party = relying_party(public_url)
    if party is None:
        raise PasskeysImpossible
    return party
