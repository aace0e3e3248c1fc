"""Receipts and seals, as screens show them."""

from uuid import UUID

import msgspec

from server.actors import Actor
from server.database import select
from server.errors import NotFound
from server.evidence import access
from server.evidence.receiving import receipt_of
from server.jobs.access import job_to_see
from server.proof.schemas import PhotoReceipt, Seal

_SEAL = (
    "SELECT m.number, m.sha256, m.sealed_at, m.seq, l.hash FROM sealed_manifest m"
    " JOIN job j ON j.id = m.job"
    " JOIN journal l ON l.organisation = j.organisation AND l.seq = m.seq"
)


async def receipt_for(actor: Actor, photo_id: UUID) -> PhotoReceipt:
    """Of a photo that this actor may see, once it was taken in."""
    photo = await access.photo_to_see(actor, photo_id)
    if not photo.received_seq:
        raise NotFound
    receipt = receipt_of(photo)
    hashes = await select(
        str,
        "SELECT j.hash FROM journal j JOIN repair_request r ON r.organisation = j.organisation"
        " WHERE r.id = {} AND j.seq = {}",
        photo.request,
        receipt.chain_seq,
    )
    # A manifest holds everything that has a line before its own.
    seals = await select(
        Seal,
        f"{_SEAL} WHERE j.request = {{}} AND j.id = coalesce({{}}, j.id) AND m.seq > {{}}"
        " ORDER BY m.seq DESC LIMIT 1",
        photo.request,
        photo.job,
        receipt.chain_seq,
    )
    return PhotoReceipt(
        **msgspec.structs.asdict(receipt),
        line_hash=hashes[0],
        seal=seals[0] if seals else None,
    )


async def newest_seal(job_id: UUID) -> Seal:
    """Of a job that was sealed."""
    return (await _seals(job_id))[-1]


async def seals_of(actor: Actor, job_id: UUID) -> list[Seal]:
    """Every manifest of a job that this actor may see, oldest first."""
    job = await job_to_see(actor, job_id)
    return await _seals(job.id)


async def _seals(job_id: UUID) -> list[Seal]:
    return await select(Seal, f"{_SEAL} WHERE m.job = {{}} ORDER BY m.number", job_id)
