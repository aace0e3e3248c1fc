"""Nothing in the repository ties it to one machine or one package registry, and the locks lock."""

import json
import re
import tomllib

import pytest

from tests.architecture.repository import ROOT, tracked_files

LOCKS = ["run", "test"]
# Written in two halves, so that this file does not find itself.
REGISTRIES = ("pypi." + "org", "pythonhosted." + "org", "npmjs." + "org", "npmjs." + "com")
HOMES = re.compile(r"(?<![\w.])/(?:root|home/\w+|Users/\w+|work)/")


def test_no_tracked_file_names_a_registry_or_a_folder_of_one_machine():
    offences: list[str] = []
    for file in tracked_files():
        try:
            text = file.read_text()
        except UnicodeDecodeError:
            continue  # a picture
        if any(name in text for name in REGISTRIES) or HOMES.search(text):
            offences.append(str(file.relative_to(ROOT)))
    assert offences == []


@pytest.mark.parametrize("lock", LOCKS)
def test_every_locked_python_package_has_hashes(lock: str):
    text = (ROOT / "requirements" / f"{lock}.txt").read_text().replace("\\\n", " ")
    packages = [line for line in text.splitlines() if line.strip()]
    assert packages
    assert [line.split()[0] for line in packages if "--hash=sha256:" not in line] == []


def test_the_test_lock_holds_everything_of_the_run_lock():
    pinned = [
        set(re.findall(r"^[\w.-]+==\S+", (ROOT / f"requirements/{lock}.txt").read_text(), re.M))
        for lock in LOCKS
    ]
    assert pinned[0] <= pinned[1]


def test_every_locked_npm_package_has_a_hash_and_no_address():
    packages = json.loads((ROOT / "pwa" / "package-lock.json").read_text())["packages"]
    installed = {name: facts for name, facts in packages.items() if name}
    assert installed
    assert [name for name, facts in installed.items() if "integrity" not in facts] == []
    assert [name for name, facts in installed.items() if "resolved" in facts] == []


def test_a_checkout_builds_with_the_same_tools_as_the_package():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())
    extras = project["project"]["optional-dependencies"]
    assert project["build-system"]["requires"] == extras["build"]
