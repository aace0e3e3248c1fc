"""A report: what was photographed and judged, on paper, for people. Having one made is written down
as taking a pack along is; fetching it then changes nothing.
"""

import asyncio
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

import msgspec

import storage.errors
from server.actors import Staff
from server.clock import now
from server.database import select, transaction
from server.errors import NotFound
from server.evidence.viewing import note_shown
from server.jobs.access import job_to_see
from server.jobs.service import about
from server.jobs.tables import Job
from server.journal.service import append
from server.language import Language
from server.proof.documents import Reported, as_payload
from server.proof.index_page import about_repair, shown
from server.proof.press import Press
from server.proof.reading import newest_seal
from server.proof.report_facts import Pictured, ReportFacts
from server.proof.schemas import Report
from server.proof.sealing import read, seal_now
from server.proof.tables import SealedManifest
from server.sentences import language_wished
from storage.derivatives import SCREEN_EDGE
from storage.keys import derivative_key
from storage.objects import ObjectStore


async def make_report(actor: Staff, job_id: UUID, language: str) -> Report:
    """Seal what is there, and write down who has a report made of it."""
    async with transaction():
        job = await job_to_see(actor, job_id)
        sealed = await seal_now(job.id)
        chosen = language_wished(language)
        made_of = as_payload(Reported(sealed.sha256, chosen))
        line = await append("job.report_made", about(job), actor, made_of)
    number = read(sealed).request_number
    return Report(
        line=line,
        url=f"/api/jobs/{job_id}/reports/{line}",
        file_name=_file_name(number, chosen),
        seal=await newest_seal(job_id),
    )


async def report_to_send(
    actor: Staff, job_id: UUID, line: int, objects: ObjectStore, press: Press
) -> tuple[str, BinaryIO]:
    """The name of a report and the report, printed from what is known now about those photos."""
    job = await job_to_see(actor, job_id)
    made_of = await _made_of(job, line)
    sealed = await SealedManifest.objects().get(
        (SealedManifest.job == job.id) & (SealedManifest.sha256 == made_of.manifest)
    )
    if sealed is None:
        raise NotFound
    return await _printed(actor.name, job.id, sealed, made_of.language, objects, press)


async def _made_of(job: Job, line: int) -> Reported:
    payloads = await select(
        lambda payload: payload,
        "SELECT payload FROM journal WHERE organisation = {} AND seq = {}"
        " AND event = 'job.report_made' AND job_id = {} AND payload IS NOT NULL",
        job.organisation,
        line,
        job.id,
    )
    if not payloads:
        raise NotFound
    return msgspec.json.decode(payloads[0], type=Reported)


async def _printed(
    reader: str,
    job_id: UUID,
    sealed: SealedManifest,
    language: Language,
    objects: ObjectStore,
    press: Press,
) -> tuple[str, BinaryIO]:
    manifest = read(sealed)
    told = list(enumerate(await shown(manifest, language), start=1))
    async with press.folder() as folder:
        photos: list[Pictured] = []
        for number, each in told:
            picture = None
            if each.photo.is_kept:
                note_shown(each.photo.key, is_large=True)
                picture = await _picture(folder, number, each.photo.key, objects)
            photos.append(Pictured(number, each.photo, each.words, picture))
        facts = ReportFacts(
            language=language,
            reader=reader,
            made_at=now(),
            about=await about_repair(manifest, language),
            visits=manifest.visits,
            seal=await newest_seal(job_id),
            photos=photos,
        )
        document = await press.print(folder, msgspec.json.encode(facts))
    return _file_name(manifest.request_number, language), document


async def _picture(folder: Path, number: int, key: str, objects: ObjectStore) -> str | None:
    """Never the original: what is printed is upright and holds no metadata."""
    try:
        data = await objects.read(derivative_key(key, SCREEN_EDGE))
    except storage.errors.ObjectMissing:
        return None
    path = folder / f"{number}.jpg"
    await asyncio.to_thread(path.write_bytes, data)
    return str(path)


def _file_name(number: str, language: Language) -> str:
    return f"{'rapport' if language == 'nl' else 'report'}-{number}.pdf"
