"""A pack: everything about the photos of one job in one zip, to be checked by anybody, offline.

Making one writes a line in the journal (who took these pictures along?) that holds the hashes of
what it is made of. Fetching it then changes nothing, and may be done again.
"""

from collections.abc import AsyncGenerator, AsyncIterator
from datetime import datetime
from typing import Any
from uuid import UUID

import msgspec
import structlog

import storage.errors
from server.actors import Staff
from server.database import select, transaction
from server.errors import NotFound
from server.evidence.viewing import note_shown
from server.jobs.access import job_to_see
from server.jobs.service import about
from server.journal.service import append
from server.proof import file_names
from server.proof.documents import (
    JOURNAL_FORMAT,
    Excerpt,
    Line,
    Manifest,
    Packed,
    as_payload,
    canonical,
    sha256_of,
)
from server.proof.errors import PackOutdated
from server.proof.index_page import index_page
from server.proof.reading import newest_seal
from server.proof.schemas import Pack
from server.proof.sealing import read, seal_now
from server.proof.slot_labels import slot_labels
from server.proof.tables import SealedManifest
from server.proof.zip_stream import Member
from storage.objects import ObjectStore

log = structlog.get_logger()

# What happened around the photos; calls, guests and plans are nobody's business here.
_EVENTS = (
    "photo.received",
    "photo.refused",
    "photo.struck",
    "photo.discarded",
    "photo.accepted",
    "photo.sent_back",
    "visit.arrived",
    "visit.left",
    "manifest.sealed",
    "job.packed",
    "job.done",
    "job.closed_without_proof",
)


async def make_pack(actor: Staff, job_id: UUID, language: str) -> Pack:
    """Seal what is there, and write down that somebody takes it along."""
    async with transaction():
        job = await job_to_see(actor, job_id)
        sealed = await seal_now(job.id)
        seal = await newest_seal(job.id)
        labels = await slot_labels(read(sealed), language)
        page = await index_page(read(sealed), seal, language, labels)
        made_of = Packed(sealed.sha256, sha256_of(page), language, labels)
        line = await append("job.packed", about(job), actor, as_payload(made_of))
    manifest = read(sealed)
    kept = [photo for photo in manifest.photos if photo.is_kept]
    return Pack(
        line=line,
        url=f"/api/jobs/{job_id}/packs/{line}",
        file_name=_file_name(manifest),
        photos=len(kept),
        byte_count=sum(photo.byte_count for photo in kept),
        seal=seal,
    )


async def pack_to_send(
    actor: Staff, job_id: UUID, line: int, objects: ObjectStore
) -> tuple[str, AsyncIterator[Member]]:
    """The name of a pack that was made, and its files."""
    job = await job_to_see(actor, job_id)
    made_of = await _made_of(job.organisation, job.id, line)
    sealed = await SealedManifest.objects().get(
        (SealedManifest.job == job.id) & (SealedManifest.sha256 == made_of.manifest)
    )
    if sealed is None:
        raise NotFound
    manifest = read(sealed)
    seal = await newest_seal(job.id)
    page = await index_page(manifest, seal, made_of.language, made_of.labels)
    if sha256_of(page) != made_of.index:
        raise PackOutdated(job=str(job.id))
    for photo in manifest.photos:
        note_shown(photo.key, is_large=True)  # whoever fetches it need not be who made it
    excerpt = canonical(await _excerpt(manifest, line))
    documents = [
        (file_names.INDEX, page),
        (file_names.MANIFEST, sealed.document.encode()),
        (file_names.JOURNAL, excerpt),
        *await _earlier(sealed),
    ]
    names = file_names.file_names(manifest, made_of.labels)
    return _file_name(manifest), _members(manifest, documents, names, objects)


def _file_name(manifest: Manifest) -> str:
    return f"vooraf-{manifest.request_number}-{manifest.number}.zip"


async def _made_of(organisation_id: UUID, job_id: UUID, line: int) -> Packed:
    payloads = await select(
        lambda payload: payload,
        "SELECT payload FROM journal WHERE organisation = {} AND seq = {}"
        " AND event = 'job.packed' AND job_id = {} AND payload IS NOT NULL",
        organisation_id,
        line,
        job_id,
    )
    if not payloads:
        raise NotFound
    return msgspec.json.decode(payloads[0], type=Packed)


async def _earlier(sealed: SealedManifest) -> list[tuple[str, bytes]]:
    before = await select(
        lambda number, document: (number, document),
        "SELECT number, document FROM sealed_manifest WHERE job = {} AND number < {}"
        " ORDER BY number",
        sealed.job,
        sealed.number,
    )
    return [(file_names.earlier(number), document.encode()) for number, document in before]


async def _excerpt(manifest: Manifest, last: int) -> Excerpt:
    places = ", ".join(["{}"] * len(_EVENTS))
    lines = await select(
        _line,
        "SELECT seq, at, event, actor_kind, actor_id, request_id, job_id, subject_id,"  # noqa: S608 - places only
        " payload_digest, previous_hash, hash, payload, salt,"
        " actor_name_digest, id FROM journal"
        " WHERE request_id = {} AND organisation = {} AND (job_id = {} OR job_id IS NULL)"
        f" AND seq <= {{}} AND event IN ({places}) ORDER BY seq",
        manifest.request_id,
        manifest.organisation_id,
        manifest.job_id,
        last,
        *_EVENTS,
    )
    return Excerpt(JOURNAL_FORMAT, manifest.organisation_id, lines)


def _line(seq: int, at: datetime, *rest: Any) -> Line:
    return Line(seq, at, *rest)


async def _members(
    manifest: Manifest,
    documents: list[tuple[str, bytes]],
    names: dict[UUID, str],
    objects: ObjectStore,
) -> AsyncGenerator[Member]:
    for name, data in documents:
        yield Member(name, manifest.sealed_at, len(data), _whole(data))
    for photo in file_names.in_order(manifest):
        if photo.is_kept:
            pieces = _kept(objects.chunks(photo.key), photo.id)
            yield Member(names[photo.id], photo.capture.taken_at, photo.byte_count, pieces)


async def _whole(data: bytes) -> AsyncGenerator[bytes]:
    yield data


async def _kept(pieces: AsyncIterator[bytes], photo_id: UUID) -> AsyncGenerator[bytes]:
    """A photo that storage lost makes no pack impossible: its file is empty, and checking the pack
    names it."""
    try:
        async for piece in pieces:
            yield piece
    except storage.errors.ObjectMissing:
        log.error("pack.photo_missing", photo=str(photo_id))
