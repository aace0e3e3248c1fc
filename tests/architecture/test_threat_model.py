"""The threat model names tests that exist, and leaves no test of `security/` unnamed by file."""

import re

from tests.architecture.repository import ROOT

PAGE = (ROOT / "docs" / "threat-model.md").read_text()
NAMED = re.findall(r"`(tests/[\w/]+\.py)::(test_\w+)`", PAGE)
SECURITY = ROOT / "tests" / "server" / "security"


def test_every_test_that_is_named_exists():
    assert len(NAMED) > 60
    missing = [
        f"{file}::{name}"
        for file, name in NAMED
        if not (ROOT / file).is_file()
        or not re.search(rf"^ *(async )?def {name}\(", (ROOT / file).read_text(), re.MULTILINE)
    ]
    assert missing == []


def test_whatever_stands_between_backticks_as_a_test_is_checked():
    spoken_of = re.findall(r"tests/[\w/]+\.py::test_\w+", PAGE)
    assert len(spoken_of) == len(NAMED)


def test_every_line_of_a_table_names_what_holds_it():
    rows = [line for line in PAGE.splitlines() if line.startswith("| ") and " | " in line]
    heads = {
        "| somebody tries | what holds | held by |",
        "| what could happen | what holds | held by |",
    }
    assert [row for row in rows if row not in heads and "::test_" not in row] == []


def test_every_attack_we_test_stands_on_the_page():
    files = {file.name for file in SECURITY.glob("test_*.py")}
    named = {file.rpartition("/")[2] for file, _ in NAMED if "/security/" in file}
    assert files - named == set()
