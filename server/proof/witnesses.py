"""Receipts and sealed manifests tell of lines of the journal, and lines of them: where one is
without the other, somebody took something away."""

from uuid import UUID

import msgspec

from server.database import select
from server.journal.chain import Break
from server.proof.documents import Sealed, sha256_of

_BATCH = 200
_RECEIPTS = (
    "SELECT p.received_seq FROM evidence_photo p JOIN repair_request r ON r.id = p.request"
    " LEFT JOIN journal l ON l.organisation = r.organisation AND l.seq = p.received_seq"
    " AND l.event = 'photo.received' AND l.subject_id = p.id"
    " WHERE r.organisation = {} AND p.received_seq IS NOT NULL AND l.id IS NULL"
    " ORDER BY p.received_seq LIMIT 1"
)
_WITHOUT_PHOTO = (
    "SELECT l.seq FROM journal l LEFT JOIN evidence_photo p ON p.id = l.subject_id"
    " WHERE l.organisation = {} AND l.event = 'photo.received' AND p.id IS NULL"
    " ORDER BY l.seq LIMIT 1"
)
_WITHOUT_MANIFEST = (
    "SELECT l.seq FROM journal l LEFT JOIN sealed_manifest m ON m.id = l.subject_id"
    " WHERE l.organisation = {} AND l.event = 'manifest.sealed' AND m.id IS NULL"
    " ORDER BY l.seq LIMIT 1"
)
_MANIFESTS = (
    "SELECT m.id, m.seq, m.number, m.sha256, m.document, l.payload FROM sealed_manifest m"
    " JOIN job j ON j.id = m.job"
    " LEFT JOIN journal l ON l.organisation = j.organisation AND l.seq = m.seq"
    " AND l.event = 'manifest.sealed' AND l.subject_id = m.id AND l.job_id = m.job"
    " WHERE j.organisation = {} AND m.id > {} ORDER BY m.id LIMIT {}"
)


async def contradiction(organisation_id: UUID) -> Break | None:
    """What does not fit the lines of a chain that is whole by itself."""
    for seq in await select(int, _RECEIPTS, organisation_id):
        return Break(seq, "a photo has its receipt from this line, and it is not there")
    for seq in await select(int, _WITHOUT_PHOTO, organisation_id):
        return Break(seq, "the photo that it tells of is not there")
    for seq in await select(int, _WITHOUT_MANIFEST, organisation_id):
        return Break(seq, "the manifest that it seals is not there")
    return await _unsealed(organisation_id)


async def _unsealed(organisation_id: UUID) -> Break | None:
    after = UUID(int=0)
    while True:
        manifests = await select(_Kept, _MANIFESTS, organisation_id, after, _BATCH)
        for manifest in manifests:
            if not manifest.is_sealed():
                return Break(manifest.seq, "a manifest says that it seals it, and it does not")
        if len(manifests) < _BATCH:
            return None
        after = manifests[-1].id


class _Kept(msgspec.Struct, frozen=True):
    """A manifest, and the payload of the line that it names."""

    id: UUID
    seq: int
    number: int
    sha256: str
    document: str
    payload: str | None

    def is_sealed(self) -> bool:
        if self.payload is None:
            return False
        sealed = msgspec.json.decode(self.payload, type=Sealed)
        told = (sealed.number, sealed.sha256)
        return told == (self.number, self.sha256) and sealed.sha256 == sha256_of(
            self.document.encode()
        )
