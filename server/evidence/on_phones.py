"""Photos that are still on a technician's phone: he counted them when he left, and they have not
come. He may say that one never will."""

from uuid import UUID

from server.actors import Technician
from server.clock import now
from server.database import change, few, transaction
from server.evidence.schemas import Discarded
from server.jobs.access import lock_job
from server.jobs.service import about
from server.journal.service import append

ON_PHONE = (
    "SELECT count(*) FROM counted_photo c WHERE c.job = j.id AND c.discarded_at IS NULL"
    " AND NOT EXISTS (SELECT 1 FROM evidence_photo p WHERE p.id = c.photo AND p.job = c.job"
    " AND p.state <> 'announced')"
)
"""How many of a job, as a subquery of a statement that calls the job `j`."""


_HERE = "SELECT id FROM evidence_photo WHERE id = {} AND job = {} AND state <> 'announced'"


async def photos_on_phone(job_id: UUID) -> int:
    """How many the office still waits for."""
    counts = await few(int, f"SELECT ({ON_PHONE}) FROM job j WHERE j.id = {{}}", job_id)  # noqa: S608 - fixed text
    return counts[0]


async def discard_photo(
    actor: Technician, job_id: UUID, photo_id: UUID, discarded: Discarded
) -> None:
    """He deleted it from his phone, because it could not be sent: nobody waits for it any more.
    Twice changes nothing; one that is here stays here."""
    async with transaction():
        job = await lock_job(actor, job_id)
        if await few(lambda here: here, _HERE, photo_id, job_id):
            return
        told = await change(
            "INSERT INTO counted_photo (job, photo, discarded_at) VALUES ({}, {}, {})"
            " ON CONFLICT (job, photo) DO UPDATE SET discarded_at = excluded.discarded_at"
            " WHERE counted_photo.discarded_at IS NULL RETURNING photo",
            job_id,
            photo_id,
            now(),
        )
        if told:
            await append(
                "photo.discarded", about(job, photo_id), actor, {"because": discarded.because}
            )
