"""Checks a pack without database or network, and names the first thing that was changed.

A pack may come from anybody: nothing of it is unpacked, and no more of it is held in memory than
what a pack of ours may have.
"""

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import TypeVar
from uuid import UUID

import msgspec

from server.journal.chain import Link, digest, has_hash
from server.proof.documents import (
    JOURNAL_FORMAT,
    MANIFEST_FORMAT,
    Excerpt,
    Line,
    Manifest,
    Packed,
    Sealed,
    SealedPhoto,
    sha256_of,
)
from server.proof.file_names import INDEX, JOURNAL, MANIFEST, earlier, file_names, in_order
from server.proof.foreign_zip import Flaw, ForeignZip, opened

T = TypeVar("T")


@dataclass(frozen=True)
class Whole:
    """A pack in which nothing was changed."""

    number: str
    photos: int
    erased: int
    manifest: int
    line: int
    sealed_at: str
    fingerprint: str


class _ReceivedFacts(msgspec.Struct, rename="camel"):
    """The payload of `photo.received`."""

    sha256: str
    byte_count: int
    moment: str


def check_pack(path: Path, fingerprint: str = "") -> Whole:
    """What the pack proves; a `Flaw` says what is wrong with it first."""
    with opened(path) as pack:
        excerpt = journal_in(pack)
        packed = _last_line(excerpt)
        text = pack.document(MANIFEST)
        if sha256_of(text) != packed.manifest:
            raise Flaw(f"{MANIFEST} was changed: it is not the one this pack was made with")
        if sha256_of(pack.document(INDEX)) != packed.index:
            raise Flaw(f"{INDEX} was changed")
        manifest = decoded(text, Manifest, MANIFEST)
        if manifest.format != MANIFEST_FORMAT:
            raise Flaw(f"{MANIFEST} has a form that this version does not know")
        if not manifest.request_number.isprintable():
            raise Flaw(f"{MANIFEST} has a number of a repair that is none")
        seal = _seal(pack, manifest, excerpt, sha256_of(text))
        if fingerprint and fingerprint.strip().lower() != seal.hash:
            raise Flaw(
                f"the fingerprint differs: line {seal.seq} of the journal has {seal.hash}."
                " Journal and manifest were made anew together"
            )
        names = file_names(manifest, packed.labels)
        _photos(pack, manifest, excerpt, names)
        _nothing_else(pack, {INDEX, MANIFEST, JOURNAL, *names.values(), *_earlier(manifest)})
    kept = sum(photo.is_kept for photo in manifest.photos)
    return Whole(
        manifest.request_number,
        kept,
        len(manifest.photos) - kept,
        manifest.number,
        seal.seq,
        f"{manifest.sealed_at:%Y-%m-%d %H:%M:%S} UTC",
        seal.hash,
    )


def decoded(text: bytes, kind: type[T], name: str) -> T:
    try:
        return msgspec.json.decode(text, type=kind)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError) as error:
        raise Flaw(f"{name} cannot be read: {error}") from None


def journal_in(pack: ForeignZip, name: str = JOURNAL) -> Excerpt:
    """Every line with the hash that its own facts give, in order, each linked to a neighbour."""
    excerpt = decoded(pack.document(name), Excerpt, name)
    if excerpt.format != JOURNAL_FORMAT:
        raise Flaw(f"{name} has a form that this version does not know")
    before: Line | None = None
    for line in excerpt.lines:
        fault = _fault(excerpt.organisation_id, line, before)
        if fault:
            raise Flaw(f"line {line.seq} of {name}: {fault}")
        before = line
    return excerpt


def _fault(organisation_id: UUID, line: Line, before: Line | None) -> str | None:
    if before and line.seq <= before.seq:
        return "the lines are not in order"
    try:
        is_as_written = has_hash(as_link(organisation_id, line), line.hash)
    except (OverflowError, TypeError):
        return "its time cannot be read"
    if not is_as_written:
        return "its facts were changed"
    if line.payload is not None and digest(line.salt or "", line.payload) != line.payload_digest:
        return "its payload was changed"
    if before and line.seq == before.seq + 1 and line.previous_hash != before.hash:
        return "it does not follow the line before it"
    return None


def as_link(organisation_id: UUID, line: Line) -> Link:
    facts = {
        name: getattr(line, name)
        for name in line.__struct_fields__
        if name not in ("hash", "payload", "salt")
    }
    return Link(organisation_id=organisation_id, **facts)


def _last_line(excerpt: Excerpt) -> Packed:
    last = excerpt.lines[-1] if excerpt.lines else None
    if last is None or last.event != "job.packed" or last.payload is None:
        raise Flaw(f"{JOURNAL}: the line with which this pack was made is missing at the end")
    return decoded(last.payload.encode(), Packed, JOURNAL)


def _seal(pack: ForeignZip, manifest: Manifest, excerpt: Excerpt, sha256: str) -> Line:
    """The line that seals the manifest; and each earlier manifest hangs on the next one."""
    sealing: dict[int, tuple[Line, Sealed]] = {}
    for line in excerpt.lines:
        if line.event == "manifest.sealed" and line.payload is not None:
            sealed = decoded(line.payload.encode(), Sealed, JOURNAL)
            sealing[sealed.number] = (line, sealed)
    expected = sha256
    for number in range(manifest.number, 0, -1):
        name = MANIFEST if number == manifest.number else earlier(number)
        if number not in sealing:
            raise Flaw(f"{JOURNAL}: the line that seals {name} is missing")
        if number != manifest.number and sha256_of(pack.document(name)) != expected:
            raise Flaw(f"{name} was changed")
        if sealing[number][1].sha256 != expected:
            raise Flaw(f"{name} is not the one that line {sealing[number][0].seq} seals")
        expected = decoded(pack.document(name), Manifest, name).previous
    return sealing[manifest.number][0]


def _photos(pack: ForeignZip, manifest: Manifest, excerpt: Excerpt, names: dict[UUID, str]) -> None:
    lines = {line.seq: line for line in excerpt.lines}
    for photo in in_order(manifest):
        name = names.get(photo.id, f"photo {photo.id}")
        _receipt(name, photo, lines.get(photo.receipt.line))
        if photo.is_kept:
            _bytes(pack, name, photo)


def _receipt(name: str, photo: SealedPhoto, line: Line | None) -> None:
    number = photo.receipt.line
    if line is None:
        raise Flaw(f"{name}: line {number} of the journal, its receipt, is missing")
    if (line.event, line.subject_id, line.hash) != (
        "photo.received",
        photo.id,
        photo.receipt.line_hash,
    ):
        raise Flaw(f"{name}: line {number} of the journal is not its receipt")
    if line.payload is None:
        return  # erased for privacy: the hash of the line still vouches for the manifest's word
    facts = decoded(line.payload.encode(), _ReceivedFacts, JOURNAL)
    if (facts.sha256, facts.byte_count) != (photo.sha256, photo.byte_count):
        raise Flaw(f"{name}: its receipt tells of other bytes than the manifest")


def _bytes(pack: ForeignZip, name: str, photo: SealedPhoto) -> None:
    found, hashed = 0, hashlib.sha256()
    for piece in pack.pieces(name, most=photo.byte_count):
        found += len(piece)
        hashed.update(piece)
    if found != photo.byte_count:
        raise Flaw(f"{name} was changed: {found} bytes instead of {photo.byte_count}")
    if hashed.hexdigest() != photo.sha256:
        raise Flaw(f"{name} was changed: its SHA-256 is {hashed.hexdigest()}")


def _nothing_else(pack: ForeignZip, known: set[str]) -> None:
    folders = {str(parent) + "/" for name in known for parent in PurePosixPath(name).parents}
    for name in pack.names:
        if name not in known | folders:
            raise Flaw(f"{name} was added")


def _earlier(manifest: Manifest) -> Iterator[str]:
    return (earlier(number) for number in range(1, manifest.number))
