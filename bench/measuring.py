"""Rounds in turn, percentiles, and processes that never outlive what is measured."""

import contextlib
import math
import os
import signal
import socket
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Generator, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

ROOT = Path(__file__).resolve().parents[1]
WORK = ROOT / "build" / "bench"
PROGRAMS = Path(__file__).parent / "programs"
_SECONDS_TO_END = 15

Result = TypeVar("Result")


class NotMeasured(Exception):
    """There is no figure, and the message says why."""


@dataclass(frozen=True)
class Effort:
    """How much is measured. A quick run only shows that everything works."""

    rounds: int
    is_quick: bool

    def scaled(self, full: int, quick: int) -> int:
        return quick if self.is_quick else full


def say(sentence: str) -> None:
    sys.stdout.write(f"{sentence}\n")
    sys.stdout.flush()


def in_turn(
    effort: Effort, ours: Callable[[], Result], theirs: Callable[[], Result]
) -> tuple[list[Result], list[Result]]:
    """Both in every round. Who begins changes, so that neither always finds the machine warm."""
    kept: tuple[list[Result], list[Result]] = ([], [])
    for number in range(effort.rounds):
        turns = [(ours, kept[0]), (theirs, kept[1])]
        for measure, results in turns if number % 2 == 0 else reversed(turns):
            results.append(measure())
    return kept


def percentile(values: Sequence[float], part: float) -> float:
    """The smallest value that `part` of all values do not exceed."""
    ordered = sorted(values)
    return ordered[max(0, math.ceil(part * len(ordered)) - 1)]


def spread(values: Sequence[float]) -> str:
    """For the log: the median, and how far apart the rounds were."""
    return f"{statistics.median(values):.4g} ({min(values):.4g} to {max(values):.4g})"


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def wait_for_port(port: int, process: subprocess.Popen[bytes], seconds: float = 60) -> None:
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        if process.poll() is not None:
            raise RuntimeError(f"{process.args} ended with {process.returncode}")
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.02)
        else:
            return
    raise RuntimeError(f"{process.args} did not listen within {seconds:g} seconds")


@contextlib.contextmanager
def running(
    command: Sequence[str | Path],
    *,
    log: Path,
    environment: Mapping[str, str] | None = None,
    folder: Path = ROOT,
    is_asked: bool = False,
) -> Generator[subprocess.Popen[bytes]]:
    """A process with all its children, gone when the block ends, however it ends.

    `is_asked` opens pipes to talk with it.
    """
    pipe = subprocess.PIPE if is_asked else subprocess.DEVNULL
    with log.open("ab") as written:
        process = subprocess.Popen(  # noqa: S603  the commands are our own
            list(map(str, command)),
            cwd=folder,
            env={**os.environ, **(environment or {})},
            stdin=pipe,
            stdout=pipe if is_asked else written,
            stderr=written,
            start_new_session=True,
        )
    try:
        yield process
    finally:
        _end(process)


def _end(process: subprocess.Popen[bytes]) -> None:
    for pipe in (process.stdin, process.stdout):
        if pipe is not None:
            with contextlib.suppress(OSError):
                pipe.close()
    process.terminate()
    try:
        process.wait(_SECONDS_TO_END)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()
    _end_group(process.pid)


def output_of(
    command: Sequence[str | Path],
    *,
    environment: Mapping[str, str] | None = None,
    folder: Path = ROOT,
    seconds: float = 600,
) -> str:
    """What a command wrote; its own words when it failed."""
    with subprocess.Popen(  # noqa: S603  the commands are our own
        list(map(str, command)),
        cwd=folder,
        env={**os.environ, **(environment or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            written, complaints = process.communicate(timeout=seconds)
        finally:
            _end_group(process.pid)
    if process.returncode:
        raise RuntimeError(f"{command[0]} failed:\n{(written + complaints)[-2000:]}")
    return written


def _end_group(process_id: int) -> None:
    """What a process left behind is in its process group, which is ours alone."""
    with contextlib.suppress(ProcessLookupError, PermissionError):
        os.killpg(process_id, signal.SIGKILL)


@contextlib.contextmanager
def program(
    name: str, python: str | Path = sys.executable, *arguments: str | Path
) -> Iterator[Callable[[], float]]:
    """A program of `programs/`, which measures one round for every line it is sent.

    It stays up, so that starting it is no part of any round.
    """
    log = WORK / f"{name}.log"
    with running(
        [python, PROGRAMS / f"{name}.py", *arguments],
        log=log,
        # A peer lives in its own environment and may not see the product.
        environment={"PYTHONPATH": str(ROOT) if str(python) == sys.executable else ""},
        is_asked=True,
    ) as process:
        asked, answers = process.stdin, process.stdout
        if asked is None or answers is None:
            raise RuntimeError("the program was started without pipes")

        def measure() -> float:
            asked.write(b"\n")
            asked.flush()
            answer = answers.readline()
            if not answer:
                raise RuntimeError(f"{name} ended early:\n{log.read_text()[-2000:]}")
            return float(answer)

        measure()  # imports, caches and tables are warm from here on
        yield measure


def cpu_seconds(process_id: int) -> float:
    """CPU time of one process without its children, as the system counts it."""
    counted = Path(f"/proc/{process_id}/stat")
    if counted.exists():
        fields = counted.read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    minutes, _, seconds = output_of(["ps", "-o", "time=", "-p", str(process_id)]).rpartition(":")
    hours, _, minutes = minutes.strip().rpartition(":")
    return int(hours or 0) * 3600 + int(minutes or 0) * 60 + float(seconds)


def family_cpu_seconds(process_id: int) -> float:
    """CPU time of a process and of all it started, also of those that have ended. Linux only."""
    ticks = 0
    parents: dict[int, list[int]] = {}
    listing = output_of(["ps", "-A", "-o", "pid=,ppid="])
    for process, parent in (map(int, line.split()) for line in listing.splitlines()):
        parents.setdefault(parent, []).append(process)
    family = [process_id]
    for member in family:
        family += parents.get(member, [])
        with contextlib.suppress(FileNotFoundError, ProcessLookupError):  # it has just ended
            fields = Path(f"/proc/{member}/stat").read_text().rpartition(")")[2].split()
            ticks += sum(map(int, fields[11:15]))
    return ticks / os.sysconf("SC_CLK_TCK")


def resident_bytes(process_id: int) -> int:
    return int(output_of(["ps", "-o", "rss=", "-p", str(process_id)])) * 1024
