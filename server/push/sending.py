"""Hands one message to one push service."""

import structlog

from server.outgoing.errors import OutgoingFailed, OutgoingRefused
from server.outgoing.sending import Outgoing
from server.push import service
from server.push.encryption import encrypted
from server.push.identity import PushIdentity
from server.push.service import Subscriber

log = structlog.get_logger()

_KEPT_SECONDS = 24 * 3600
"""A phone that is off for longer reads it in the app."""

_GONE = (404, 410)
_TRY_AGAIN = (408, 429)


class PushServiceAway(Exception):
    """It may take the message another time."""


class PushSender:
    """Gives each browser's push service its message, or forgets the browser."""

    def __init__(self, identity: PushIdentity, outgoing: Outgoing) -> None:
        self._identity = identity
        self._outgoing = outgoing

    async def send(self, subscriber: Subscriber, message: bytes, topic: str) -> None:
        """Of several with one topic that nobody received yet, the newest is kept.

        Raises PushServiceAway when it is worth another try.
        """
        try:
            body = encrypted(message, subscriber.public_key, subscriber.auth_secret)
        except ValueError:
            await service.forget(subscriber.endpoint)
            return
        headers = {
            "Authorization": self._identity.authorization(subscriber.endpoint),
            "Content-Encoding": "aes128gcm",
            "Content-Type": "application/octet-stream",
            "TTL": str(_KEPT_SECONDS),
            "Topic": topic,
            "Urgency": "high",
        }
        try:
            answer = await self._outgoing.post(subscriber.endpoint, body, headers)
        except OutgoingFailed as error:
            raise PushServiceAway(str(error)) from error
        except OutgoingRefused as error:
            log.warning("push.address_refused", why=str(error))
            return
        await self._heed(subscriber, answer.status)

    async def _heed(self, subscriber: Subscriber, status: int) -> None:
        if status in _GONE:
            await service.forget(subscriber.endpoint)
        elif status >= 500 or status in _TRY_AGAIN:
            raise PushServiceAway(f"it answered {status}")
        elif status >= 300:
            log.warning("push.refused", status=status)
