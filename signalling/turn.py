"""Time-limited TURN credentials, as coturn's `use-auth-secret` checks them."""

import base64
import hashlib
import hmac

import msgspec

from signalling.messages import IceServer


class TurnSettings(msgspec.Struct, frozen=True):
    """Where the TURN server is, and the secret shared with it. No addresses means no TURN."""

    urls: tuple[str, ...] = ()
    secret: str = ""
    lifetime_seconds: int = 3600

    def ice_servers(self, participant: str, now: float) -> list[IceServer]:
        if not self.urls:
            return []
        # coturn reads the expiry out of the user name, and it must come first.
        username = f"{int(now) + self.lifetime_seconds}:{participant}"
        digest = hmac.new(self.secret.encode(), username.encode(), hashlib.sha1).digest()
        return [IceServer(self.urls, username, base64.b64encode(digest).decode())]

    def expires_at_ms(self, now: float) -> int | None:
        return (int(now) + self.lifetime_seconds) * 1000 if self.urls else None
