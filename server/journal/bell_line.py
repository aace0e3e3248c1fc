"""Carries the bell between nodes through Redis; without Redis there is one node and no line."""

import asyncio
import contextlib
from collections.abc import AsyncGenerator
from uuid import UUID

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from server.journal import bell

log = structlog.get_logger()

_CHANNEL = "vooraf:journal"
_TRY_AGAIN_SECONDS = 1.0


class BellLine:
    """Publishes this node's rings and hears those of the others."""

    def __init__(self, redis_url: str | None) -> None:
        self._redis = Redis.from_url(redis_url) if redis_url else None
        self._sending: set[asyncio.Task[None]] = set()

    @contextlib.asynccontextmanager
    async def open(self) -> AsyncGenerator[None]:
        """While this runs, rings cross nodes."""
        if self._redis is None:
            yield
            return
        hearing = asyncio.create_task(self._hear(self._redis))
        try:
            async with bell.telling_other_nodes(self._tell):
                yield
        finally:
            hearing.cancel()
            await asyncio.gather(hearing, *self._sending, return_exceptions=True)
            await self._redis.aclose()

    async def check(self) -> None:
        """Raises when other nodes cannot be reached."""
        if self._redis is not None:
            await self._redis.ping()  # pyright: ignore[reportGeneralTypeIssues, reportUnknownMemberType]

    def _tell(self, organisation_id: UUID, event: str) -> None:
        if self._redis is not None:
            task = asyncio.create_task(self._publish(self._redis, organisation_id, event))
            self._sending.add(task)
            task.add_done_callback(self._sending.discard)

    async def _publish(self, redis: Redis, organisation_id: UUID, event: str) -> None:
        try:
            await redis.publish(_CHANNEL, f"{organisation_id} {event}")
        except RedisError as error:
            # Listeners look by themselves now and then; nothing is lost but a few seconds.
            log.warning("bell.not_told", error=type(error).__name__)

    async def _hear(self, redis: Redis) -> None:
        while True:
            try:
                async with redis.pubsub() as pubsub:
                    await pubsub.subscribe(_CHANNEL)
                    async for message in pubsub.listen():
                        if message["type"] == "message":
                            organisation_id, event = message["data"].decode().split()
                            bell.ring_here(UUID(organisation_id), event)
            except RedisError as error:
                log.warning("bell.not_heard", error=type(error).__name__)
                await asyncio.sleep(_TRY_AGAIN_SECONDS)
