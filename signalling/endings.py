"""Ending background tasks for certain."""

import asyncio
from collections.abc import Iterable

_SECONDS_BETWEEN_TRIES = 0.2


async def end_tasks(tasks: Iterable[asyncio.Task[None]]) -> None:
    """Cancel, until it works.

    `asyncio.wait_for` of Python 3.11, which redis-py uses, loses a cancellation that arrives
    together with an answer (fixed in 3.12, python/cpython#86296).
    """
    remaining = set(tasks)
    while remaining:
        for task in remaining:
            task.cancel()
        _, remaining = await asyncio.wait(remaining, timeout=_SECONDS_BETWEEN_TRIES)
