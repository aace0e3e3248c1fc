"""A pack as the server makes it, made by hand: small, whole, and easy to change one thing of."""

import hashlib
import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5
from zipfile import ZIP_STORED, ZipFile

from server.journal.chain import Link, digest, hash_of
from server.proof.documents import (
    JOURNAL_FORMAT,
    MANIFEST_FORMAT,
    Capture,
    Excerpt,
    Line,
    Manifest,
    Received,
    SealedPhoto,
    canonical,
    sha256_of,
)
from server.proof.file_names import file_names

_NAMES = UUID("9b1f7a52-0000-4000-8000-000000000000")
ORGANISATION, REQUEST, JOB = (uuid5(_NAMES, name) for name in ("organisation", "request", "job"))
AT = datetime(2026, 11, 27, 11, 52, 8, 123456, tzinfo=UTC)
PHOTOS = (b"\xff\xd8\xff before", b"\xff\xd8\xff after, a little longer")


@dataclass
class Chain:
    """A journal of one organisation, as far as a pack needs it."""

    lines: list[Line] = field(default_factory=list[Line])

    def add(self, event: str, subject: UUID | None, payload: Mapping[str, Any]) -> Line:
        text, salt = json.dumps(payload, sort_keys=True), "5a17"
        link = Link(
            organisation_id=ORGANISATION,
            seq=len(self.lines) + 1,
            at=AT,
            event=event,
            actor_kind="server",
            actor_id=None,
            request_id=REQUEST,
            job_id=JOB,
            subject_id=subject,
            payload_digest=digest(salt, text),
            previous_hash=self.lines[-1].hash if self.lines else "",
        )
        line = Line(
            seq=link.seq,
            at=link.at,
            event=event,
            actor_kind=link.actor_kind,
            actor_id=None,
            request_id=REQUEST,
            job_id=JOB,
            subject_id=subject,
            payload_digest=link.payload_digest,
            previous_hash=link.previous_hash,
            hash=hash_of(link),
            payload=text,
            salt=salt,
        )
        self.lines.append(line)
        return line


@dataclass(frozen=True)
class MadePack:
    """The files of a pack, and the fingerprint that the desk shows."""

    files: dict[str, bytes]
    fingerprint: str
    photo_names: list[str]


def made(photos: tuple[bytes, ...] = PHOTOS, labels: Mapping[str, str] | None = None) -> MadePack:
    """Two manifests: the last photo came late. Without labels as packs once were."""
    chain, sealed = Chain(), list[SealedPhoto]()
    manifests, seals = list[Manifest](), list[Line]()
    for number, data in enumerate(photos):
        sealed.append(_received(chain, number, data))
        if number < len(photos) - 2:
            continue
        manifest = _manifest(manifests, sealed)
        manifests.append(manifest)
        facts = {"number": manifest.number, "photos": len(sealed), "sha256": _hash(manifest)}
        seals.append(chain.add("manifest.sealed", None, facts))
    index = b"<!doctype html><title>Evidence</title>"
    made_of = {"manifest": _hash(manifests[-1]), "index": sha256_of(index), "language": "nl"}
    chain.add("job.packed", JOB, made_of | ({"labels": labels} if labels else {}))
    names = file_names(manifests[-1], labels or {})
    files = {
        "index.html": index,
        "manifest.json": canonical(manifests[-1]),
        "journal.json": canonical(Excerpt(JOURNAL_FORMAT, ORGANISATION, chain.lines)),
    }
    for manifest in manifests[:-1]:
        files[f"earlier/manifest-{manifest.number}.json"] = canonical(manifest)
    named = {names[photo.id]: data for photo, data in zip(sealed, photos, strict=True)}
    return MadePack({**files, **named}, seals[-1].hash, list(named))


def _received(chain: Chain, number: int, data: bytes) -> SealedPhoto:
    photo_id = uuid5(_NAMES, f"photo {number}")
    sha256 = hashlib.sha256(data).hexdigest()
    facts = {"sha256": sha256, "byteCount": len(data), "moment": "after"}
    line = chain.add("photo.received", photo_id, facts)
    return SealedPhoto(
        id=photo_id,
        key=f"evidence/{photo_id}.jpg",
        sha256=sha256,
        byte_count=len(data),
        media_type="image/jpeg",
        moment="after",  # pyright: ignore[reportArgumentType]
        slot=f"Kraan {number}",
        visit_id=None,
        before_photo_id=None,
        retake_of=None,
        is_kept=True,
        capture=Capture("camera", AT, 400, [], 0, None),  # pyright: ignore[reportArgumentType]
        receipt=Received(AT, AT, line.seq, line.hash),
    )


def _manifest(before: list[Manifest], photos: list[SealedPhoto]) -> Manifest:
    return Manifest(
        format=MANIFEST_FORMAT,
        organisation_id=ORGANISATION,
        request_id=REQUEST,
        request_number="26-01482",
        job_id=JOB,
        number=len(before) + 1,
        previous=_hash(before[-1]) if before else "",
        sealed_at=AT,
        visits=[],
        photos=list(photos),
    )


def _hash(manifest: Manifest) -> str:
    return sha256_of(canonical(manifest))


def zipped(files: Mapping[str, bytes], compression: int = ZIP_STORED) -> bytes:
    out = io.BytesIO()
    with ZipFile(out, "w", compression) as archive:
        for name, data in files.items():
            archive.writestr(name, data)
    return out.getvalue()


def written(folder: Path, files: Mapping[str, bytes]) -> Path:
    path = folder / "PACK.zip"
    path.write_bytes(zipped(files))
    return path
