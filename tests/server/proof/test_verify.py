"""Whatever was changed in a pack, the first thing is named; a pack that is whole is said to be."""

import json
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from server.proof.foreign_zip import Flaw
from server.proof.verify import check_pack
from tests.support import packs
from tests.support.packs import MadePack, made, written

Change = Callable[[dict[str, bytes], MadePack], None]


def replaced(name: str, old: str, new: str) -> Change:
    def change(files: dict[str, bytes], _: MadePack) -> None:
        assert old.encode() in files[name]
        files[name] = files[name].replace(old.encode(), new.encode(), 1)

    return change


def photo_changed(files: dict[str, bytes], pack: MadePack) -> None:
    data = files[pack.photo_names[1]]
    files[pack.photo_names[1]] = data[:-1] + bytes([data[-1] ^ 1])


def photo_cut(files: dict[str, bytes], pack: MadePack) -> None:
    files[pack.photo_names[0]] = files[pack.photo_names[0]][:-1]


def photo_longer(files: dict[str, bytes], pack: MadePack) -> None:
    files[pack.photo_names[0]] += b"!"


def photo_gone(files: dict[str, bytes], pack: MadePack) -> None:
    del files[pack.photo_names[0]]


def photos_swapped(files: dict[str, bytes], pack: MadePack) -> None:
    one, other = pack.photo_names
    files[one], files[other] = files[other], files[one]


def photo_added(files: dict[str, bytes], _: MadePack) -> None:
    files["photos/03-after.jpg"] = b"\xff\xd8\xff never taken"


def last_line_gone(files: dict[str, bytes], _: MadePack) -> None:
    journal = json.loads(files["journal.json"])
    journal["lines"].pop()
    files["journal.json"] = json.dumps(journal).encode()


def receipt_gone(files: dict[str, bytes], _: MadePack) -> None:
    journal = json.loads(files["journal.json"])
    del journal["lines"][0]
    files["journal.json"] = json.dumps(journal).encode()


def lines_swapped(files: dict[str, bytes], _: MadePack) -> None:
    journal = json.loads(files["journal.json"])
    journal["lines"][:2] = reversed(journal["lines"][:2])
    files["journal.json"] = json.dumps(journal).encode()


def gone(name: str) -> Change:
    def change(files: dict[str, bytes], _: MadePack) -> None:
        del files[name]

    return change


@pytest.mark.parametrize(
    ("change", "named"),
    [
        (photo_changed, "photos/02-after-2026-11-27-1252-kraan-1.jpg was changed: its SHA-256"),
        (photo_cut, "photos/01-after-2026-11-27-1252-kraan-0.jpg was changed: 9 bytes instead"),
        (photo_longer, "photos/01-after-2026-11-27-1252-kraan-0.jpg was changed: it has more"),
        (photo_gone, "photos/01-after-2026-11-27-1252-kraan-0.jpg is missing"),
        (photos_swapped, "photos/01-after-2026-11-27-1252-kraan-0.jpg was changed"),
        (photo_added, "photos/03-after.jpg was added"),
        (replaced("manifest.json", "11:52:08", "10:52:08"), "manifest.json was changed"),
        (replaced("manifest.json", "{", "{ "), "manifest.json was changed"),
        (replaced("index.html", "Evidence", "Nothing"), "index.html was changed"),
        (replaced("earlier/manifest-1.json", "26-01482", "26-01483"), "manifest-1.json was"),
        (gone("earlier/manifest-1.json"), "earlier/manifest-1.json is missing"),
        (gone("journal.json"), "journal.json is missing"),
        (gone("index.html"), "index.html is missing"),
        (replaced("journal.json", '"actorKind":"server"', '"actorKind":"tenant"'), "line 1 of"),
        (replaced("journal.json", '"salt":"5a17"', '"salt":"5a18"'), "its payload was changed"),
        (replaced("journal.json", "2026-11-27T11:52:08.1", "2026-11-27T11:52:09.1"), "line 1 of"),
        (replaced("journal.json", "vooraf-journal/1", "vooraf-journal/2"), "does not know"),
        (replaced("journal.json", '"lines"', '"line"'), "journal.json cannot be read"),
        (last_line_gone, "the line with which this pack was made is missing at the end"),
        (receipt_gone, "line 1 of the journal, its receipt, is missing"),
        (lines_swapped, "the lines are not in order"),
    ],
)
def test_the_first_thing_that_was_changed_is_named(
    tmp_path: Path, change: Change, named: str
) -> None:
    pack = made()
    files = dict(pack.files)
    change(files, pack)
    with pytest.raises(Flaw) as flaw:
        check_pack(written(tmp_path, files))
    assert named in str(flaw.value)


def test_every_single_byte_counts(tmp_path: Path) -> None:
    pack = made()
    for name, data in pack.files.items():
        for at in range(0, len(data), max(1, len(data) // 40)):
            files = {**pack.files, name: data[:at] + bytes([data[at] ^ 0x01]) + data[at + 1 :]}
            with pytest.raises(Flaw):
                check_pack(written(tmp_path, files))


def test_a_whole_pack_is_said_to_be_whole(tmp_path: Path) -> None:
    pack = made()
    whole = check_pack(written(tmp_path, pack.files), pack.fingerprint)
    assert (whole.number, whole.photos, whole.erased) == ("26-01482", 2, 0)
    assert (whole.manifest, whole.fingerprint) == (2, pack.fingerprint)


def test_labels_of_files_are_made_plain_and_a_file_called_otherwise_is_missed(
    tmp_path: Path,
) -> None:
    pack = made(
        labels={"Kraan 0": "Typeplaatje één", "Kraan 1": "../../../etc/passwd\0" + 99 * "x"}
    )
    one, other = "photos/01-after-typeplaatje-een.jpg", "photos/02-after-etc-passwd-" + 18 * "x"
    assert pack.photo_names == [one, f"{other}.jpg"]
    assert check_pack(written(tmp_path, pack.files)).photos == 2
    renamed = {name.replace("typeplaatje", "kraan"): data for name, data in pack.files.items()}
    with pytest.raises(Flaw, match=f"{one} is missing"):
        check_pack(written(tmp_path, renamed))


def test_a_pack_that_was_forged_from_end_to_end_has_another_fingerprint(tmp_path: Path) -> None:
    """Who changes a photo and makes manifest and journal anew is whole in itself, no more."""
    forged = made((packs.PHOTOS[0], b"\xff\xd8\xff another kitchen"))
    path = written(tmp_path, forged.files)
    assert check_pack(path).fingerprint != made().fingerprint
    with pytest.raises(Flaw, match="the fingerprint differs"):
        check_pack(path, made().fingerprint)


def test_a_payload_erased_for_privacy_leaves_the_pack_whole(tmp_path: Path) -> None:
    pack = made()
    journal = json.loads(pack.files["journal.json"])
    journal["lines"][0] |= {"payload": None, "salt": None}
    files = {**pack.files, "journal.json": json.dumps(journal).encode()}
    assert check_pack(written(tmp_path, files), pack.fingerprint).photos == 2


def verify(path: Path, *more: str) -> subprocess.CompletedProcess[str]:
    """As anybody runs it: no setting, no database, no network."""
    return subprocess.run(
        [sys.executable, "-m", "server", "evidence", "verify", str(path), *more],
        capture_output=True,
        text=True,
        check=False,
        env={"PATH": "/usr/bin:/bin"},
    )


def test_the_command_says_one_sentence_and_its_exit_code_tells_which(tmp_path: Path) -> None:
    pack = made()
    path = written(tmp_path, pack.files)
    good = verify(path, "--fingerprint", pack.fingerprint)
    assert (good.returncode, good.stderr) == (0, "")
    assert good.stdout.startswith("PACK.zip is whole: repair 26-01482, 2 photos.\n")
    files = dict(pack.files)
    photo_changed(files, pack)
    bad = verify(written(tmp_path, files))
    assert (bad.returncode, bad.stderr) == (1, "")
    assert bad.stdout.startswith("PACK.zip is not whole: photos/02-after")
    absent = verify(tmp_path / "nothing.zip")
    assert (absent.returncode, absent.stderr) == (1, "")
    assert "cannot be opened" in absent.stdout
