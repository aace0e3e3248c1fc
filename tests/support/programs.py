"""The programs beside Python that some tests need, and what is left out without them.

As a command it installs with apt what is missing, where it may, and says plainly what stays so.
"""

import os
import shutil
import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import pytest

PLAYWRIGHT_BROWSERS = (
    ".cache/ms-playwright/chromium-*/chrome-linux*/chrome",
    "Library/Caches/ms-playwright/chromium-*/chrome-mac*/*.app/Contents/MacOS/*",
)
MACOS_BROWSERS = (
    Path("/Applications/Chromium.app/Contents/MacOS/Chromium"),
    Path("/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"),
)
POSTGRESQL_FOLDERS = (
    "usr/lib/postgresql/*/bin",
    "opt/homebrew/opt/postgresql@*/bin",
    "usr/local/opt/postgresql@*/bin",
)


@dataclass(frozen=True)
class Program:
    """`packages` are the names under which distributions have it, the likeliest first."""

    name: str
    packages: tuple[str, ...]
    suite: str
    find: Callable[[], Path | None]
    lighter: str | None = None
    """A package, and its command, for the same with less work; few distributions have one."""
    with_it: tuple[str, ...] = ()
    """Packages it is of no use without."""

    @property
    def absence(self) -> str:
        """What a reader of the test report must know."""
        packages = " ".join((self.packages[0], *self.with_it))
        return f"{self.suite}: {self.name} is not installed (apt install {packages})"


def _on_path(*names: str) -> Path | None:
    found = next(filter(None, map(shutil.which, names)), None)
    return Path(found) if found else None


def _find_chromium() -> Path | None:
    chosen = os.environ.get("VOORAF_TEST_CHROMIUM")
    if chosen:
        return Path(chosen)
    candidates = [
        # The same engine without a window around it: half the work for each page.
        _on_path("chromium-headless-shell"),
        whole_chromium(),
        *MACOS_BROWSERS,
        *(path for pattern in PLAYWRIGHT_BROWSERS for path in sorted(Path.home().glob(pattern))),
    ]
    return next((path for path in candidates if path and path.exists() and _runs(path)), None)


def whole_chromium() -> Path | None:
    """With the window around it, which is where notifications are."""
    return _on_path("chromium", "google-chrome", "google-chrome-stable", "chromium-browser")


def _runs(browser: Path) -> bool:
    # Ubuntu's chromium-browser is a script that only tells you to install a snap.
    version = subprocess.run([browser, "--version"], capture_output=True, check=False)
    return version.returncode == 0


def _find_postgresql() -> Path | None:
    """The folder with initdb, pg_ctl and psql; Debian keeps it off the PATH."""
    installed = [
        folder
        for pattern in POSTGRESQL_FOLDERS
        for folder in Path("/").glob(pattern)
        if (folder / "initdb").exists()
    ]
    newest = max(installed, default=None, key=_version_in)
    initdb = _on_path("initdb")
    return newest or (initdb.parent if initdb else None)


def _version_in(folder: Path) -> int:
    return int("".join(filter(str.isdigit, folder.parent.name)) or 0)


CEPH = Program(
    "Ceph's S3 gateway",
    ("radosgw",),
    "the contract of the store on Ceph",
    lambda: _on_path("radosgw") if _on_path("ceph-mon") and _on_path("ceph-osd") else None,
    with_it=("ceph-mon", "ceph-osd", "ceph-common"),
)
CHROMIUM = Program(
    "Chromium",
    ("chromium", "chromium-browser"),
    "journeys through real browsers",
    _find_chromium,
    lighter="chromium-headless-shell",
)
COTURN = Program(
    "coturn", ("coturn",), "calls through a TURN relay", lambda: _on_path("turnserver")
)
POSTGRESQL = Program(
    "PostgreSQL", ("postgresql",), "the server's suite on PostgreSQL", _find_postgresql
)
REDIS = Program(
    "Redis", ("redis-server",), "several nodes sharing one Redis", lambda: _on_path("redis-server")
)
PROGRAMS = (CEPH, CHROMIUM, COTURN, POSTGRESQL, REDIS)


def missing() -> list[Program]:
    return [program for program in PROGRAMS if program.find() is None]


def require(program: Program) -> Path:
    """For fixtures: where the program is, or the test that asked is left out with the reason."""
    found = program.find()
    if found is None:
        pytest.skip(f"left out: {program.absence}")
    return found


def _apt() -> list[str] | None:
    """How apt may be called without asking anybody for a password."""
    if not shutil.which("apt-get"):
        return None
    if os.geteuid() == 0:
        return ["apt-get"]
    sudo = ["sudo", "--non-interactive"]
    if shutil.which("sudo") and not subprocess.run([*sudo, "true"], check=False).returncode:
        return [*sudo, "apt-get"]
    return None


def _install(apt: list[str], program: Program, packages: tuple[str, ...]) -> None:
    options = ["--yes", "--no-install-recommends", "-o", "DPkg::Lock::Timeout=300"]
    for package in filter(_is_known, packages):
        _say(f"Installing {program.name} with apt ({package})")
        installed = subprocess.run(
            [*apt, "-qq", "install", *options, package, *program.with_it],
            env={**os.environ, "DEBIAN_FRONTEND": "noninteractive"},
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            check=False,
        )
        if installed.returncode == 0:
            return


def _is_known(package: str) -> bool:
    return not subprocess.run(
        ["apt-cache", "show", package], capture_output=True, check=False
    ).returncode


def _say(sentence: str) -> None:
    sys.stdout.write(f"{sentence}\n")
    sys.stdout.flush()


def _install_with(apt: list[str]) -> None:
    absent = missing()
    if absent:
        subprocess.run([*apt, "-qq", "update"], stdin=subprocess.DEVNULL, check=False)
    for program in PROGRAMS:
        lighter = (program.lighter,) if program.lighter and not _on_path(program.lighter) else ()
        _install(apt, program, lighter + (program.packages if program in absent else ()))


def install_missing() -> None:
    apt = _apt()
    if apt:
        _install_with(apt)
    for program in missing():
        _say(f"LEFT OUT {program.absence}")


if __name__ == "__main__":
    install_missing()
