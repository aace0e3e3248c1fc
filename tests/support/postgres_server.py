"""A real PostgreSQL for the tests: own data folder, free port, unprivileged user, gone afterwards.

One server serves all processes of a test run; each test process makes its own databases in it.
"""

import fcntl
import json
import os
import pwd
import secrets
import subprocess
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import asdict, dataclass
from pathlib import Path

from tests.support.ports import free_port

# What a crash could lose is of no interest here, so nothing waits for the disk.
FAST_SETTINGS = (
    "fsync=off",
    "synchronous_commit=off",
    "full_page_writes=off",
    "max_connections=200",
)


@dataclass(frozen=True)
class PostgresServer:
    """A running server. psql and pg_ctl are in `programs`, all it writes is in `folder`."""

    programs: str
    folder: str
    port: int
    password: str

    def url(self, database: str) -> str:
        return f"postgresql://vooraf:{self.password}@127.0.0.1:{self.port}/{database}"

    def create_database(self, name: str, template: str = "template0") -> str:
        """Make a database, as a copy of another if asked, and return its address."""
        # One at a time: PostgreSQL refuses to copy a template that somebody else is copying.
        with _locked(Path(self.folder) / "databases.lock"):
            # Files as they are: by way of the log, as is usual, it takes twice as long.
            self._sql(f'create database "{name}" template "{template}" strategy file_copy')
        return self.url(name)

    def drop_database(self, name: str) -> None:
        self._sql(f'drop database if exists "{name}" with (force)')

    def template(self, name: str, prepare: Callable[[str], None]) -> str:
        """A database that `prepare` fills at its address, once per run, whoever comes first."""
        ready = Path(self.folder) / f"{name}.ready"
        with _locked(Path(self.folder) / f"{name}.lock"):
            if not ready.exists():
                prepare(self.create_database(name))
                ready.touch()
        return name

    def stop(self) -> None:
        data = Path(self.folder) / "data"
        _run(self.programs, self.folder, "pg_ctl", "stop", "-D", str(data), "-m", "immediate")

    def _sql(self, statement: str) -> None:
        subprocess.run(
            [
                *(f"{self.programs}/psql", "--no-psqlrc", "--quiet", "--set=ON_ERROR_STOP=1"),
                *("--host=127.0.0.1", f"--port={self.port}", "--username=vooraf"),
                *("--dbname=postgres", f"--command={statement}"),
            ],
            env={**os.environ, "PGPASSWORD": self.password},
            check=True,
        )


def shared(programs: Path, run_folder: Path) -> PostgresServer:
    """The server of this test run, started by the process that asks first."""
    record = run_folder / "postgresql.json"
    with _locked(run_folder / "postgresql.lock"):
        if not record.exists():
            server = start(programs, run_folder / "postgresql")
            record.write_text(json.dumps(asdict(server)))
        return PostgresServer(**json.loads(record.read_text()))


def stop_shared(run_folder: Path) -> None:
    record = run_folder / "postgresql.json"
    if record.exists():
        PostgresServer(**json.loads(record.read_text())).stop()


def start(programs: Path, folder: Path) -> PostgresServer:
    """Make a new cluster below `folder` and start it. Whoever starts it stops it."""
    folder.mkdir(mode=0o700)
    password = secrets.token_urlsafe(16)
    password_file = folder / "password"
    password_file.write_text(password)
    _give_away(folder, password_file)
    data = folder / "data"
    # SCRAM is made to be slow, and every test opens a dozen connections.
    _run(
        *(programs, folder, "initdb", "-D", str(data), "--username=vooraf", "--no-sync"),
        *("--encoding=UTF8", "--no-locale", "--auth=md5", f"--pwfile={password_file}"),
    )
    port = free_port()
    settings = (*FAST_SETTINGS, f"port={port}", "listen_addresses='127.0.0.1'")
    with (data / "postgresql.conf").open("a") as configuration:
        configuration.write("\n".join([*settings, f"unix_socket_directories='{folder}'", ""]))
    _run(
        *(programs, folder, "pg_ctl", "start", "-D", str(data), "--wait"),
        *("--log", str(folder / "server.log")),
    )
    return PostgresServer(str(programs), str(folder), port, password)


def _run(programs: Path | str, folder: Path | str, program: str, *arguments: str) -> None:
    subprocess.run(
        [f"{programs}/{program}", *arguments],
        cwd=folder,
        env={"PATH": os.defpath, "LC_ALL": "C", "HOME": str(folder)},
        user=_unprivileged(),
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        check=True,
    )


def _unprivileged() -> int | None:
    """PostgreSQL refuses to run as root; somebody who is not root runs it as themselves."""
    if os.geteuid() != 0:
        return None
    accounts = {account.pw_name: account.pw_uid for account in pwd.getpwall()}
    return accounts.get("postgres", accounts["nobody"])


def _give_away(*paths: Path) -> None:
    owner = _unprivileged()
    if owner is not None:
        for path in paths:
            os.chown(path, owner, -1)


@contextmanager
def _locked(file: Path) -> Iterator[None]:
    with file.open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield
