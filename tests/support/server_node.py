"""The server as its own process, the way it is run: for what crosses processes, and for its log."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from storage.settings import StorageSettings
from tests.support.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
SECONDS_TO_START = 60


@dataclass(frozen=True)
class Node:
    url: str
    log: Path


@contextmanager
def running_node(
    folder: Path, database_url: str, store: StorageSettings, **environ: str
) -> Iterator[Node]:
    """`python -m server run` on a free port; its log is in a file."""
    folder.mkdir(exist_ok=True)
    port = free_port()
    node = Node(f"http://127.0.0.1:{port}", folder / "server.log")
    settings = {
        "VOORAF_DATA": str(folder),
        "VOORAF_PORT": str(port),
        "VOORAF_DATABASE_URL": database_url,
        "VOORAF_SECRET": "shared by all nodes of a test, and long enough",
        "VOORAF_S3_ENDPOINT": store.endpoint,
        "VOORAF_S3_BUCKET": store.bucket,
        "VOORAF_S3_ACCESS_KEY": store.access_key,
        "VOORAF_S3_SECRET_KEY": store.secret_key,
    }
    with node.log.open("w") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "server", "run"],
            cwd=ROOT,
            env={**os.environ, **settings, **environ},
            stdout=log,
            stderr=log,
        )
    try:
        _wait_until_listening(process, port, node.log)
        yield node
    finally:
        process.terminate()
        process.wait(timeout=SECONDS_TO_START)


def _wait_until_listening(process: subprocess.Popen[bytes], port: int, log: Path) -> None:
    deadline = time.monotonic() + SECONDS_TO_START
    while time.monotonic() < deadline:
        if process.poll() is not None:
            break
        try:
            socket.create_connection(("127.0.0.1", port), timeout=1).close()
        except OSError:
            time.sleep(0.05)
        else:
            return
    raise RuntimeError(f"the server did not start:\n{log.read_text()}")
