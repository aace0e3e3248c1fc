"""A pack may come from anybody: traps are answered with a sentence, and memory stays bounded."""

import contextlib
import io
import struct
import subprocess
import sys
import zipfile
import zlib
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any

import pytest

from server.evidence.tables import Source
from server.proof.documents import Capture
from server.proof.foreign_zip import Flaw
from server.proof.verify import check_pack
from tests.support import packs
from tests.support.packs import made, zipped

ZEROS = bytes(64 * 1024 * 1024)


def flaw_of(folder: Path, data: bytes) -> str:
    path = folder / "PACK.zip"
    path.write_bytes(data)
    with pytest.raises(Flaw) as flaw:
        check_pack(path)
    return str(flaw.value)


@pytest.mark.parametrize(
    "name",
    ["../etc/passwd", "photos/../../x", "/etc/passwd", "C:/x", "photos\\..\\x", "x\x1b[2Jy"],
)
def test_a_name_that_points_outside_is_refused(tmp_path: Path, name: str) -> None:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        info = zipfile.ZipInfo("placeholder")
        info.filename = name  # past the cleaning that ZipInfo does by itself
        archive.writestr(info, b"x")
    found = flaw_of(tmp_path, out.getvalue())
    assert "points outside the pack" in found
    assert "\x1b" not in found


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_two_files_of_one_name_are_refused(tmp_path: Path) -> None:
    """Otherwise one reader shows the one and another checks the other."""
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in made().files.items():
            archive.writestr(name, data)
        archive.writestr("manifest.json", b"{}")
    assert flaw_of(tmp_path, out.getvalue()) == "'manifest.json' is in it twice"


def test_another_compression_and_encryption_are_refused(tmp_path: Path) -> None:
    assert "compressed in a way" in flaw_of(tmp_path, zipped(made().files, zipfile.ZIP_LZMA))
    data = bytearray(zipped({"manifest.json": b"{}"}))
    at = data.rindex(b"PK\x01\x02")
    data[at + 8] |= 1
    assert "is encrypted" in flaw_of(tmp_path, bytes(data))


@pytest.mark.parametrize("name", ["journal.json", "manifest.json", "index.html"])
def test_a_document_that_unpacks_to_more_than_any_of_ours_is_refused(
    tmp_path: Path, name: str
) -> None:
    files = {**made().files, name: ZEROS}
    assert name in flaw_of(tmp_path, zipped(files, zipfile.ZIP_DEFLATED))


def test_a_photo_that_unpacks_to_more_than_it_was_is_refused_early(tmp_path: Path) -> None:
    pack = made()
    files = {**pack.files, pack.photo_names[0]: ZEROS}
    found = flaw_of(tmp_path, zipped(files, zipfile.ZIP_DEFLATED))
    assert "it has more than" in found


def test_a_file_that_says_it_lists_a_million_files_is_refused_before_reading(
    tmp_path: Path,
) -> None:
    many = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFE, 0xFFFE, 2**31, 0, 0)
    assert "no pack of ours has so many" in flaw_of(tmp_path, many)
    large = struct.pack(
        "<4sQ2H2L4Q", b"PK\x06\x06", 44, 45, 45, 0, 0, 10**6, 10**6, 2**40, 0
    ) + struct.pack("<4sLQL", b"PK\x06\x07", 0, 0, 1)
    end = struct.pack("<4s4H2LH", b"PK\x05\x06", 0, 0, 0xFFFF, 0xFFFF, 0xFFFFFFFF, 0, 0)
    assert "no pack of ours has so many" in flaw_of(tmp_path, large + end)


@pytest.mark.parametrize(
    "data",
    [b"", b"PK", b"PK\x05\x06", b"\xff\xd8\xff no zip at all", zipped(made().files)[:-10]],
)
def test_what_is_no_zip_is_said_to_be_none(tmp_path: Path, data: bytes) -> None:
    assert "no zip file" in flaw_of(tmp_path, data)


def test_damage_anywhere_is_a_sentence_and_never_a_traceback(tmp_path: Path) -> None:
    whole = zipped(made().files, zipfile.ZIP_DEFLATED)
    for at in range(len(whole)):
        path = tmp_path / "PACK.zip"
        path.write_bytes(whole[:at] + bytes([whole[at] ^ 0xFF]) + whole[at + 1 :])
        # No flaw: a byte of a time that zip keeps and we do not read.
        with contextlib.suppress(Flaw):
            check_pack(path)


def test_json_that_is_nested_too_deeply_or_no_json_is_a_sentence(tmp_path: Path) -> None:
    for text in (b"[" * 200_000, b"\xff\xfe", b"null", b"{}", b'{"lines": 3}'):
        assert "journal.json cannot be read" in flaw_of(
            tmp_path, zipped({**made().files, "journal.json": text})
        )


def test_a_list_that_is_longer_than_the_end_of_the_file_says_is_refused(tmp_path: Path) -> None:
    whole = zipped({f"photos/{number}": b"" for number in range(5_001)})
    end_at = len(whole) - 22
    size, begin = struct.unpack_from("<2L", whole, end_at + 12)
    large = struct.pack("<4sQ2H2L4Q", b"PK\6\6", 44, 45, 45, 0, 0, 5_001, 5_001, size, begin)
    place = struct.pack("<4sLQL", b"PK\6\7", 0, end_at, 1)
    end = struct.pack("<4s4H2LH", b"PK\5\6", 0, 0, 1, 1, 46, begin, 0)
    assert "lists 5001 files" in flaw_of(tmp_path, whole[:end_at] + large + place + end)


def test_a_bomb_of_half_a_gigabyte_is_refused_within_bounded_memory(tmp_path: Path) -> None:
    """Half a megabyte of zip; what the process may grow by is less than a tenth of the whole."""
    pack = made()
    path = tmp_path / "bomb.zip"
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED, compresslevel=9) as archive:
        for name, data in pack.files.items():
            if name != pack.photo_names[0]:
                archive.writestr(name, data)
        with archive.open(pack.photo_names[0], "w", force_zip64=True) as file:
            for _ in range(8):
                file.write(ZEROS)
    limited = (
        "import resource, sys; from server.proof.command import verify;"
        "from pathlib import Path;"
        "before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss;"
        "code = verify(Path(sys.argv[1]), '');"
        "grown = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before;"
        "sys.exit(code if grown < 40_000 else 9)"
    )
    ran = subprocess.run(
        [sys.executable, "-c", limited, str(path)], capture_output=True, text=True, check=False
    )
    assert ran.returncode == 1, ran.stdout + ran.stderr
    assert "it has more than" in ran.stdout


def with_gap(data: bytes, gap: bytes) -> bytes:
    """The zip with bytes behind its first file, and a list of files that knows about them."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as given, zipfile.ZipFile(out, "w") as archive:
        for member in given.infolist():
            archive.writestr(member.filename, given.read(member))
            if member is given.infolist()[0]:
                out.write(gap)
                archive.start_dir = out.tell()
    return out.getvalue()


def test_what_belongs_to_no_file_is_found_wherever_it_hides(tmp_path: Path) -> None:
    whole = zipped(made().files)
    for hidden in (
        b"MZ" + whole,
        whole + b"x",
        whole[:-2] + b"\2\0hi",
        with_gap(whole, b"<script>"),
    ):
        assert "there is something" in flaw_of(tmp_path, hidden)
    path = tmp_path / "PACK.zip"
    path.write_bytes(with_gap(whole, b""))
    assert check_pack(path).photos == 2


def test_folders_of_its_files_may_be_named_and_others_are_added(tmp_path: Path) -> None:
    """Somebody unpacked it and packed it again: his program names the folders too."""
    files = made().files
    folder = next(name for name in files if "/" in name).split("/")[0] + "/"
    path = tmp_path / "PACK.zip"
    path.write_bytes(zipped({**files, folder: b""}))
    assert check_pack(path).photos == 2
    assert flaw_of(tmp_path, zipped({**files, "more/": b""})) == "more/ was added"
    assert "is a folder with" in flaw_of(tmp_path, zipped({**files, folder: b"x"}))


def test_a_time_without_a_zone_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def without_zone(source: Source, at: datetime, *rest: Any) -> Capture:
        return Capture(source, at.replace(tzinfo=None), *rest)

    monkeypatch.setattr(packs, "Capture", without_zone)
    assert "cannot be read" in flaw_of(tmp_path, zipped(made().files))


def zipped_as(change: Callable[[zipfile.ZipInfo], None]) -> bytes:
    """A whole pack of which one photo is listed in another way."""
    pack, out = made(), io.BytesIO()
    with zipfile.ZipFile(out, "w") as archive:
        for name, data in pack.files.items():
            info = zipfile.ZipInfo(name)
            if name == pack.photo_names[0]:
                change(info)
            archive.writestr(info, data)
    return out.getvalue()


def as_a_link(info: zipfile.ZipInfo) -> None:
    info.external_attr = 0o120777 << 16


def under_another_name(info: zipfile.ZipInfo) -> None:
    """As Info-ZIP writes it; `unzip` believes this name more than the other one."""
    name = info.filename.encode()
    told = struct.pack("<BL", 1, zlib.crc32(name)) + made().photo_names[1].encode()
    info.extra = struct.pack("<HH", 0x7075, len(told)) + told


def with_hidden_bytes(info: zipfile.ZipInfo) -> None:
    info.extra = struct.pack("<HH", 0x5455, 900) + bytes(900)


def with_a_comment(info: zipfile.ZipInfo) -> None:
    info.comment = b"look here"


@pytest.mark.parametrize(
    "change", [as_a_link, under_another_name, with_hidden_bytes, with_a_comment]
)
def test_what_other_programs_would_make_something_else_of_is_refused(
    tmp_path: Path, change: Callable[[zipfile.ZipInfo], None]
) -> None:
    said = flaw_of(tmp_path, zipped_as(change))
    assert "is no plain file" in said or "no pack of ours has" in said


@pytest.mark.parametrize(("place", "what"), [(6, 1), (8, 8), (14, 1), (18, 1), (22, 1), (30, 1)])
def test_a_file_whose_own_head_tells_something_else_is_refused(
    tmp_path: Path, place: int, what: int
) -> None:
    """Its flags, method, check sum, sizes or name: some programs go by these."""
    data = bytearray(zipped(made().files))
    data[place] ^= what
    assert flaw_of(tmp_path, bytes(data)) == "'index.html' is told of in two ways"


def test_a_pack_that_was_packed_again_by_another_program_is_whole(tmp_path: Path) -> None:
    """Info-ZIP tells of times and owners besides."""

    def as_packed_again(info: zipfile.ZipInfo) -> None:
        info.extra = struct.pack("<HHBLL", 0x5455, 9, 3, 1_790_000_000, 1_790_000_000)
        info.extra += struct.pack("<HHBBLBL", 0x7875, 11, 1, 4, 1000, 4, 1000)
        info.external_attr = 0o100644 << 16

    path = tmp_path / "PACK.zip"
    path.write_bytes(zipped_as(as_packed_again))
    assert check_pack(path).photos == 2
