"""A bad connection between phones and the relay: packets are lost, late, or too many."""

import asyncio
import random
from collections.abc import AsyncGenerator, Callable
from contextlib import asynccontextmanager
from dataclasses import dataclass, field

Address = tuple[str, int]
LONGEST_WAIT_SECONDS = 0.3  # what waits longer than this in a phone's modem is dropped


class Line:
    """One direction of one phone's connection. `loss` from 0 to 1, `rate` in bits per second."""

    def __init__(self, loss: float, rate: float, deliver: Callable[[bytes], None]) -> None:
        self._loss = loss
        self._rate = rate
        self._deliver = deliver
        # The same packets are lost in every run.
        self._random = random.Random(4711)  # noqa: S311 - chance, not a secret
        self._free_at = 0.0

    def carry(self, packet: bytes) -> None:
        loop = asyncio.get_running_loop()
        self._free_at = max(self._free_at, loop.time())
        if self._random.random() < self._loss:
            return
        if self._free_at - loop.time() > LONGEST_WAIT_SECONDS:
            return
        self._free_at += len(packet) * 8 / self._rate
        loop.call_at(self._free_at, self._deliver, packet)


@dataclass
class _Phone(asyncio.DatagramProtocol):
    """What goes to the relay for one phone, from a port of its own, and what comes back."""

    up: Line
    down: Line
    transport: asyncio.DatagramTransport | None = None
    waiting: list[bytes] = field(default_factory=list)

    def connection_made(self, transport: asyncio.DatagramTransport) -> None:
        self.transport = transport
        for packet in self.waiting:
            transport.sendto(packet)

    def datagram_received(self, data: bytes, addr: Address) -> None:
        self.down.carry(data)

    def send(self, packet: bytes) -> None:
        if self.transport is None:
            self.waiting.append(packet)
        elif not self.transport.is_closing():
            self.transport.sendto(packet)


class _Front(asyncio.DatagramProtocol):
    def __init__(self, relay: Address, loss: float, rate: float) -> None:
        self._relay = relay
        self._loss = loss
        self._rate = rate
        self._phones: dict[Address, _Phone] = {}
        self._opening: set[asyncio.Task[None]] = set()

    def connection_made(self, transport: asyncio.DatagramTransport) -> None:
        self._transport = transport

    def datagram_received(self, data: bytes, addr: Address) -> None:
        phone = self._phones.get(addr) or self._new_phone(addr)
        phone.up.carry(data)

    def close(self) -> None:
        for phone in self._phones.values():
            if phone.transport:
                phone.transport.close()
        self._transport.close()

    def _new_phone(self, address: Address) -> _Phone:
        def down(packet: bytes) -> None:
            if not self._transport.is_closing():
                self._transport.sendto(packet, address)

        def up(packet: bytes) -> None:
            phone.send(packet)

        phone = _Phone(Line(self._loss, self._rate, up), Line(self._loss, self._rate, down))
        self._phones[address] = phone
        task = asyncio.get_running_loop().create_task(self._open(phone))
        self._opening.add(task)
        task.add_done_callback(self._opening.discard)
        return phone

    async def _open(self, phone: _Phone) -> None:
        loop = asyncio.get_running_loop()
        await loop.create_datagram_endpoint(lambda: phone, remote_addr=self._relay)


@asynccontextmanager
async def impaired(relay: Address, *, loss: float, rate: float) -> AsyncGenerator[Address]:
    """An address in front of `relay` (UDP) whose lines lose and delay; every phone has its own."""
    loop = asyncio.get_running_loop()
    _, front = await loop.create_datagram_endpoint(
        lambda: _Front(relay, loss, rate), local_addr=("127.0.0.1", 0)
    )
    try:
        yield front._transport.get_extra_info("sockname")
    finally:
        front.close()
