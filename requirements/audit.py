"""Asks whether a known hole is in anything that is installed: `make audit`.

A known hole fails. An advisory service that cannot be asked does not, for it says nothing about our
packages; but then nothing was checked, and that is said as loudly.
"""

import json
import subprocess
import sys
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

ROOT = Path(__file__).resolve().parent.parent
LOCKS = ("requirements/run.txt", "requirements/test.txt")
_PATIENCE_SECONDS = 300
_SERIOUS = ("high", "critical")


@dataclass
class Verdict:
    """What is known of the packages of one lock."""

    lock: str
    holes: list[str] = field(default_factory=list)
    checked: int = 0
    unchecked: int = 0
    why: str = ""

    def lines(self) -> list[str]:
        said = [f"  HOLE in {hole}" for hole in self.holes]
        if self.checked:
            said.insert(0, f"{self.lock}: {self.checked} packages checked")
        if self.unchecked or not self.checked:
            what = f"{self.unchecked} packages" if self.unchecked else "anything"
            said.append(f"!!! {self.lock}: NOT CHECKED: {what}. {self.why}")
        return said


def python_verdict(lock: str, answer: str) -> Verdict:
    """Of what pip-audit prints as JSON. It ends well when it could look up nothing at all."""
    verdict = Verdict(lock)
    try:
        packages: list[dict[str, Any]] = json.loads(answer)["dependencies"]
    except (ValueError, KeyError, TypeError):
        verdict.why = "The advisory service gave no answer."
        return verdict
    for package in packages:
        if "skip_reason" in package:
            verdict.unchecked += 1
            verdict.why = f"The advisory service said: {package['skip_reason']}"
            continue
        verdict.checked += 1
        for hole in package["vulns"]:
            fixed = ", ".join(hole["fix_versions"]) or "no version yet"
            named = f"{package['name']} {package['version']}: {hole['id']}"
            verdict.holes.append(f"{named}; mended in {fixed}")
    return verdict


def npm_verdict(lock: str, answer: str) -> Verdict:
    """Of what npm prints as JSON; only high and critical count."""
    verdict = Verdict(lock)
    try:
        told = json.loads(answer)
        verdict.checked = told["metadata"]["dependencies"]["total"]
        found: dict[str, dict[str, Any]] = told["vulnerabilities"]
    except (ValueError, KeyError, TypeError):
        verdict.why = "The advisory service gave no answer."
        return verdict
    for name, hole in found.items():
        if hole["severity"] in _SERIOUS:
            verdict.holes.append(f"{name} {hole['range']}: {hole['severity']}")
    return verdict


def _printed_by(*command: str) -> str:
    try:
        ended = subprocess.run(  # noqa: S603 - commands of our own
            command,
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=_PATIENCE_SECONDS,
            check=False,
        )
    except subprocess.TimeoutExpired:
        return ""
    return ended.stdout


def _verdicts() -> list[Verdict]:
    python = [sys.executable, "-m", "pip_audit", "--disable-pip", "--no-deps", "--progress-spinner"]
    python += ["off", "--format", "json", "--requirement"]
    npm = [sys.executable, "hatch_build.py", "audit", "--json"]
    return [
        *(python_verdict(lock, _printed_by(*python, lock)) for lock in LOCKS),
        npm_verdict("pwa/package-lock.json", _printed_by(*npm)),
    ]


def main() -> int:
    """1 when there is a hole."""
    verdicts = _verdicts()
    sys.stdout.write("\n".join(line for each in verdicts for line in each.lines()) + "\n")
    return 1 if any(each.holes for each in verdicts) else 0


if __name__ == "__main__":
    sys.exit(main())
