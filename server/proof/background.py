"""Seals what a visit left behind, and what came or went after it."""

from server.database import select
from server.journal.entries import Consumer, Entry
from server.proof.sealing import seal_after_visit


def consumers() -> list[Consumer]:
    """The consumers of this feature."""
    events = frozenset(
        {"visit.left", "photo.received", "photo.refused", "photo.struck", "privacy.erased"}
    )
    return [Consumer("sealing", events, _seal)]


async def _seal(entry: Entry) -> None:
    """A photo of the report belongs to every job of its repair."""
    jobs = await select(
        lambda job_id: job_id, "SELECT id FROM job WHERE request = {}", entry.request_id
    )
    for job_id in jobs:
        if entry.job_id in (None, job_id):
            await seal_after_visit(job_id)
