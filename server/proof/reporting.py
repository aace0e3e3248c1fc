"""A report: what was photographed and judged, on paper, for people. Having one made is written down
as taking a pack along is; fetching it then changes nothing.
"""

import asyncio
from dataclasses import replace
from pathlib import Path
from typing import BinaryIO
from uuid import UUID

import msgspec

import storage.errors
from server.actors import Outsider, Staff
from server.clock import now
from server.database import select, transaction
from server.errors import NotFound
from server.evidence.outside import visible_ids
from server.evidence.tables import Source
from server.evidence.viewing import note_shown
from server.jobs.access import job_to_see
from server.jobs.service import about
from server.jobs.tables import Job
from server.journal.service import append
from server.language import Language, language_wished
from server.outsiders.access import job_to_look_at
from server.proof.documents import Reported, as_payload
from server.proof.index_page import Judged, Shown, about_repair, shown
from server.proof.press import Press
from server.proof.reading import newest_seal
from server.proof.report_facts import Pictured, ReportFacts
from server.proof.schemas import Report
from server.proof.sealing import read, seal_now
from server.proof.tables import SealedManifest
from server.sentences import sentences
from storage.derivatives import SCREEN_EDGE
from storage.keys import derivative_key
from storage.objects import ObjectStore


async def make_report(actor: Staff, job_id: UUID, language: str) -> Report:
    """Seal what is there, and write down who has a report made of it."""
    async with transaction():
        job = await job_to_see(actor, job_id)
        return await _make(actor, job, language, f"/api/jobs/{job_id}/reports")


async def make_report_for_outsider(actor: Outsider, language: str) -> Report:
    """The same, of what whoever may view sees of the photos."""
    async with transaction():
        return await _make(actor, await job_to_look_at(actor), language, "/api/outside/reports")


async def _make(actor: Staff | Outsider, job: Job, language: str, address: str) -> Report:
    sealed = await seal_now(job.id)
    chosen = language_wished(language)
    made_of = as_payload(Reported(sealed.sha256, chosen))
    line = await append("job.report_made", about(job), actor, made_of)
    name = _file_name(read(sealed).request_number, chosen)
    return Report(line, f"{address}/{line}", name, await newest_seal(job.id))


async def report_to_send(
    actor: Staff, job_id: UUID, line: int, objects: ObjectStore, press: Press
) -> tuple[str, BinaryIO]:
    """The name of a report and the report, printed from what is known now about those photos."""
    job = await job_to_see(actor, job_id)
    return await _printed(actor, job, line, None, objects, press)


async def report_for_outsider(
    actor: Outsider, line: int, objects: ObjectStore, press: Press
) -> tuple[str, BinaryIO]:
    """The same, with no photo that this outsider does not see."""
    job = await job_to_look_at(actor)
    return await _printed(actor, job, line, await visible_ids(actor), objects, press)


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
    reader: Staff | Outsider,
    job: Job,
    line: int,
    only: set[UUID] | None,
    objects: ObjectStore,
    press: Press,
) -> tuple[str, BinaryIO]:
    made_of = await _made_of(job, line)
    sealed = await SealedManifest.objects().get(
        (SealedManifest.job == job.id) & (SealedManifest.sha256 == made_of.manifest)
    )
    if sealed is None:
        raise NotFound
    manifest, language = read(sealed), made_of.language
    # Numbered as in the zip, also where not all are told.
    told = [
        (number, each)
        for number, each in enumerate(await shown(manifest, language, {}), start=1)
        if only is None or each.photo.id in only
    ]
    async with press.folder() as folder:
        photos: list[Pictured] = []
        for number, each in told:
            picture = None
            if each.photo.is_kept:
                note_shown(each.photo.key, is_large=True)
                picture = await _picture(folder, number, each.photo.key, objects)
            words = each.words if only is None else _unnamed(each, language)
            photos.append(Pictured(number, each.photo, words, picture))
        facts = ReportFacts(
            language=language,
            reader=reader.name,
            made_at=now(),
            about=await about_repair(manifest, language),
            visits=manifest.visits,
            seal=await newest_seal(job.id),
            photos=photos,
        )
        document = await press.print(folder, msgspec.json.encode(facts))
    return _file_name(manifest.request_number, language), document


def _unnamed(each: Shown, language: Language) -> Judged:
    """What an outsider reads: the tenant is not called by her name."""
    if each.photo.capture.technician_id or each.photo.capture.source == Source.LINK:
        return each.words
    return replace(each.words, taken_by=sentences(language, "proof")("report.tenant"))


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
