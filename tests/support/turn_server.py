"""A real coturn of its own for the tests that need one: free ports, own folder, gone afterwards."""

import secrets
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path

from tests.support.ports import free_port

SECONDS_TO_START = 10
RELAY_PORTS = 60
# Browser and relay are on one machine in a test: without this line it would refuse them.
ON_ONE_MACHINE = ("allow-loopback-peers",)
_MAGIC_COOKIE = bytes.fromhex("2112a442")


class TurnServer:
    """`host` is where it listens and relays: loopback, or an address of this machine."""

    def __init__(
        self,
        program: Path,
        folder: Path,
        host: str = "127.0.0.1",
        settings: Sequence[str] = ON_ONE_MACHINE,
    ) -> None:
        self._program = program
        self._folder = folder
        self._settings = settings
        self._process: subprocess.Popen[bytes] | None = None
        self.host = host
        self.port = free_port(host)
        self.secret = secrets.token_hex(16)

    @property
    def url(self) -> str:
        return f"turn:{self.host}:{self.port}?transport=udp"

    @property
    def url_over_tcp(self) -> str:
        return f"turn:{self.host}:{self.port}?transport=tcp"

    def start(self) -> None:
        first = free_port(self.host)
        lines = [
            *self._settings,
            f"listening-ip={self.host}",
            f"relay-ip={self.host}",
            f"listening-port={self.port}",
            f"min-port={first}",
            f"max-port={first + RELAY_PORTS}",
            "realm=rtc.test",
            "use-auth-secret",
            f"static-auth-secret={self.secret}",
            *("fingerprint", "no-tls", "no-dtls", "no-cli", "no-multicast-peers"),
            f"userdb={self._folder / 'turndb'}",
            f"pidfile={self._folder / 'turnserver.pid'}",
            *("log-file=stdout", "simple-log"),
        ]
        settings = self._folder / "turnserver.conf"
        settings.write_text("\n".join(lines) + "\n")
        with (self._folder / "turnserver.log").open("wb") as log:
            self._process = subprocess.Popen(
                [self._program, "-c", str(settings)], stdout=log, stderr=subprocess.STDOUT
            )
        deadline = time.monotonic() + SECONDS_TO_START
        while not self._answers():
            if self._process.poll() is not None or time.monotonic() > deadline:
                self.stop()
                raise RuntimeError(f"turnserver did not start on port {self.port}")

    def stop(self) -> None:
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    def _answers(self) -> bool:
        """Whether it answers a STUN binding request (RFC 8489)."""
        request = b"\x00\x01\x00\x00" + _MAGIC_COOKIE + secrets.token_bytes(12)
        with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as plug:
            plug.settimeout(0.05)
            try:
                plug.connect((self.host, self.port))
                plug.send(request)
                return plug.recv(1024).startswith(b"\x01\x01")
            except OSError:
                # A refused port answers at once; do not ask in a tight loop.
                time.sleep(0.01)
                return False


@contextmanager
def running_turn(
    program: Path, host: str = "127.0.0.1", settings: Sequence[str] = ON_ONE_MACHINE
) -> Iterator[TurnServer]:
    """`settings` are lines of its configuration, beside addresses and secret."""
    with tempfile.TemporaryDirectory(prefix="vooraf-turn-") as folder:
        server = TurnServer(program, Path(folder), host, settings)
        server.start()
        try:
            yield server
        finally:
            server.stop()
