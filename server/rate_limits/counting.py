"""Counts what was spent: in memory on one node, in Redis for several.

One number for each who spends: the moment at which the budget is whole again (the generic cell rate
algorithm). It needs no list of what happened when, forgets by itself, and tells to the second when
it goes on.
"""

import contextlib
import time
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from typing import cast

import structlog
from redis.asyncio import Redis
from redis.exceptions import RedisError

from server.rate_limits.budgets import Budget

log = structlog.get_logger()

_PREFIX = "vooraf:spent:"
_SWEEP_SECONDS = 60.0
_MOST_KEPT = 200_000
"""About 40 MB. Whoever has so many addresses is not stopped by counting each."""

# KEYS: who spends, each from a budget of its own. ARGV: for each, seconds until one more is there,
# and how many seconds the whole budget is worth. The time is that of Redis: nodes' clocks differ.
# Nothing is spent where one of them has nothing left. Answers how long to wait, in milliseconds.
_SPEND = """
local time = redis.call('TIME')
local now = time[1] + time[2] / 1000000
local whole = {}
local longest = 0
for i, key in ipairs(KEYS) do
  local at = math.max(tonumber(redis.call('GET', key) or 0), now) + ARGV[2 * i - 1]
  whole[i] = at
  longest = math.max(longest, at - now - ARGV[2 * i])
end
if longest > 0 then return math.ceil(longest * 1000) end
for i, key in ipairs(KEYS) do
  redis.call('SET', key, string.format('%.6f', whole[i]), 'PX', math.ceil((whole[i] - now) * 1000))
end
return 0
"""

Spending = tuple[Budget, str]
"""Of which budget, and who."""


@contextlib.asynccontextmanager
async def counting(redis_url: str | None, factor: float) -> AsyncGenerator["Limiter"]:
    """A limiter, for as long as the block runs."""
    limiter = Limiter(redis_url, factor=factor)
    try:
        yield limiter
    finally:
        await limiter.close()


class Limiter:
    """`factor` widens every budget, 0 counts nothing."""

    def __init__(
        self,
        redis_url: str | None = None,
        *,
        factor: float = 1.0,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._redis = Redis.from_url(redis_url, socket_timeout=1) if redis_url else None
        self._script = self._redis.register_script(_SPEND) if self._redis else None
        self._factor = factor
        self._clock = clock
        self._whole_at: dict[tuple[str, str], float] = {}
        self._swept_at = clock()
        self._is_away = False

    async def close(self) -> None:
        if self._redis is not None:
            await self._redis.aclose()

    def spend_here(self, spendings: Sequence[Spending]) -> float:
        """On this node. Answers for how many seconds there is nothing left; 0 when it was spent."""
        if not self._factor:
            return 0.0
        now = self._clock()
        if now - self._swept_at > _SWEEP_SECONDS or len(self._whole_at) > _MOST_KEPT:
            self._sweep(now)
        whole: dict[tuple[str, str], float] = {}
        longest = 0.0
        for budget, who in spendings:
            interval, worth = self._measures(budget)
            key = budget.name, who
            at = max(self._whole_at.get(key, now), now) + interval
            longest = max(longest, at - now - worth)
            whole[key] = at
        if longest > 0:
            return longest
        self._whole_at |= whole
        return 0.0

    async def spend(self, spendings: Sequence[Spending]) -> float:
        """The same on all nodes together. Without Redis for a while, each node counts alone."""
        if self._script is None or not self._factor:
            return self.spend_here(spendings)
        keys = [f"{_PREFIX}{budget.name}:{who}" for budget, who in spendings]
        numbers = [each for budget, _ in spendings for each in self._measures(budget)]
        try:
            wait = await cast("Awaitable[int]", self._script(keys=keys, args=numbers))
        except RedisError as error:
            self._note_away(error)
            return self.spend_here(spendings)
        self._is_away = False
        return wait / 1000

    def _measures(self, budget: Budget) -> tuple[float, float]:
        """Seconds until one more is there, and what the whole is worth in seconds."""
        interval = 60 / budget.a_minute / self._factor
        return interval, interval * max(1, budget.at_once * self._factor)

    def _sweep(self, now: float) -> None:
        self._swept_at = now
        self._whole_at = {who: at for who, at in self._whole_at.items() if at > now}
        if len(self._whole_at) > _MOST_KEPT:
            log.warning("rate_limits.forgotten", kept=len(self._whole_at))
            self._whole_at.clear()

    def _note_away(self, error: RedisError) -> None:
        if not self._is_away:
            log.warning("rate_limits.counting_alone", error=type(error).__name__)
        self._is_away = True
