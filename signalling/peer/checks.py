"""All checks of the worker: how many at once, how long, and one for each person."""

import asyncio
import contextlib
import logging

from signalling.peer.check import Check
from signalling.peer.errors import PeerBusy
from signalling.peer.limits import PeerLimits

log = logging.getLogger("signalling.peer")


class Checks:
    def __init__(self, limits: PeerLimits) -> None:
        self._limits = limits
        self._open: dict[str, Check] = {}
        self._ending: set[asyncio.Task[None]] = set()

    async def answer(self, person: str, sdp: str) -> str:
        """Answer an offer, and end that check whatever becomes of it."""
        earlier = self._open.pop(person, None)
        if earlier is not None:
            earlier.over.set()
        if len(self._open) >= self._limits.checks:
            raise PeerBusy
        check = self._open[person] = Check()
        try:
            answer = await check.answer(sdp, self._limits)
        except BaseException:
            check.over.set()
            raise
        finally:
            ending = asyncio.create_task(self._end(person, check))
            self._ending.add(ending)
            ending.add_done_callback(self._ending.discard)
        return answer

    async def close(self) -> None:
        for check in self._open.values():
            check.over.set()
        await asyncio.gather(*self._ending)

    async def _end(self, person: str, check: Check) -> None:
        with contextlib.suppress(TimeoutError):
            async with asyncio.timeout(self._limits.check_seconds):
                await check.over.wait()
        try:
            async with asyncio.timeout(self._limits.close_seconds):
                await check.close()
        except TimeoutError:
            log.warning("a check did not close in time")
        finally:
            if self._open.get(person) is check:
                del self._open[person]
