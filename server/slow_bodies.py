"""Who sends a body drop by drop is not waited for: each such request holds a connection and memory.

What matters is that something comes: a form with photos may take a quarter of an hour on a poor
line.
"""

import asyncio

from litestar.types import ASGIApp, HTTPReceiveMessage, Receive, Scope, Send

from server.errors import DomainError

_IDLE_SECONDS = 30.0
_LEAST_BYTES_A_SECOND = 500
"""Counted from the first half minute on. A phone at the edge of its network sends more."""

_HAS_BODY = {"POST", "PUT", "PATCH"}


class BodyStalled(DomainError):
    """The body of the request did not come, or came too slowly. Send it again."""

    slug, title, status = "body-stalled", "The request took too long to arrive", 408


def not_waiting_for_ever(app: ASGIApp) -> ASGIApp:
    """Middleware for whatever reads a body. The object store has its own: there it is counted."""

    async def middleware(scope: Scope, receive: Receive, send: Send) -> None:
        is_read = scope["type"] != "http" or scope["method"] not in _HAS_BODY
        await app(scope, receive if is_read else _hurried(receive), send)

    return middleware


def _hurried(receive: Receive) -> Receive:
    loop = asyncio.get_running_loop()
    began, taken, is_whole = loop.time(), 0, False

    async def receive_in_time() -> HTTPReceiveMessage:
        nonlocal taken, is_whole
        if is_whole:  # from here on it only tells that the other side has left
            return await receive()  # pyright: ignore[reportReturnType]
        try:
            async with asyncio.timeout(_IDLE_SECONDS):
                message = await receive()
        except TimeoutError:
            raise BodyStalled from None
        if message["type"] == "http.request":
            taken += len(message["body"])
            is_whole = not message["more_body"]
            late = loop.time() - began - _IDLE_SECONDS
            if not is_whole and taken < late * _LEAST_BYTES_A_SECOND:
                raise BodyStalled
        return message  # pyright: ignore[reportReturnType]

    return receive_in_time  # pyright: ignore[reportReturnType]
