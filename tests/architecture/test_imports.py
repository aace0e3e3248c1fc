"""Who may import whom is written in pyproject.toml; here it is enforced."""

import subprocess
import sys
from pathlib import Path

from tests.architecture.repository import ROOT


def test_import_contracts_are_kept():
    lint_imports = Path(sys.executable).with_name("lint-imports")
    report = subprocess.run(
        [lint_imports, "--no-cache"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert report.returncode == 0, report.stdout + report.stderr


OF_OTHER_PROCESSES = {"fpdf", "fontTools", "vroom", "pandas", "aiortc"}
"""Reports, plans of a day and recordings are made beside the server."""


def test_the_server_starts_without_what_its_other_processes_need():
    report = subprocess.run(
        [sys.executable, "-c", "import server.app, sys; print(*sys.modules)"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )
    assert not OF_OTHER_PROCESSES & set(report.stdout.split())
