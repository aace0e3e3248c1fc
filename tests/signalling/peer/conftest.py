"""The worker in a process of its own, as the web process has it."""

from collections.abc import AsyncIterator, Awaitable, Callable
from contextlib import AsyncExitStack

import pytest

from signalling.peer.limits import PeerLimits
from signalling.peer.process import PeerProcess

Start = Callable[..., Awaitable[PeerProcess]]


@pytest.fixture
async def start() -> AsyncIterator[Start]:
    async with AsyncExitStack() as stack:

        async def begin(**limits: float) -> PeerProcess:
            peer = PeerProcess(PeerLimits(**limits))  # pyright: ignore[reportArgumentType]
            await peer.start()
            stack.push_async_callback(peer.stop)
            return peer

        yield begin


@pytest.fixture
async def peer(start: Start) -> PeerProcess:
    # A busy machine takes a while to import what media needs.
    return await start(answer_seconds=30)
