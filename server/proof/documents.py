"""What is sealed, and what a pack holds: pure structs, read back offline by `verify.py`.

A manifest is canonical JSON (sorted keys, no spaces, UTF-8, times in UTC): the same facts always
give the same bytes, so its SHA-256 says everything about it. It names nobody: names may have to be
erased one day, and a manifest can never change.
"""

import hashlib
from collections.abc import Sequence
from typing import Any
from uuid import UUID

import msgspec

from server import wire
from server.evidence.tables import Finding, Moment, Source
from server.language import Language

MANIFEST_FORMAT = "vooraf-manifest/1"
JOURNAL_FORMAT = "vooraf-journal/1"


class Document(msgspec.Struct, frozen=True, rename="camel", forbid_unknown_fields=True):
    """Base of what is sealed. An unknown field would be one that nobody checks: refused."""


class Capture(Document, frozen=True):
    """How the picture was taken, as its own device told. Browsers strip EXIF; this is kept.

    Not where: that is about a person, who may have it erased.
    """

    source: Source
    taken_at: wire.Moment
    clock_offset_ms: int
    findings: list[Finding]
    retakes_asked: int
    technician_id: UUID | None
    """Null when the tenant took it, or an outsider (`source` is link)."""


class Received(Document, frozen=True):
    """The receipt: when it came and was read back, and the line of the journal that says so."""

    received_at: wire.Moment
    confirmed_at: wire.Moment
    line: int
    line_hash: str


class SealedPhoto(Document, frozen=True):
    """One photo. `is_kept` is false when it was erased since: taken back, or not readable."""

    id: UUID
    key: str
    sha256: str
    byte_count: int
    media_type: str
    moment: Moment
    slot: str
    visit_id: UUID | None
    before_photo_id: UUID | None
    retake_of: UUID | None
    is_kept: bool
    capture: Capture
    receipt: Received


class SealedVisit(Document, frozen=True):
    """One time inside, by the phone's clock, and how many photos it counted."""

    id: UUID
    arrived_at: wire.Moment
    left_at: wire.Moment
    minutes: int | None
    photos_taken: int | None


class Manifest(Document, frozen=True):
    """Every photo of a job at one moment. `previous` is the SHA-256 of the manifest before it."""

    format: str
    organisation_id: UUID
    request_id: UUID
    request_number: str
    job_id: UUID
    number: int
    previous: str
    sealed_at: wire.Moment
    visits: list[SealedVisit]
    photos: list[SealedPhoto]

    @property
    def contents(self) -> tuple[list[SealedVisit], list[SealedPhoto]]:
        """What makes it necessary to seal again."""
        return self.visits, self.photos


class Line(Document, frozen=True):
    """One line of the journal with all that its hash covers. Erased payloads are null."""

    seq: int
    at: wire.Moment
    event: str
    actor_kind: str
    actor_id: UUID | None
    request_id: UUID | None
    job_id: UUID | None
    subject_id: UUID | None
    payload_digest: str
    previous_hash: str
    hash: str
    payload: str | None
    salt: str | None
    actor_name_digest: str | None = None
    """The name itself is not taken along."""
    id: UUID | None = None
    """Null in a pack from before it was taken along."""


class Excerpt(Document, frozen=True):
    """The lines of the journal that tell about the photos of one job, oldest first."""

    format: str
    organisation_id: UUID
    lines: list[Line]


OTHERS = ("guest", "outsider", "helper")
"""Who is nobody of the house, and whose name an export for the tenant keeps back."""

_KEPT_BACK = (
    "previsit.guest",
    "outsider.",
    "request.helper_",
    "photo.refused",  # tells who took it, who may be one of these
    "extra_work.",  # tells prices
)


def is_about_others(actor_kind: str | None, event: str) -> bool:
    """Of such a line she gets what checks it, and not what it tells."""
    return actor_kind in OTHERS or event.startswith(_KEPT_BACK)


def canonical(document: Document) -> bytes:
    return msgspec.json.encode(document, order="sorted")


def sha256_of(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()


class Sealed(msgspec.Struct, frozen=True, rename="camel"):
    """The payload of `manifest.sealed`."""

    number: int
    photos: int
    sha256: str


class Packed(msgspec.Struct, frozen=True, rename="camel"):
    """The payload of `job.packed`: what the pack was made of. `labels` is what its files are
    called by slot; a pack from before there were labels has none."""

    manifest: str
    index: str
    language: str
    labels: dict[str, str] = {}


class Reported(msgspec.Struct, frozen=True, rename="camel"):
    """The payload of `job.report_made`: what the report tells of, and to whom."""

    manifest: str
    language: Language


class Taken(msgspec.Struct, frozen=True):
    """What an export took along of one case. `hashes` is the SHA-256 over those of its lines, one
    after another; `photos` has that of each photo by its id."""

    lines: int
    hashes: str
    photos: dict[UUID, str]

    @classmethod
    def of(cls, hashes: Sequence[str], photos: dict[UUID, str]) -> "Taken":
        return cls(len(hashes), sha256_of("\n".join(hashes).encode()), photos)


class Exported(msgspec.Struct, frozen=True):
    """The payload of `privacy.exported`; `taken` is by case. An older one does not tell of it."""

    cases: list[UUID]
    taken: dict[UUID, Taken] = {}


def as_payload(facts: Sealed | Packed | Reported | Exported) -> dict[str, Any]:
    return msgspec.to_builtins(facts, str_keys=True)
