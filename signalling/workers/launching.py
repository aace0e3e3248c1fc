"""A worker as the web process starts it, on the far end of a socket pair."""

import asyncio
import os
import socket
import sys
from pathlib import Path
from typing import NamedTuple

START_SECONDS = 60
"""Loading the media libraries is a second's work, and on a machine that is busy many more."""

_PACKAGES = Path(__file__).parents[2]


class Worker(NamedTuple):
    """Closing the `writer` is how it is told to end."""

    process: asyncio.subprocess.Process
    reader: asyncio.StreamReader
    writer: asyncio.StreamWriter

    @property
    def is_alive(self) -> bool:
        return self.process.returncode is None

    def kill(self) -> None:
        if self.is_alive:
            self.process.kill()


async def launch(module: str, *arguments: str) -> Worker:
    """`python -m module` with these arguments; the module begins with `living.live`."""
    ours, theirs = socket.socketpair()
    with theirs:
        process = await asyncio.create_subprocess_exec(
            *(sys.executable, "-m", module, str(theirs.fileno()), str(os.getpid()), *arguments),
            pass_fds=[theirs.fileno()],
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.DEVNULL,
            env={**os.environ, "PYTHONPATH": _import_path()},
        )
    reader, writer = await asyncio.open_connection(sock=ours)
    return Worker(process, reader, writer)


def _import_path() -> str:
    """This package, wherever the web process was started from."""
    return os.pathsep.join(filter(None, [str(_PACKAGES), os.environ.get("PYTHONPATH")]))
