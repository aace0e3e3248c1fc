"""Relaying between two people: ours, with token, validation and resume, beside PeerJS server."""

import asyncio
import contextlib
import resource
import subprocess
import sys
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from pathlib import Path

import uvloop

from bench.conversations import Dialect, Pair, latencies, meet, rate, require_open
from bench.dialects import SECRET, AtPeerJs, AtVooraf
from bench.lines import Line, beside
from bench.measuring import (
    WORK,
    Effort,
    cpu_seconds,
    free_port,
    in_turn,
    percentile,
    resident_bytes,
    running,
    say,
    spread,
    wait_for_port,
)
from bench.peers import NODE, NODE_ENVIRONMENT, PeerMissing, npm_peer
from tests.support.programs import REDIS
from tests.support.redis_server import running_redis

_PAIRS = 10
_OUTSTANDING = 4
_PER_SECOND = 300
_SOCKETS_NEEDED = 4096
_PEERJS = "PeerJS server 1.0.2"
# The limit per person is part of the product, but it is not what is measured.
_WITHOUT_RATE_LIMIT = {
    "VOORAF_SIGNALLING_MESSAGES_PER_SECOND": "1000000000",
    "VOORAF_SIGNALLING_BURST": "1000000000",
}


@dataclass(frozen=True)
class Round:
    p99: float
    rate: float
    bytes_per_socket: float
    cpu_per_message: float
    """Microseconds. Only told: it says which is lighter also while other programs run."""


@dataclass(frozen=True)
class Load:
    idle_pairs: int
    seconds: float


def measure(effort: Effort) -> list[Line]:
    _allow_many_sockets()
    peerjs = npm_peer("peerjs", "peer@1.0.2") / "peer" / "dist" / "bin" / "peerjs.js"
    load = Load(effort.scaled(500, 20), effort.scaled(3, 1))
    ours, theirs = in_turn(
        effort,
        lambda: _round(AtVooraf, _vooraf, load),
        lambda: _round(AtPeerJs, lambda: _peerjs(peerjs), load),
    )
    for name, rounds in (("Vooraf", ours), ("PeerJS", theirs)):
        say(f"  {name}: {spread([each.rate for each in rounds])} messages/s")
        say(f"  {name}: {spread([each.cpu_per_message for each in rounds])} us CPU per message")
        say(f"  {name}: p99 {spread([each.p99 for each in rounds])} ms")
        say(f"  {name}: {spread([each.bytes_per_socket for each in rounds])} bytes per socket")

    def line(name: str, unit: str, of: Callable[[Round], float], *, is_more: bool = False) -> Line:
        better = "higher" if is_more else "lower"
        return beside(name, unit, better, list(map(of, ours)), _PEERJS, list(map(of, theirs)))

    return [
        line("signalling.relay_rate", "messages/s", lambda each: each.rate, is_more=True),
        line("signalling.idle_p99", "ms", lambda each: each.p99),
        line("signalling.socket_memory", "bytes", lambda each: each.bytes_per_socket),
        *_two_nodes(effort, load),
    ]


Server = Callable[[], contextlib.AbstractContextManager[tuple[int, subprocess.Popen[bytes]]]]


def _round(dialect: Dialect, server: Server, load: Load) -> Round:
    """A fresh server each time: memory of an earlier round would be reused in silence."""
    with server() as (port, process):
        return uvloop.run(_one_server(dialect, port, process.pid, load))


async def _one_server(dialect: Dialect, port: int, process_id: int, load: Load) -> Round:
    pairs = await _acquainted(dialect, [port])
    before = resident_bytes(process_id)
    idle = await meet(dialect, [port], "idle", load.idle_pairs)
    await asyncio.sleep(1)
    grown = (resident_bytes(process_id) - before) / (2 * load.idle_pairs)
    found = await latencies(pairs, _PER_SECOND, load.seconds)
    _keep_alive(idle)
    cpu_before = cpu_seconds(process_id)
    messages = await rate(pairs, _OUTSTANDING, load.seconds)
    cpu = (cpu_seconds(process_id) - cpu_before) / (messages * load.seconds) * 1e6
    require_open(idle)
    _part([*pairs, *idle])
    return Round(percentile(found, 0.99), messages, grown, cpu)


async def _acquainted(dialect: Dialect, ports: Sequence[int]) -> list[Pair]:
    """Pairs that have negotiated, at a server that is warm."""
    pairs = await meet(dialect, ports, "pair", _PAIRS)
    for pair in pairs:
        for side in pair:
            side.person.begin(side.socket)
    await rate(pairs, _OUTSTANDING, 0.5)
    return pairs


def _keep_alive(pairs: Sequence[Pair]) -> None:
    for pair in pairs:
        for side in pair:
            side.person.keep_alive(side.socket)


def _part(pairs: Sequence[Pair]) -> None:
    for pair in pairs:
        for side in pair:
            side.socket.close()


def _two_nodes(effort: Effort, load: Load) -> list[Line]:
    redis_server = REDIS.find()
    if redis_server is None:
        raise PeerMissing("redis-server is not installed")
    with running_redis(redis_server) as redis:

        def two() -> float:
            with _vooraf(redis.url) as (first, _), _vooraf(redis.url) as (second, _):
                return uvloop.run(_p99([first, second], load))

        def one() -> float:
            with _vooraf() as (port, _):
                return uvloop.run(_p99([port], load))

        through_redis, on_one = in_turn(effort, two, one)
    say(f"  two nodes: p99 {spread(through_redis)} ms; one node: {spread(on_one)} ms")
    name = "signalling.two_nodes_p99"
    return [beside(name, "ms", "lower", through_redis, "one node, no Redis", on_one)]


async def _p99(ports: Sequence[int], load: Load) -> float:
    pairs = await _acquainted(AtVooraf, ports)
    found = await latencies(pairs, _PER_SECOND, load.seconds)
    _part(pairs)
    return percentile(found, 0.99)


@contextlib.contextmanager
def _vooraf(redis_url: str = "") -> Generator[tuple[int, subprocess.Popen[bytes]]]:
    port = free_port()
    environment = {
        "VOORAF_SIGNALLING_TOKEN_SECRET": SECRET,
        "VOORAF_SIGNALLING_PORT": str(port),
        "VOORAF_REDIS_URL": redis_url,
        **_WITHOUT_RATE_LIMIT,
    }
    command = [sys.executable, "-m", "signalling"]
    with running(command, log=WORK / "signalling.log", environment=environment) as process:
        wait_for_port(port, process)
        yield port, process


@contextlib.contextmanager
def _peerjs(program: Path) -> Generator[tuple[int, subprocess.Popen[bytes]]]:
    port = free_port()
    command = [NODE, program, "--host", "127.0.0.1", "--port", str(port), "--path", "/"]
    log = WORK / "peerjs.log"
    with running(command, log=log, environment=NODE_ENVIRONMENT) as process:
        wait_for_port(port, process)
        yield port, process


def _allow_many_sockets() -> None:
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    wanted = _SOCKETS_NEEDED if hard == resource.RLIM_INFINITY else min(hard, _SOCKETS_NEEDED)
    resource.setrlimit(resource.RLIMIT_NOFILE, (max(soft, wanted), hard))
