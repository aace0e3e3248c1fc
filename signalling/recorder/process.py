"""The worker of one recording as the web process knows it: started, told what to do, listened to.

However it ends, `ended` says so; what it handed over before that has been passed on.
"""

import asyncio
import contextlib
import itertools
import logging
from collections.abc import Awaitable, Callable, Sequence

import msgspec

from signalling.recorder.pipe import (
    FRAME_BYTES,
    AddCandidates,
    Answered,
    AnswerPhone,
    LetGo,
    Ready,
    Roll,
    Slice,
    ToWorker,
    Wrap,
    Wrapped,
    decode_report,
)
from signalling.workers.frames import FrameTooLong, read_frame, write_frame
from signalling.workers.launching import START_SECONDS, Worker, launch

_ANSWER_SECONDS = 15
_WRAP_SECONDS = 20

TakeSlice = Callable[[bytes, int], Awaitable[None]]

log = logging.getLogger("signalling.recorder")


class RecorderGone(Exception):
    """The worker has ended, or hangs and was ended."""


class RecorderProcess:
    """`take_slice` gets each piece of the film in order, and how many milliseconds there are."""

    def __init__(self, take_slice: TakeSlice) -> None:
        self._take_slice = take_slice
        self._numbers = itertools.count(1)
        self._waiting: dict[int, asyncio.Future[str]] = {}
        self._worker: Worker | None = None
        self._listening: asyncio.Task[None] | None = None
        self._is_ready = asyncio.Event()
        self.ended = asyncio.Event()
        self.is_whole = False
        """It said itself that the film is complete."""

    @property
    def process_id(self) -> int | None:
        return self._worker.process.pid if self._worker else None

    async def start(self) -> None:
        """Returns when the worker listens."""
        self._worker = await launch("signalling.recorder")
        self._listening = asyncio.create_task(self._listen(self._worker))
        try:
            async with asyncio.timeout(START_SECONDS):
                await self._is_ready.wait()
        except TimeoutError as fault:
            self._give_up()
            raise RecorderGone from fault
        if self.ended.is_set():
            raise RecorderGone

    async def answer(self, participant: str, sdp: str, *, is_filmed: bool) -> str:
        """The answer to a phone's offer; empty when there is none to give."""
        number = next(self._numbers)
        waiting = self._waiting[number] = asyncio.get_running_loop().create_future()
        try:
            self._order(AnswerPhone(number, participant, sdp, is_filmed))
            async with asyncio.timeout(_ANSWER_SECONDS):
                return await waiting
        except TimeoutError as fault:
            self._give_up()
            raise RecorderGone from fault
        finally:
            del self._waiting[number]

    def add_candidates(
        self, participant: str, candidates: Sequence[tuple[str, str | None, int | None]]
    ) -> None:
        self._order(AddCandidates(participant, list(candidates)))

    def let_go(self, participant: str) -> None:
        self._order(LetGo(participant))

    def roll(self, *, is_rolling: bool) -> None:
        self._order(Roll(is_rolling))

    async def wrap(self) -> None:
        """Returns when everything has been passed on, or nothing more will come."""
        with contextlib.suppress(RecorderGone):
            self._order(Wrap())
        try:
            async with asyncio.timeout(_WRAP_SECONDS):
                await self.ended.wait()
        except TimeoutError:
            self._give_up()
        if self._listening is not None:
            await self._listening

    def _order(self, order: ToWorker) -> None:
        if self._worker is None or self.ended.is_set():
            raise RecorderGone
        write_frame(self._worker.writer, order, FRAME_BYTES)

    def _give_up(self) -> None:
        """It hangs; a film that stops here is better than one that waits for ever."""
        log.error("the worker of a recording did not answer in time")
        if self._worker is not None:
            self._worker.kill()

    async def _listen(self, worker: Worker) -> None:
        try:
            with contextlib.suppress(
                asyncio.IncompleteReadError, ConnectionError, FrameTooLong, msgspec.DecodeError
            ):
                while not self.is_whole:
                    await self._hear(await read_frame(worker.reader, FRAME_BYTES))
        finally:
            await self._end(worker)

    async def _hear(self, frame: bytes) -> None:
        match decode_report(frame):
            case Ready():
                self._is_ready.set()
            case Answered(number, sdp):
                waiting = self._waiting.get(number)
                if waiting is not None and not waiting.done():
                    waiting.set_result(sdp)
            case Slice(data, until):
                await self._take_slice(data, until)
            case Wrapped():
                self.is_whole = True

    async def _end(self, worker: Worker) -> None:
        worker.writer.close()
        if not self.is_whole:
            worker.kill()
        self.ended.set()
        self._is_ready.set()
        for waiting in self._waiting.values():
            if not waiting.done():
                waiting.set_exception(RecorderGone())
        await worker.process.wait()
