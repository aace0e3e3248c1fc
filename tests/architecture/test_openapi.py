"""The committed OpenAPI document and the TypeScript types made from it are those of this server."""

import json
import subprocess
import sys

from tests.architecture.repository import ROOT

API = ROOT / "pwa" / "src" / "api"


def test_committed_openapi_document_is_the_servers():
    described = subprocess.run(
        [sys.executable, "-m", "server", "openapi"], cwd=ROOT, capture_output=True, check=True
    )
    committed = json.loads((API / "openapi.json").read_text())
    assert committed == json.loads(described.stdout), "run make types"


def test_committed_typescript_types_are_made_from_the_document():
    check = subprocess.run(
        [sys.executable, "hatch_build.py", "run", "--silent", "types", "--", "--check"],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=False,
    )
    assert check.returncode == 0, f"run make types: {check.stderr}"
