"""A real uvicorn with the broker behind it, on a free port, in the test's own event loop."""

import asyncio
import contextlib
from collections.abc import AsyncIterator, Awaitable, Callable, Sequence
from contextlib import AsyncExitStack
from dataclasses import dataclass
from typing import Any

import pytest
import uvicorn
from litestar import Litestar
from litestar.types import Middleware

from signalling.admission import Admission, Admitted, MayBeHeld, SignedTokens, always
from signalling.broker import Broker
from signalling.changes import CallEvent
from signalling.direct_sockets import DirectWebSockets
from signalling.limits import Limits
from signalling.nodes import Nodes
from signalling.turn import TurnSettings
from signalling.websocket import signalling_route
from tests.signalling.caller import Caller

SECRET = "a secret of at least thirty-two bytes"  # noqa: S105 - signs tokens of tests only
TOKENS = SignedTokens(SECRET)


@dataclass
class Node:
    """One running server."""

    broker: Broker
    url: str
    events: list[CallEvent]
    stack: AsyncExitStack
    stop: Callable[[], Awaitable[None]]
    told: asyncio.Event
    # What uvicorn holds of each open connection.
    sockets: set[Any]

    async def heard(self, count: int) -> list[CallEvent]:
        """What the observer was told, once it is that much: messages may be there before it."""
        async with asyncio.timeout(5):
            while len(self.events) < count:
                self.told.clear()
                await self.told.wait()
        return self.events

    async def connect(self) -> Caller:
        caller = await Caller.connect(self.url)
        self.stack.push_async_callback(caller.close)
        return caller

    async def join(
        self,
        participant: str,
        role: str = "tenant",
        precedence: int | None = None,
        room: str = "r1",
    ) -> Caller:
        caller = await self.connect()
        await caller.hello(token_for(participant, role, precedence, room))
        await caller.receive("welcome")
        return caller

    async def resume(self, caller: Caller, token: str | None = None) -> Caller:
        """The same client on a new socket."""
        again = await self.connect()
        await again.resume_from(caller, token)
        return again


def token_for(
    participant: str, role: str = "tenant", precedence: int | None = None, room: str = "r1"
) -> str:
    if precedence is None:
        precedence = 0 if role == "technician" else 10
    return TOKENS.issue(Admitted(room, participant, role, participant.title(), precedence))


Serve = Callable[..., Awaitable[Node]]


@pytest.fixture(params=[DirectWebSockets, "websockets-sansio"], ids=["direct", "asgi"])
async def serve(request: pytest.FixtureRequest) -> AsyncIterator[Serve]:
    async with AsyncExitStack() as stack:

        async def start(
            limits: Limits | None = None,
            nodes: Nodes | None = None,
            turn: TurnSettings | None = None,
            frame_bytes: int | None = None,
            admission: Admission = TOKENS,
            may_be_held: MayBeHeld = always,
            middleware: Sequence[Middleware] = (),
        ) -> Node:
            limits = limits or Limits(tick_seconds=0.02)
            broker = Broker(admission, turn, limits, nodes, may_be_held=may_be_held)
            events: list[CallEvent] = []
            told = asyncio.Event()

            async def note(event: CallEvent) -> None:
                events.append(event)
                told.set()

            broker.on_event = note
            app = Litestar(
                [signalling_route(broker)],
                on_startup=[broker.start],
                on_shutdown=[broker.stop],
                middleware=middleware,
                openapi_config=None,
                logging_config=None,
            )
            config = uvicorn.Config(
                app,
                port=0,
                ws=request.param,
                ws_max_size=frame_bytes or limits.frame_bytes,
                ws_per_message_deflate=False,
                ws_ping_interval=None,
                log_config=None,
                timeout_graceful_shutdown=2,
            )
            server = uvicorn.Server(config)
            running = asyncio.create_task(server.serve())
            while not server.started:
                if running.done():
                    running.result()
                await asyncio.sleep(0.005)
            port = server.servers[0].sockets[0].getsockname()[1]

            async def stop() -> None:
                server.should_exit = True
                with contextlib.suppress(asyncio.CancelledError):
                    await running

            stack.push_async_callback(stop)
            sockets: set[Any] = server.server_state.connections
            url = f"ws://127.0.0.1:{port}/signalling"
            return Node(broker, url, events, stack, stop, told, sockets)

        yield start


@pytest.fixture
async def node(serve: Serve) -> Node:
    return await serve()
