"""Ceph's S3 gateway for the tests: a second store, written by others than the one we bring along.

One monitor, one OSD on a file and one gateway, on loopback without passwords between them: free
ports, own folder, gone afterwards.
"""

import secrets
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from uuid import uuid4

from storage.settings import StorageSettings
from tests.support.ports import free_port

SECONDS_TO_START = 180  # on a busy machine; most of it is waiting for the monitor
# The file is sparse; the tests fill some hundred megabytes of it.
DISK_BYTES = 4 * 1024**3

# The disk of an OSD has a class, which it tells as soon as it starts; when it does not know yet
# which cluster it is in, it gives up. Nothing here asks for the class or moves the disk.
_SETTINGS = """\
[global]
fsid = {cluster}
mon host = v1:127.0.0.1:{monitor_port}
public addr = 127.0.0.1
ms bind msgr2 = false
auth cluster required = none
auth service required = none
auth client required = none
osd pool default size = 1
osd pool default min size = 1
osd pool default pg num = 1
osd pool default pg autoscale mode = off
osd crush chooseleaf type = 0
mon allow pool size one = true
mon data avail crit = 0
paxos propose interval = 0.05
paxos min wait = 0.01
run dir = {folder}
admin socket = {folder}/$name.asok
log file = {folder}/$name.log
mon cluster log file = {folder}/cluster.log
mon data = {folder}/mon
osd data = {folder}/osd
osd class update on start = false
osd crush update on start = false
osd memory target = 939524096
bluestore block size = {disk_bytes}
rgw data = {folder}/gateway
rgw run sync thread = false
rgw enable gc threads = false
rgw enable lc threads = false
rgw enable quota threads = false
rgw dynamic resharding = false
rgw thread pool size = 32
rgw frontends = beast endpoint=127.0.0.1:{port}
"""


class CephStore:
    def __init__(self, gateway: Path, folder: Path) -> None:
        self._programs = gateway.parent
        self._folder = folder
        self._running: list[subprocess.Popen[bytes]] = []
        self._secret = secrets.token_hex(16)
        self.port = free_port()

    @property
    def settings(self) -> StorageSettings:
        return StorageSettings(
            endpoint=f"http://127.0.0.1:{self.port}",
            bucket="contract",
            access_key="tests",
            secret_key=self._secret,
        )

    def start(self) -> None:
        cluster, disk, monitor_port = str(uuid4()), str(uuid4()), free_port()
        (self._folder / "ceph.conf").write_text(
            _SETTINGS.format(
                cluster=cluster,
                monitor_port=monitor_port,
                folder=self._folder,
                disk_bytes=DISK_BYTES,
                port=self.port,
            )
        )
        for name in ("mon", "osd", "gateway"):
            (self._folder / name).mkdir()
        monitors = str(self._folder / "monitors")
        address = f"v1:127.0.0.1:{monitor_port}"
        self._run("monmaptool", "--create", "--fsid", cluster, "--addv", "a", address, monitors)
        self._run("ceph-mon", "--mkfs", "--id", "a", "--monmap", monitors)
        self._serve("ceph-mon", "--id", "a")
        self._run("ceph", "osd", "new", disk)
        self._run("ceph-osd", "--mkfs", "--id", "0", "--osd-uuid", disk)
        self._run("ceph", "osd", "crush", "add", "osd.0", "1.0", "root=default", "host=here")
        self._serve("ceph-osd", "--id", "0")
        self._run(
            *("radosgw-admin", "user", "create", "--uid=tests", "--display-name=tests"),
            *("--access-key=tests", f"--secret-key={self._secret}"),
        )
        self._serve("radosgw", "--name", "client.gateway")
        deadline = time.monotonic() + SECONDS_TO_START
        while not self._answers():
            if self._running[-1].poll() is not None or time.monotonic() > deadline:
                raise RuntimeError(f"radosgw did not start on port {self.port}")
            time.sleep(0.1)

    def stop(self) -> None:
        for process in reversed(self._running):
            process.kill()
            process.wait()

    def _command(self, program: str, arguments: tuple[str, ...]) -> list[str]:
        return [f"{self._programs}/{program}", *arguments, "-c", f"{self._folder}/ceph.conf"]

    def _run(self, program: str, *arguments: str) -> None:
        done = subprocess.run(
            self._command(program, arguments),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            timeout=SECONDS_TO_START,
            check=False,
        )
        if done.returncode:
            raise RuntimeError(f"{program} {' '.join(arguments)}: {done.stderr.decode()}")

    def _serve(self, program: str, *arguments: str) -> None:
        with (self._folder / f"{program}.out").open("wb") as out:
            command = [*self._command(program, arguments), "-f"]
            self._running.append(subprocess.Popen(command, stdout=out, stderr=out))

    def _answers(self) -> bool:
        try:
            socket.create_connection(("127.0.0.1", self.port), timeout=1).close()
        except OSError:
            return False
        return True


@contextmanager
def running_ceph(gateway: Path) -> Iterator[CephStore]:
    with tempfile.TemporaryDirectory(prefix="vooraf-ceph-") as folder:
        store = CephStore(gateway, Path(folder))
        try:
            store.start()
            yield store
        finally:
            store.stop()
