"""The whole application as a person starts it, in a process of its own on a free port."""

import contextlib
import hashlib
import os
import subprocess
import sys
import time
from collections.abc import Generator, Mapping
from pathlib import Path

import httpx

from tests.support.ports import free_port

PATIENCE_SECONDS = 180  # a busy machine takes half a minute to begin


class RunningServer:
    """Where it listens, and the folder that holds everything it keeps."""

    def __init__(self, data: Path, settings: Mapping[str, str]) -> None:
        port = free_port()
        self.address = f"http://127.0.0.1:{port}"
        self.data = data
        self._environment = os.environ | {
            "VOORAF_DATA": str(data),
            "VOORAF_PORT": str(port),
            "VOORAF_PUBLIC_URL": self.address,
            "VOORAF_RATE_LIMIT_FACTOR": "1000",  # all of a test's people live at one address
            **settings,
        }
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        with (
            (self.data / "server.log").open("ab") as log,
            (self.data / "terminal.txt").open("ab") as terminal,
        ):
            command = [sys.executable, "-m", "server", "run"]
            self._process = subprocess.Popen(
                command, env=self._environment, stdout=terminal, stderr=log
            )
        _wait_until_healthy(self, self._process)

    def stop(self) -> None:
        if self._process:
            self._process.terminate()
            self._process.wait()

    def die(self) -> None:
        """As by a power cut: nobody is told."""
        assert self._process
        self._process.kill()
        self._process.wait()

    @property
    def process_id(self) -> int | None:
        return self._process.pid if self._process else None

    @property
    def log(self) -> str:
        return (self.data / "server.log").read_text()

    @property
    def said(self) -> str:
        """On the terminal: where it serves, links, and letters where there is no mail server."""
        return (self.data / "terminal.txt").read_text()

    def command(self, *words: str, piped: str = "") -> subprocess.CompletedProcess[str]:
        """Another command of the same installation, on the same data; it reads what is piped."""
        return subprocess.run(
            [sys.executable, "-m", "server", *words],
            env=os.environ | {"VOORAF_DATA": str(self.data)},
            input=piped,
            capture_output=True,
            text=True,
            timeout=PATIENCE_SECONDS,
            check=False,
        )

    def stored_original(self, sha256: str) -> bytes:
        """The one object in the store with this checksum, as it lies on the disk."""
        files = (path for path in (self.data / "objects").rglob("*") if path.is_file())
        contents = (path.read_bytes() for path in files)
        (found,) = (each for each in contents if hashlib.sha256(each).hexdigest() == sha256)
        return found


@contextlib.contextmanager
def running_server(
    data: Path, demo: str = "people", settings: Mapping[str, str] | None = None
) -> Generator[RunningServer]:
    """`demo` is VOORAF_DEMO: the cast and their homes, or sixty repairs as well."""
    server = RunningServer(data, {"VOORAF_DEMO": demo, **(settings or {})})
    try:
        server.start()
        yield server
    finally:
        server.stop()


def _wait_until_healthy(server: RunningServer, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < deadline:
        assert process.poll() is None, f"the server stopped while starting:\n{server.log}"
        with contextlib.suppress(httpx.TransportError):
            if httpx.get(f"{server.address}/health").status_code == httpx.codes.OK:
                return
        time.sleep(0.1)
    raise TimeoutError("the server does not become healthy")
