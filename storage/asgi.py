"""The three words of ASGI, so that S3Proxy needs no framework."""

from collections.abc import Awaitable, Callable, MutableMapping
from typing import Any, TypeAlias

Scope: TypeAlias = MutableMapping[str, Any]
Message: TypeAlias = MutableMapping[str, Any]
Receive: TypeAlias = Callable[[], Awaitable[Message]]
Send: TypeAlias = Callable[[Message], Awaitable[None]]


class ClientGone(Exception):
    """The browser closed the connection; there is nobody left to answer."""


async def until_client_gone(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
