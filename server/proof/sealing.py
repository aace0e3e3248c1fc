"""A manifest of all photos of a job, sealed by a line of the journal: when a visit is left, and
again whenever a photo comes later or goes.

The manifest holds the hash of each photo's own line, and the line of the manifest holds the hash of
the manifest: so the hash of that one line vouches for every byte of every photo.
"""

from datetime import UTC, datetime
from typing import Any
from uuid import UUID

import msgspec

from server.clock import now
from server.database import few, insert, select, transaction
from server.evidence.tables import Finding
from server.identifiers import new_id
from server.jobs.access import lock_job_itself
from server.jobs.service import about
from server.jobs.tables import Job
from server.journal.service import append, lock_journal
from server.proof.documents import (
    MANIFEST_FORMAT,
    Capture,
    Manifest,
    Received,
    Sealed,
    SealedPhoto,
    SealedVisit,
    as_payload,
    canonical,
    sha256_of,
)
from server.proof.tables import SealedManifest

_findings = msgspec.json.Decoder(list[Finding])


async def seal_after_visit(job_id: UUID) -> None:
    """Seal what is new, once somebody has left: while he is inside there is more to come."""
    if not await _visits(job_id):
        return  # leaving has a line of its own, and comes back here
    async with transaction():
        job = await _lock(job_id)
        await _seal(job, await _visits(job_id))


async def seal_now(job_id: UUID) -> SealedManifest:
    """The newest manifest, sealed anew when it does not hold everything any more."""
    async with transaction():
        return await _seal(await _lock(job_id), await _visits(job_id))


async def _lock(job_id: UUID) -> Job:
    job = await lock_job_itself(job_id)
    # The journal too, before we look: whatever has a line before ours is then in the manifest.
    await lock_journal(job.organisation)
    return job


async def _seal(job: Job, visits: list[SealedVisit]) -> SealedManifest:
    newest = await newest_manifest(job.id)
    manifest = Manifest(
        format=MANIFEST_FORMAT,
        organisation_id=job.organisation,
        request_id=job.request,
        request_number=await _number(job.request),
        job_id=job.id,
        number=newest.number + 1 if newest else 1,
        previous=newest.sha256 if newest else "",
        sealed_at=now(),
        visits=visits,
        photos=await _photos(job),
    )
    if newest and read(newest).contents == manifest.contents:
        return newest
    document = canonical(manifest)
    sealed = SealedManifest(
        id=new_id(),
        job=job.id,
        number=manifest.number,
        document=document.decode(),
        sha256=sha256_of(document),
        sealed_at=manifest.sealed_at,
    )
    facts = Sealed(manifest.number, len(manifest.photos), sealed.sha256)
    sealed.seq = await append("manifest.sealed", about(job, sealed.id), None, as_payload(facts))
    await insert(sealed)
    return sealed


async def newest_manifest(job_id: UUID) -> SealedManifest | None:
    """The last one that was sealed for a job."""
    return (
        await SealedManifest.objects()
        .where(SealedManifest.job == job_id)
        .order_by(SealedManifest.number, ascending=False)
        .first()
    )


def read(sealed: SealedManifest) -> Manifest:
    return msgspec.json.decode(sealed.document, type=Manifest)


async def _number(request_id: UUID) -> str:
    numbers = await few(str, "SELECT number FROM repair_request WHERE id = {}", request_id)
    return numbers[0]


async def _visits(job_id: UUID) -> list[SealedVisit]:
    def visit(visit_id: UUID, arrived_at: datetime, left_at: datetime, *rest: Any) -> SealedVisit:
        return SealedVisit(visit_id, _utc(arrived_at), _utc(left_at), *rest)

    return await few(
        visit,
        "SELECT id, arrived_at, left_at, minutes, photos_taken FROM visit"
        " WHERE job = {} AND left_at IS NOT NULL ORDER BY left_at, id",
        job_id,
    )


async def _photos(job: Job) -> list[SealedPhoto]:
    """Everything that ever got a receipt, in the order of their lines: nothing goes unnoticed."""
    return await select(
        _photo,
        "SELECT p.id, p.object_key, p.sha256, p.byte_count, p.media_type, p.moment, p.slot,"
        " p.visit_id, p.before_photo, p.retake_of, p.state, p.source, p.taken_at,"
        " p.clock_offset_ms, p.findings, p.retakes_asked, p.technician_id,"
        " p.received_at, p.confirmed_at, j.seq, j.hash"
        " FROM evidence_photo p JOIN journal j ON j.organisation = {} AND j.seq = p.received_seq"
        " WHERE p.request = {} AND (p.job IS NULL OR p.job = {}) ORDER BY j.seq",
        job.organisation,
        job.request,
        job.id,
    )


def _photo(*columns: Any) -> SealedPhoto:
    facts, state, capture, receipt = columns[:10], columns[10], columns[11:17], columns[17:]
    source, taken_at, offset, findings, retakes, technician_id = capture
    received_at, confirmed_at, line, line_hash = receipt
    return SealedPhoto(
        *facts,
        is_kept=state in ("received", "ready"),
        capture=Capture(
            source,
            _utc(taken_at),
            offset,
            _findings.decode(findings),
            retakes,
            technician_id,
        ),
        receipt=Received(_utc(received_at), _utc(confirmed_at), line, line_hash),
    )


def _utc(moment: datetime) -> datetime:
    """Both databases give the same moment, but each in a zone of its own choice."""
    return moment.astimezone(UTC)
