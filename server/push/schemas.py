"""Push subscriptions on the wire."""

from typing import Annotated

from msgspec import Meta

from server.wire import Sent, Wire

Endpoint = Annotated[str, Meta(max_length=1000)]


class PushKey(Wire, frozen=True):
    """With which public key a browser subscribes: P-256, uncompressed, base64url."""

    public_key: str


class NewSubscription(Sent, frozen=True):
    """What the browser's `PushSubscription` says: base64url, without padding."""

    endpoint: Endpoint
    public_key: Annotated[str, Meta(pattern=r"^B[\w-]{86}$")]
    auth_secret: Annotated[str, Meta(pattern=r"^[\w-]{22}$")]


class EndedSubscription(Sent, frozen=True):
    """Which one ends."""

    endpoint: Endpoint
