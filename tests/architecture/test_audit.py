"""The audit fails for a known hole, and never takes "nobody answered" for "all is well"."""

import importlib.util
import json
import sys
from types import ModuleType
from typing import Any

import pytest

from tests.architecture.repository import ROOT


@pytest.fixture
def audit(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    found = importlib.util.spec_from_file_location("audit", ROOT / "requirements" / "audit.py")
    assert found is not None
    assert found.loader is not None
    module = importlib.util.module_from_spec(found)
    monkeypatch.setitem(sys.modules, "audit", module)
    found.loader.exec_module(module)
    return module


def of_pip(*packages: dict[str, Any]) -> str:
    return json.dumps({"dependencies": packages, "fixes": []})


SOUND = {"name": "sound", "version": "1.0", "vulns": []}
HOLE = {"id": "PYSEC-1", "fix_versions": ["1.2"], "aliases": [], "description": ""}
HOLED = {"name": "holed", "version": "1.1", "vulns": [HOLE]}
UNKNOWN = {"name": "unknown", "skip_reason": "Dependency not found on PyPI"}
OF_NPM = {"metadata": {"dependencies": {"total": 200}}}


def test_a_known_hole_is_named_and_fails(
    audit: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    verdict = audit.python_verdict("run.txt", of_pip(SOUND, HOLED))
    assert verdict.holes == ["holed 1.1: PYSEC-1; mended in 1.2"]
    monkeypatch.setattr(audit, "_verdicts", lambda: [verdict])
    assert audit.main() == 1
    assert "HOLE in holed" in capsys.readouterr().out


@pytest.mark.parametrize("answer", ["", "Traceback", "[]", of_pip(UNKNOWN, UNKNOWN)])
def test_without_an_answer_nothing_was_checked(
    audit: Any, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], answer: str
) -> None:
    verdict = audit.python_verdict("run.txt", answer)
    monkeypatch.setattr(audit, "_verdicts", lambda: [verdict])
    assert audit.main() == 0
    told = capsys.readouterr().out
    assert "NOT CHECKED" in told
    assert "packages checked" not in told


def test_half_an_answer_is_told_as_half(audit: Any) -> None:
    lines = "\n".join(audit.python_verdict("run.txt", of_pip(SOUND, UNKNOWN)).lines())
    assert "1 packages checked" in lines
    assert "NOT CHECKED: 1 packages" in lines


def test_of_npm_only_what_is_serious_fails(audit: Any) -> None:
    holes = {
        "bad": {"severity": "critical", "range": "<2"},
        "poor": {"severity": "moderate", "range": "<3"},
    }
    verdict = audit.npm_verdict("lock", json.dumps({**OF_NPM, "vulnerabilities": holes}))
    assert (verdict.checked, verdict.holes) == (200, ["bad <2: critical"])
    for answer in ("", json.dumps({"error": {"code": "ENOAUDIT"}}), json.dumps({"message": "405"})):
        assert audit.npm_verdict("lock", answer).why


def test_continuous_integration_asks() -> None:
    assert "make audit" in (ROOT / ".ci" / "run").read_text()
