"""A corporation's own faults: taken from a folder, and refused with a sentence."""

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from httpx import AsyncClient

from server.database import change, transaction
from server.repair_requests.faults import BUILT_IN, FAULTS, CatalogueWrong, faults_in, use
from server.repair_requests.faults_in_use import require_faults_in_use
from tests.support import given


@pytest.fixture
def folder(tmp_path: Path) -> Iterator[Path]:
    for name in ("faults.json", "who_and_how.json"):
        shutil.copy(BUILT_IN / name, tmp_path / name)
    shutil.copytree(BUILT_IN / "fault_words", tmp_path / "fault_words")
    yield tmp_path
    use(BUILT_IN)


def changed(folder: Path, which: str, /, **facts: Any) -> None:
    file = folder / "faults.json"
    catalogue = json.loads(file.read_text())
    (fault,) = [each for each in catalogue["faults"] if each["code"] == which]
    fault.update(facts)
    file.write_text(json.dumps(catalogue))


def test_what_a_corporation_changes_counts_and_what_it_hides_is_not_offered(folder: Path) -> None:
    changed(folder, "KRA1", priority="P1")
    changed(folder, "KRA3", offered=False)
    payers = json.loads((folder / "who_and_how.json").read_text())
    payers["TOI3"]["payers"] = [{"payer": "contract"}]
    (folder / "who_and_how.json").write_text(json.dumps(payers))
    use(folder)
    assert FAULTS["KRA1"].priority == "P1"
    assert "KRA3" not in {fault.code for fault in faults_in("kitchen")}
    assert not FAULTS["TOI3"].may_cost_her


@pytest.mark.parametrize(
    ("facts", "sentence"),
    [
        ({"trade": "XYZ"}, "KRA1 in faults.json: XYZ is no code of VERA's ONDERHOUDSPECIALISME"),
        ({"rooms": []}, "it is in no room"),
        ({"flags": ["dragon"]}, "no red flag is called dragon"),
        ({"code": "KRA9"}, "faults.json lacks KRA1"),
        ({"priority": "P9"}, "Invalid enum value 'P9'"),
        ({"colour": "red"}, "unknown field `colour`"),
    ],
)
def test_what_makes_no_sense_stops_the_start_with_a_sentence(
    folder: Path, facts: dict[str, Any], sentence: str
) -> None:
    changed(folder, "KRA1", **facts)
    with pytest.raises(CatalogueWrong, match=sentence):
        use(folder)
    assert FAULTS["KRA1"].trade == "LOA"


def test_a_condition_without_words_stops_the_start(folder: Path) -> None:
    marks = folder / "who_and_how.json"
    payers = json.loads(marks.read_text())
    payers["TOI4"]["payers"][1]["when"] = "full_moon"
    marks.write_text(json.dumps(payers))
    with pytest.raises(CatalogueWrong, match=r"fault_words/nl\.json has no words for full_moon"):
        use(folder)


async def test_a_fault_that_repairs_were_reported_with_may_not_go(rosa: AsyncClient) -> None:
    await require_faults_in_use()
    repair = await given.repair(rosa)
    async with transaction():
        await change(
            "UPDATE repair_request SET fault = 'OWN1' WHERE id = {}", given.id_of(repair.id)
        )
    with pytest.raises(CatalogueWrong, match="reported as OWN1, which is in no list"):
        await require_faults_in_use()


def test_a_folder_that_is_not_there_is_named(tmp_path: Path) -> None:
    where = {"VOORAF_DATA": str(tmp_path / "d"), "VOORAF_CATALOGUE": str(tmp_path / "nowhere")}
    started = subprocess.run(
        [sys.executable, "-m", "server", "run"],
        env=os.environ | where,
        capture_output=True,
        text=True,
        timeout=60,
    )
    assert started.returncode == 2
    assert "nowhere/faults.json cannot be read" in started.stderr
