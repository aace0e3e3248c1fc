"""A worker's own side: it serves one end of a socket pair and never outlives the web process."""

import asyncio
import logging
import os
import signal
import socket
import sys
import threading
import time
from collections.abc import Awaitable, Callable

import uvloop

_NICER_BY = 5
"""Media may wait a moment; the web process beside it should not."""

_LOOK_SECONDS = 1

Serve = Callable[[asyncio.StreamReader, asyncio.StreamWriter, list[str]], Awaitable[None]]


def live(serve: Serve) -> int:
    """Serve until `serve` returns, or the web process is gone.

    The last parameter of `serve` is what `launch` was given.
    """
    descriptor, parent, *arguments = sys.argv[1:]
    # Ctrl-C in a terminal reaches the whole group; when to end is for the web process to say.
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=_follow, args=(int(parent),), daemon=True).start()
    os.nice(_NICER_BY)
    logging.basicConfig(level=logging.WARNING, format="%(levelname)s %(name)s %(message)s")
    uvloop.run(_serve(serve, socket.socket(fileno=int(descriptor)), arguments))
    return 0


async def _serve(serve: Serve, end: socket.socket, arguments: list[str]) -> None:
    reader, writer = await asyncio.open_connection(sock=end)
    await serve(reader, writer, arguments)


def _follow(parent: int) -> None:
    """A thread, since a loop that is stuck in a decoder would not see the socket close."""
    while os.getppid() == parent:
        time.sleep(_LOOK_SECONDS)
    os._exit(0)
