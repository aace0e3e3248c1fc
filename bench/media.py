"""Recording calls: how many recordings of 640x480 one core makes in real time.

Calculated, not filled up until it breaks: a recorder that is short of time leaves out pictures. One
call is recorded on one core, so that neither falls behind; the CPU time of everything that records
it, divided by the seconds recorded, is what one recording takes of a core. Seconds are counted in
pictures on the film, at the pace that each keeps (15 ours, 24 theirs, as sent). On a machine that
is so busy that a tenth of them is missing there is no figure.

Ours is the whole product: room, consent, a worker for each recording, every piece kept in the store
and the whole put together at the end; the web process and the store are counted too. The same two
phones send to both, from the other core.
"""

import asyncio
import contextlib
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Generator
from itertools import dropwhile
from pathlib import Path
from typing import Any

import av

from bench.lines import Line, beside
from bench.measuring import (
    PROGRAMS,
    WORK,
    Effort,
    NotMeasured,
    family_cpu_seconds,
    running,
    say,
    spread,
)
from bench.peers import PeerMissing, python_peer
from bench.product import Product, running_product
from bench.recorded_call import RecordedCall
from bench.sending_phone import PICTURES_PER_SECOND as SENT_PER_SECOND
from bench.sending_phone import SendingPhone, filmed, spoken
from signalling.recorder.film import PICTURES_PER_SECOND as KEPT_PER_SECOND

_PEER = "aiortc 1.16.0 MediaRecorder"
_CONNECTING_SECONDS = 1
_REAL_TIME = 0.9
"""Of all pictures, at least so many are on the film of a recorder that keeps up."""

_PLAIN_BYTES = 5000
"""A first picture of one colour takes less, one with anything on it more."""


def measure(effort: Effort) -> list[Line]:
    if not sys.platform.startswith("linux"):
        raise PeerMissing("one core is chosen, and its time counted, as Linux does")
    python = python_peer("aiortc", "aiortc==1.16.0", "av==18.1.0")
    # Encoded beforehand: in a call it would hold up everything else.
    filmed()
    spoken()
    return [asyncio.run(_recordings_per_core(effort, python))]


async def _recordings_per_core(effort: Effort, python: Path) -> Line:
    seconds = effort.scaled(20, 6)
    ours: list[float] = []
    theirs: list[float] = []
    recording, sending = _two_cores()
    async with contextlib.AsyncExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(dir=WORK, prefix="films-")))
        with _on_core(recording):
            peer = stack.enter_context(_bare_recorder(python, folder))
            product = await stack.enter_async_context(running_product())
        stack.enter_context(_on_core(sending))
        for number in range(effort.rounds):
            turns = [
                (lambda: _by_the_product(product, seconds), ours),
                (lambda: _by_media_recorder(peer, folder, seconds), theirs),
            ]
            for record, found in turns if number % 2 == 0 else reversed(turns):
                found.append(await record())
    say(f"  recordings per core: {spread(ours)}; MediaRecorder: {spread(theirs)}")
    name = "media.recordings_per_core"
    return beside(name, "recordings", "higher", ours, _PEER, theirs)


async def _by_the_product(product: Product, seconds: float) -> float:
    async with contextlib.AsyncExitStack() as stack:
        call = RecordedCall(product, stack)
        await call.agree()
        before = family_cpu_seconds(product.process_id)
        await call.send()
        await asyncio.sleep(_CONNECTING_SECONDS + seconds)
        film = await call.stop()
        used = family_cpu_seconds(product.process_id) - before
    return _seconds_on(film, KEPT_PER_SECOND, seconds) / used


class BareRecorder:
    def __init__(self, process: subprocess.Popen[bytes]) -> None:
        self._process = process

    async def ask(self, word: Any) -> Any:
        return await asyncio.to_thread(self._ask, word)

    def _ask(self, word: Any) -> Any:
        asked, answers = self._process.stdin, self._process.stdout
        if asked is None or answers is None:
            raise RuntimeError("the program was started without pipes")
        asked.write(json.dumps(word).encode() + b"\n")
        asked.flush()
        return json.loads(answers.readline())


@contextlib.contextmanager
def _bare_recorder(python: Path, folder: Path) -> Generator[BareRecorder]:
    command = [python, PROGRAMS / "recorder_aiortc.py", folder]
    nothing_of_ours = {"PYTHONPATH": ""}
    log = WORK / "recorder_aiortc.log"
    with running(command, log=log, environment=nothing_of_ours, is_asked=True) as process:
        yield BareRecorder(process)


async def _by_media_recorder(peer: BareRecorder, folder: Path, seconds: float) -> float:
    phones = [SendingPhone(films=films) for films in (True, False)]
    try:
        answers = await peer.ask([await phone.offer() for phone in phones])
        for phone, answer in zip(phones, answers, strict=True):
            await phone.accept(answer)
        await asyncio.sleep(_CONNECTING_SECONDS + seconds)
        used = await peer.ask("stop")
    finally:
        for phone in phones:
            await phone.close()
    return _seconds_on(folder / "call.mp4", SENT_PER_SECOND, seconds) / used


def _seconds_on(film: Path, pictures_per_second: int, at_least: float) -> float:
    """Recorded in real time, or it says nothing: what is taken in costs as much when it is late."""
    found = _pictures_on(film) / pictures_per_second
    if found < at_least * _REAL_TIME:
        raise NotMeasured(f"too busy here: {found:.1f} of {at_least:g} s were filmed")
    return found


def _pictures_on(film: Path) -> int:
    """From the first that a phone sent: our film may begin before that, with a plain canvas."""
    with av.open(film, "r") as file:
        sizes = [packet.size for packet in file.demux(video=0) if packet.size]
    return sum(1 for _ in dropwhile(lambda size: size < _PLAIN_BYTES, sizes))


def _two_cores() -> tuple[int, int]:
    cores = sorted(os.sched_getaffinity(0))
    return cores[0], cores[-1]


@contextlib.contextmanager
def _on_core(core: int) -> Generator[None]:
    """This thread, and every process that it starts meanwhile."""
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)
