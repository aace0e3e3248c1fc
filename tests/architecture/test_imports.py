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
