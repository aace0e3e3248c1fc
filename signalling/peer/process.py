"""The worker as the web process knows it: started, kept running, and asked over a socket pair.

Whatever happens to the worker, the web process answers `PeerUnavailable` and goes on.
"""

import asyncio
import contextlib
import itertools
import logging
import time

import msgspec

from signalling.peer.errors import OfferRefused, PeerBusy, PeerUnavailable
from signalling.peer.limits import PeerLimits
from signalling.peer.pipe import (
    FRAME_BYTES,
    AnswerCheck,
    Answered,
    Declined,
    Ready,
    decode_answer,
)
from signalling.workers.frames import FrameTooLong, read_frame, write_frame
from signalling.workers.launching import START_SECONDS, Worker, launch

_FIRST_PAUSE_SECONDS = 0.2
_LONGEST_PAUSE_SECONDS = 10
_STEADY_SECONDS = 60
_STOP_SECONDS = 5

log = logging.getLogger("signalling.peer")


class PeerProcess:
    def __init__(self, limits: PeerLimits | None = None) -> None:
        self._limits = limits or PeerLimits()
        self._numbers = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[Answered | Declined]] = {}
        self._worker: Worker | None = None
        self._supervising: asyncio.Task[None] | None = None
        self._is_ready = asyncio.Event()

    @property
    def process_id(self) -> int | None:
        worker = self._worker
        return worker.process.pid if worker is not None and worker.is_alive else None

    async def start(self) -> None:
        """Returns at once; what is asked before the worker is up waits for it."""
        self._supervising = asyncio.create_task(self._supervise(await self._launch()))

    async def stop(self) -> None:
        if self._supervising is not None:
            self._supervising.cancel()
            await asyncio.gather(self._supervising, return_exceptions=True)
        await self._end()

    async def answer_check(self, person: str, sdp: str) -> str:
        """The answer to an offer of this person's browser."""
        if self._worker is None:
            raise PeerUnavailable
        await self._until_ready()
        return await self._ask(person, sdp)

    async def _until_ready(self) -> None:
        try:
            async with asyncio.timeout(self._limits.ready_seconds):
                await self._is_ready.wait()
        except TimeoutError as fault:
            # Not its fault: taken down while it starts, it would never come up.
            raise PeerUnavailable from fault

    async def _ask(self, person: str, sdp: str) -> str:
        worker = self._worker
        if worker is None:
            raise PeerUnavailable
        number = next(self._numbers)
        waiting = self._waiting[number] = asyncio.get_running_loop().create_future()
        try:
            write_frame(worker.writer, AnswerCheck(number, person, sdp), FRAME_BYTES)
            async with asyncio.timeout(self._limits.answer_seconds):
                answer = await waiting
        except TimeoutError as fault:
            _give_up(worker)
            raise PeerUnavailable from fault
        except ConnectionError as fault:
            raise PeerUnavailable from fault
        except FrameTooLong as fault:
            raise OfferRefused("the offer is too long") from fault
        finally:
            del self._waiting[number]
        if isinstance(answer, Answered):
            return answer.sdp
        raise PeerBusy if answer.code == "busy" else OfferRefused(answer.explanation)

    async def _launch(self) -> Worker:
        limits = msgspec.json.encode(self._limits).decode()
        self._worker = await launch("signalling.peer", limits)
        return self._worker

    async def _supervise(self, worker: Worker) -> None:
        pause = _FIRST_PAUSE_SECONDS
        while True:
            started = time.monotonic()
            await self._listen(worker.reader)
            await self._end()
            if time.monotonic() - started > _STEADY_SECONDS:
                pause = _FIRST_PAUSE_SECONDS
            log.warning("the media worker ended, starting it again in %.1f s", pause)
            worker = await self._relaunched(pause)
            pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)

    async def _relaunched(self, pause: float) -> Worker:
        while True:
            await asyncio.sleep(pause)
            try:
                return await self._launch()
            except OSError as error:
                log.error("the media worker cannot be started: %s", error)
                pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)

    async def _listen(self, reader: asyncio.StreamReader) -> None:
        """Until the worker is gone, or says what cannot be understood."""
        with contextlib.suppress(
            asyncio.IncompleteReadError,
            ConnectionError,
            FrameTooLong,
            msgspec.DecodeError,
            TimeoutError,
        ):
            async with asyncio.timeout(START_SECONDS) as starting:
                while True:
                    answer = decode_answer(await read_frame(reader, FRAME_BYTES))
                    if isinstance(answer, Ready):
                        starting.reschedule(None)
                        self._is_ready.set()
                    else:
                        self._deliver(answer)

    def _deliver(self, answer: Answered | Declined) -> None:
        waiting = self._waiting.get(answer.number)
        if waiting is not None and not waiting.done():
            waiting.set_result(answer)

    async def _end(self) -> None:
        """Close the pipe, which is how the worker is told, and take it down when it is deaf."""
        self._is_ready.clear()
        worker, self._worker = self._worker, None
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_exception(PeerUnavailable())
        if worker is None:
            return
        worker.writer.close()
        try:
            async with asyncio.timeout(_STOP_SECONDS):
                await worker.process.wait()
        except TimeoutError:
            worker.kill()
            await worker.process.wait()


def _give_up(worker: Worker) -> None:
    """It hangs, or drowns: a fresh one serves the next person better."""
    if worker.is_alive:
        log.error("the media worker did not answer in time")
        worker.kill()
