"""Hands one message to one push service."""

import contextlib
from collections.abc import AsyncGenerator

import aiohttp
import structlog

from server.push import service
from server.push.encryption import encrypted
from server.push.identity import PushIdentity
from server.push.service import Subscriber

log = structlog.get_logger()

_PATIENCE = aiohttp.ClientTimeout(total=20)
_KEPT_SECONDS = 24 * 3600
"""A phone that is off for longer reads it in the app."""

_GONE = (404, 410)
_TRY_AGAIN = (408, 429)


@contextlib.asynccontextmanager
async def push_sender(identity: PushIdentity) -> AsyncGenerator["PushSender"]:
    """Over one pool of connections, until the block ends."""
    async with aiohttp.ClientSession(timeout=_PATIENCE) as http:
        yield PushSender(identity, http)


class PushServiceAway(Exception):
    """It may take the message another time."""


class PushSender:
    """Follows no redirect: the address was checked, not where it points to."""

    def __init__(self, identity: PushIdentity, http: aiohttp.ClientSession) -> None:
        self._identity = identity
        self._http = http

    async def send(self, subscriber: Subscriber, message: bytes, topic: str) -> None:
        """Of several with one topic that nobody received yet, the newest is kept.

        Raises PushServiceAway when it is worth another try.
        """
        try:
            body = encrypted(message, subscriber.public_key, subscriber.auth_secret)
        except ValueError:
            await service.forget(subscriber.endpoint)
            return
        try:
            async with self._http.post(
                subscriber.endpoint,
                data=body,
                headers={
                    "Authorization": self._identity.authorization(subscriber.endpoint),
                    "Content-Encoding": "aes128gcm",
                    "Content-Type": "application/octet-stream",
                    "TTL": str(_KEPT_SECONDS),
                    "Topic": topic,
                    "Urgency": "high",
                },
                allow_redirects=False,
            ) as answer:
                status = answer.status
        except (aiohttp.ClientError, TimeoutError) as error:
            raise PushServiceAway(str(error)) from error
        if status in _GONE:
            await service.forget(subscriber.endpoint)
        elif status >= 500 or status in _TRY_AGAIN:
            raise PushServiceAway(f"it answered {status}")
        elif status >= 300:
            log.warning("push.refused", status=status)
