"""The worker as the web process knows it: started, kept running, and asked over a socket pair.

Whatever happens to the worker, the web process answers `PeerUnavailable` and goes on.
"""

import asyncio
import contextlib
import itertools
import logging
import os
import socket
import sys
import time
from pathlib import Path

import msgspec

from signalling.peer.errors import OfferRefused, PeerBusy, PeerUnavailable
from signalling.peer.limits import PeerLimits
from signalling.peer.pipe import (
    AnswerCheck,
    Answered,
    Declined,
    FrameTooLong,
    Ready,
    decode_answer,
    read_frame,
    write_frame,
)

_FIRST_PAUSE_SECONDS = 0.2
_LONGEST_PAUSE_SECONDS = 10
_STEADY_SECONDS = 60
_START_SECONDS = 60
"""Loading the media libraries is a second's work, and on a machine that is busy many more."""
_STOP_SECONDS = 5
_PACKAGES = Path(__file__).parents[2]

log = logging.getLogger("signalling.peer")


class PeerProcess:
    def __init__(self, limits: PeerLimits | None = None) -> None:
        self._limits = limits or PeerLimits()
        self._numbers = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[Answered | Declined]] = {}
        self._writer: asyncio.StreamWriter | None = None
        self._process: asyncio.subprocess.Process | None = None
        self._supervising: asyncio.Task[None] | None = None
        self._is_ready = asyncio.Event()

    @property
    def process_id(self) -> int | None:
        process = self._process
        return process.pid if process is not None and process.returncode is None else None

    async def start(self) -> None:
        """Returns at once; what is asked before the worker is up waits for it."""
        reader = await self._launch()
        self._supervising = asyncio.create_task(self._supervise(reader))

    async def stop(self) -> None:
        if self._supervising is not None:
            self._supervising.cancel()
            await asyncio.gather(self._supervising, return_exceptions=True)
        await self._end()

    async def answer_check(self, person: str, sdp: str) -> str:
        """The answer to an offer of this person's browser."""
        if self._writer is None:
            raise PeerUnavailable
        await self._until_ready()
        return await self._ask(person, sdp)

    async def _until_ready(self) -> None:
        try:
            async with asyncio.timeout(self._limits.answer_seconds):
                await self._is_ready.wait()
        except TimeoutError as fault:
            # Not its fault: taken down while it starts, it would never come up.
            raise PeerUnavailable from fault

    async def _ask(self, person: str, sdp: str) -> str:
        writer = self._writer
        if writer is None:
            raise PeerUnavailable
        number = next(self._numbers)
        waiting = self._waiting[number] = asyncio.get_running_loop().create_future()
        try:
            write_frame(writer, AnswerCheck(number, person, sdp))
            async with asyncio.timeout(self._limits.answer_seconds):
                answer = await waiting
        except TimeoutError as fault:
            self._give_up()
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

    def _give_up(self) -> None:
        """It hangs, or drowns: a fresh one serves the next person better."""
        if self._process is not None and self._process.returncode is None:
            log.error("the media worker did not answer in time")
            self._process.kill()

    async def _launch(self) -> asyncio.StreamReader:
        ours, theirs = socket.socketpair()
        with theirs:
            self._process = await asyncio.create_subprocess_exec(
                *(sys.executable, "-m", "signalling.peer", str(theirs.fileno())),
                *(msgspec.json.encode(self._limits).decode(), str(os.getpid())),
                pass_fds=[theirs.fileno()],
                stdin=asyncio.subprocess.DEVNULL,
                stdout=asyncio.subprocess.DEVNULL,
                env={**os.environ, "PYTHONPATH": _import_path()},
            )
        reader, self._writer = await asyncio.open_connection(sock=ours)
        return reader

    async def _supervise(self, reader: asyncio.StreamReader) -> None:
        pause = _FIRST_PAUSE_SECONDS
        while True:
            started = time.monotonic()
            await self._listen(reader)
            await self._end()
            if time.monotonic() - started > _STEADY_SECONDS:
                pause = _FIRST_PAUSE_SECONDS
            log.warning("the media worker ended, starting it again in %.1f s", pause)
            reader = await self._relaunched(pause)
            pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)

    async def _relaunched(self, pause: float) -> asyncio.StreamReader:
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
            async with asyncio.timeout(_START_SECONDS) as starting:
                while True:
                    answer = decode_answer(await read_frame(reader))
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
        writer, self._writer = self._writer, None
        if writer is not None:
            writer.close()
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_exception(PeerUnavailable())
        process = self._process
        if process is None:
            return
        try:
            async with asyncio.timeout(_STOP_SECONDS):
                await process.wait()
        except TimeoutError:
            process.kill()
            await process.wait()


def _import_path() -> str:
    """This package, wherever the web process was started from."""
    return os.pathsep.join(filter(None, [str(_PACKAGES), os.environ.get("PYTHONPATH")]))
