"""Pairs of people who send each other numbered messages through a signalling server."""

import asyncio
import contextlib
import secrets
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from bench.dialects import Person
from bench.websocket import Closed, Socket

PATIENCE_SECONDS = 60
_CONNECT_AT_ONCE = 50
_UNTIMED = -1

Dialect = Callable[[str, str, str, int], Person]


@dataclass(frozen=True)
class Side:
    person: Person
    socket: Socket

    def relay(self, number: int) -> None:
        self.person.relay(self.socket, number)


Pair = tuple[Side, Side]


async def enter(person: Person, port: int) -> Side:
    """Connected, greeted, and let in."""
    entered: asyncio.Future[None] = asyncio.get_running_loop().create_future()

    def look(frame: bytes) -> None:
        if person.has_entered(frame) and not entered.done():
            entered.set_result(None)

    socket = await Socket.connect(port, person.path, look)
    person.greet(socket)
    async with asyncio.timeout(PATIENCE_SECONDS):
        await entered
    return Side(person, socket)


async def meet(dialect: Dialect, ports: Sequence[int], name: str, count: int) -> list[Pair]:
    """That many pairs; the first of a pair enters at the first port, the second at the last."""
    turn = asyncio.Semaphore(_CONNECT_AT_ONCE)

    async def pair(number: int) -> Pair:
        # Never a room of an earlier round: a shared Redis still knows it, with its epochs.
        room = f"{name}-{secrets.token_hex(4)}-{number}"
        names = f"{room}-tom", f"{room}-rosa"
        async with turn:
            first = await enter(dialect(room, names[0], names[1], 1), ports[0])
            second = await enter(dialect(room, names[1], names[0], 2), ports[-1])
        return first, second

    return list(await asyncio.gather(*map(pair, range(count))))


def listen(side: Side, heard: Callable[[int], None]) -> None:
    def take(frame: bytes) -> None:
        number = side.person.number_in(side.socket, frame)
        if number is not None:
            heard(number)

    side.socket.on_text = take


async def rate(pairs: Sequence[Pair], outstanding: int, seconds: float) -> float:
    """Messages a second when every message that arrives is answered at once."""
    arrived = 0
    is_over = False

    def answering(side: Side) -> Callable[[int], None]:
        def heard(number: int) -> None:
            nonlocal arrived
            arrived += 1
            if not is_over:
                side.relay(number)

        return heard

    for pair in pairs:
        for side in pair:
            listen(side, answering(side))
    for first, _ in pairs:
        for _ in range(outstanding):
            first.relay(_UNTIMED)
    before, started = arrived, time.perf_counter()
    await asyncio.sleep(seconds)
    measured = (arrived - before) / (time.perf_counter() - started)
    is_over = True
    await _quiet(lambda: arrived)
    require_open(pairs)
    return measured


async def latencies(pairs: Sequence[Pair], per_second: int, seconds: float) -> list[float]:
    """Milliseconds from sending to arriving, at a steady pace, in both directions."""
    total = int(per_second * seconds)
    sent = [0.0] * total
    found: list[float] = []

    def heard(number: int) -> None:
        if number != _UNTIMED:
            found.append((time.perf_counter() - sent[number]) * 1000)

    for pair in pairs:
        for side in pair:
            listen(side, heard)
    started = time.perf_counter()
    for number in range(total):
        await asyncio.sleep(max(0.0, started + number / per_second - time.perf_counter()))
        side = pairs[number % len(pairs)][number // len(pairs) % 2]
        sent[number] = time.perf_counter()
        side.relay(number)
    with contextlib.suppress(TimeoutError):
        async with asyncio.timeout(PATIENCE_SECONDS):
            while len(found) < total:  # noqa: ASYNC110  a callback of a protocol fills it
                await asyncio.sleep(0.05)
    require_open(pairs)
    if len(found) != total:
        raise Closed(f"{total - len(found)} of {total} messages never arrived")
    return found


async def _quiet(arrived: Callable[[], int]) -> None:
    """Until nothing more arrives."""
    before = -1
    while before != arrived():
        before = arrived()
        await asyncio.sleep(0.3)


def require_open(pairs: Sequence[Pair]) -> None:
    lost = sum(side.socket.is_lost for pair in pairs for side in pair)
    if lost:
        raise Closed(f"the server closed {lost} sockets")
