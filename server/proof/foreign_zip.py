"""Reads a zip file that anybody may have made: traps are refused with a sentence, nothing is
unpacked, and memory stays bounded whatever its headers say."""

import stat
import struct
import zlib
from collections.abc import Generator, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import BinaryIO
from zipfile import ZIP_DEFLATED, ZIP_STORED, BadZipFile, LargeZipFile, ZipFile, ZipInfo

_MOST_MEMBERS = 5_000
_LARGEST_DIRECTORY = 2_000_000
_LARGEST_DOCUMENT = 16_000_000
_LARGEST_PHOTO = 2_000_000_000
_PIECE = 256 * 1024
_IS_ENCRYPTED = 0x1

_HEAD = struct.Struct("<4s5H3L2H")  # APPNOTE 4.3.7
_HAS_DESCRIPTOR = 0x8
_IS_UTF8 = 0x800
_HARMLESS = {
    0x0001: 28,  # sizes of large files
    0x5455: 13,  # times and owners, as programs write them that pack a folder again
    0x7875: 15,
    0x000A: 36,
}
"""What may be told of a file besides, and the most bytes of it."""
_DESCRIPTORS = (12, 16, 20, 24)  # 4.3.9: with or without a signature, small or large
_END = struct.Struct("<4s4H2LH")  # 4.3.16
_END_64_PLACE = struct.Struct("<4sLQL")  # 4.3.15
_END_64 = struct.Struct("<4sQ2H2L4Q")  # 4.3.14
_LONGEST_COMMENT = 65_535
_PLAIN_KINDS = (0, stat.S_IFREG, stat.S_IFDIR)  # 0: a program that does not tell


_DAMAGED = (
    BadZipFile,
    LargeZipFile,
    NotImplementedError,  # of a version or a method that there is not
    OverflowError,
    ValueError,
    struct.error,
)
"""What `zipfile` makes of a list of files that is not as it should be."""


class Flaw(Exception):
    """The first thing that is wrong with a pack, as a sentence without its full stop."""


class ForeignZip:
    """The files of a zip, by name, each read in pieces."""

    def __init__(self, archive: ZipFile) -> None:
        self._archive = archive
        self._members: dict[str, ZipInfo] = {}
        for member in archive.infolist():
            _refuse_trap(member)
            if member.filename in self._members:
                raise Flaw(f"{_quoted(member.filename)} is in it twice")
            self._members[member.filename] = member

    @property
    def names(self) -> list[str]:
        """Folders end in a slash."""
        return list(self._members)

    def document(self, name: str) -> bytes:
        """A small file, whole."""
        return b"".join(self.pieces(name, most=_LARGEST_DOCUMENT))

    def pieces(self, name: str, *, most: int) -> Iterator[bytes]:
        """A file piece by piece; refused as soon as it has more bytes than it may have."""
        member = self._members.get(name)
        if member is None:
            raise Flaw(f"{name} is missing")
        most = min(most, _LARGEST_PHOTO)
        found = 0
        try:
            with self._archive.open(member) as file:
                while piece := file.read(_PIECE):
                    found += len(piece)
                    if found > most:
                        raise Flaw(f"{name} was changed: it has more than {most} bytes")
                    yield piece
        except (BadZipFile, zlib.error, EOFError, OSError, NotImplementedError) as error:
            raise Flaw(f"{name} was changed: {error or 'it ends too early'}") from None


@contextmanager
def opened(path: Path) -> Generator[ForeignZip]:
    """The zip at this path, unless it is none or a trap."""
    try:
        with path.open("rb") as file:
            _refuse_large_directory(file)
            with ZipFile(file) as archive:
                pack = ForeignZip(archive)
                _refuse_hidden(file, archive)
                yield pack
    except OSError as error:
        raise Flaw(f"it cannot be opened: {error.strerror or error}") from None
    except _DAMAGED as error:
        raise Flaw(f"it is no zip file, or a damaged one: {error}") from None


def _refuse_large_directory(file: BinaryIO) -> None:
    """Before the list of its files is read into memory: its length is what the file says it is."""
    length = file.seek(0, 2)
    tail_at = max(0, length - _END.size - _LONGEST_COMMENT)
    file.seek(tail_at)
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < _END.size:
        raise BadZipFile("it has no list of files")
    if len(tail) - at > _END.size:
        raise Flaw("there is something behind the list of files")
    members, directory = _END.unpack_from(tail, at)[4:6]
    claims = _large(file, tail_at + at)
    if not claims or (members != 0xFFFF and directory != 0xFFFFFFFF):
        claims.append((members, directory))
    for count, size in claims:
        if count > _MOST_MEMBERS or size > _LARGEST_DIRECTORY:
            raise Flaw(f"it lists {count} files: no pack of ours has so many")
    file.seek(0)


def _large(file: BinaryIO, end_at: int) -> list[tuple[int, int]]:
    """What the records for large files say, where there are any. `zipfile` goes by the one next to
    the end, whatever the end itself says; others go by its address."""
    next_to_it = end_at - _END_64_PLACE.size
    file.seek(max(0, next_to_it))
    signature, _, place, _ = _END_64_PLACE.unpack(file.read(_END_64_PLACE.size))
    if signature != b"PK\x06\x07":
        return []
    claims: list[tuple[int, int]] = []
    for at in (min(place, end_at), max(0, next_to_it - _END_64.size)):
        file.seek(at)
        record = file.read(_END_64.size)
        if record.startswith(b"PK\x06\x06"):
            claims.append(_END_64.unpack(record)[7:9])
    return claims


def _refuse_hidden(file: BinaryIO, archive: ZipFile) -> None:
    """Bytes that belong to no file, before the first or between two. Another program may take them
    for something that nobody checked."""
    allowed, end = (0,), 0
    for member in sorted(archive.infolist(), key=lambda member: member.header_offset):
        if member.header_offset - end not in allowed:
            raise Flaw(f"there is something before {_quoted(member.filename)} that is no file")
        end = _end_of(file, member)
        allowed = _DESCRIPTORS if member.flag_bits & _HAS_DESCRIPTOR else (0,)
    if archive.start_dir - end not in allowed:
        raise Flaw("there is something before the list of files that is no file")


def _end_of(file: BinaryIO, member: ZipInfo) -> int:
    """Where its bytes end: its own head may be longer than the list says."""
    file.seek(member.header_offset)
    _, _, flags, method, _, _, crc, packed, size, name, extra = _HEAD.unpack(file.read(_HEAD.size))
    told = file.read(name + extra)
    is_told_later = flags & _HAS_DESCRIPTOR and (crc, packed, size) == (0, 0, 0)
    is_large = packed == size == 0xFFFFFFFF  # then the sizes stand among what is told besides
    sizes = (member.compress_size, member.file_size)
    if (
        told[:name] != member.orig_filename.encode("utf-8" if flags & _IS_UTF8 else "cp437")
        or (flags, method) != (member.flag_bits, member.compress_type)
        or not (is_told_later or (crc == member.CRC and (is_large or (packed, size) == sizes)))
    ):
        raise Flaw(f"{_quoted(member.filename)} is told of in two ways")
    _refuse_besides(member.filename, told[name:])
    return member.header_offset + _HEAD.size + name + extra + member.compress_size


def _refuse_besides(name: str, told: bytes) -> None:
    """What is told of a file besides. Some of it other programs believe more than its name."""
    at = 0
    while at < len(told):
        if at + 4 > len(told):
            raise Flaw(f"{_quoted(name)} has something told of it that cannot be read")
        kind, length = struct.unpack_from("<HH", told, at)
        if length > _HARMLESS.get(kind, -1):
            raise Flaw(f"{_quoted(name)} has something told of it that no pack of ours has")
        at += 4 + length


def _refuse_trap(member: ZipInfo) -> None:
    name = member.filename
    is_outside = name.startswith("/") or "\\" in name or ":" in name
    if is_outside or ".." in name.split("/") or not name.isprintable():
        raise Flaw(f"{_quoted(name)} points outside the pack")
    if member.is_dir() and member.compress_size:
        raise Flaw(f"{_quoted(name)} is a folder with bytes of its own")
    _refuse_besides(name, member.extra)
    if member.comment or stat.S_IFMT(member.external_attr >> 16) not in _PLAIN_KINDS:
        raise Flaw(f"{_quoted(name)} is no plain file")
    if member.flag_bits & _IS_ENCRYPTED:
        raise Flaw(f"{_quoted(name)} is encrypted")
    if member.compress_type not in (ZIP_STORED, ZIP_DEFLATED):
        raise Flaw(f"{_quoted(name)} is compressed in a way that no pack of ours is")


def _quoted(name: str) -> str:
    """A name from outside, fit for a terminal."""
    return ascii(name[:80])
