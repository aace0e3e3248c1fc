"""Hands one message to one push service."""

from dataclasses import dataclass

from server.outgoing.errors import OutgoingFailed, OutgoingRefused
from server.outgoing.sending import Outgoing
from server.push.encryption import encrypted
from server.push.identity import PushIdentity

_KEPT_SECONDS = 24 * 3600
"""A phone that is off for longer reads it in the app."""

_GONE = (404, 410)
_TRY_AGAIN = (408, 429)


@dataclass(frozen=True)
class PushAddress:
    """Where one browser is told, and the keys by which it alone reads what is said."""

    endpoint: str
    public_key: str
    auth_secret: str


class PushServiceAway(Exception):
    """It may take the message another time."""


class PushRefused(Exception):
    """This message never arrives there. `is_gone`: nor does any other."""

    def __init__(self, why: str, *, is_gone: bool = False) -> None:
        super().__init__(why)
        self.is_gone = is_gone


class PushSender:
    """Gives each browser's push service its message."""

    def __init__(self, identity: PushIdentity, outgoing: Outgoing) -> None:
        self._identity = identity
        self._outgoing = outgoing

    async def send(self, to: PushAddress, message: bytes, topic: str) -> None:
        """Of several with one topic that nobody received yet, the newest is kept.

        Raises PushServiceAway when it is worth another try, PushRefused when it is not.
        """
        try:
            body = encrypted(message, to.public_key, to.auth_secret)
        except ValueError as error:
            raise PushRefused("its key is none", is_gone=True) from error
        headers = {
            "Authorization": self._identity.authorization(to.endpoint),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(_KEPT_SECONDS),
            "Topic": topic,
            "Urgency": "high",
        }
        try:
            answer = await self._outgoing.post(to.endpoint, body, headers)
        except OutgoingFailed as error:
            raise PushServiceAway(str(error)) from error
        except OutgoingRefused as error:
            raise PushRefused(str(error)) from error
        _heed(answer.status)


def _heed(status: int) -> None:
    if status >= 500 or status in _TRY_AGAIN:
        raise PushServiceAway(f"it answered {status}")
    if status >= 300:
        raise PushRefused(str(status), is_gone=status in _GONE)
