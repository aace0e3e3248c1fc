"""The Litestar route of signalling: one raw WebSocket handler, which hands over to the broker."""

from typing import Any

from litestar import Router, WebSocket, websocket
from litestar.di import NamedDependency, Provide

from signalling.broker import Broker


@websocket("/signalling")
async def call_socket(
    socket: WebSocket[Any, Any, Any], call_broker: NamedDependency[Broker]
) -> None:
    await call_broker.serve(socket)


def signalling_route(broker: Broker) -> Router:
    """Mount this in any Litestar application, which also awaits `broker.start()` and `stop()`.

    Serve it with uvicorn's `ws=DirectWebSockets`, without per-message compression and with
    `ws_max_size` at the frame limit. Any other WebSocket of a web server works as well, and costs
    ten times the memory.
    """

    async def call_broker() -> Broker:
        return broker

    return Router(
        path="/",
        route_handlers=[call_socket],
        dependencies={"call_broker": Provide(call_broker)},
    )
