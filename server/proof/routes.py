"""What makes photos proof, over HTTP: receipts, sealed manifests, packs, reports."""

from typing import Annotated, BinaryIO
from uuid import UUID

from litestar import Router, get, post
from litestar.params import PathParameter
from litestar.response import Stream

from server.actors import Actor, Outsider, Staff
from server.downloads import download
from server.evidence.tables import Why
from server.proof import packing, reading, reporting
from server.proof.press import Press, pieces_of
from server.proof.schemas import Pack, PhotoReceipt, Report, Seal
from server.proof.zip_stream import zipped
from storage.objects import ObjectStore

Line = Annotated[int, PathParameter(ge=1, le=2**53)]
"""Of the journal. What lies beyond, no database can look for."""


@get("/photos/{photo_id:uuid}/receipt", summary="The receipt of a photo")
async def read_receipt(photo_id: UUID, actor: Actor) -> PhotoReceipt:
    """Size, hash, times, and the lines of the journal that vouch for them."""
    return await reading.receipt_for(actor, photo_id)


@get("/jobs/{job_id:uuid}/seals", summary="The sealed manifests of a job")
async def list_seals(job_id: UUID, staff: Staff) -> list[Seal]:
    """One when a visit is left, and one more whenever a photo came or went after that."""
    return await reading.seals_of(staff, job_id)


@post("/jobs/{job_id:uuid}/packs", summary="Make a pack of the evidence")
async def make_pack(job_id: UUID, staff: Staff, language: str) -> Pack:
    """Seals what is there, and notes who takes it along. The zip itself is fetched at `url`."""
    return await packing.make_pack(staff, job_id, language)


@get(
    "/jobs/{job_id:uuid}/packs/{line:int}",
    summary="Fetch a pack",
    media_type="application/zip",
    why=Why.PACK,
)
async def fetch_pack(job_id: UUID, line: Line, staff: Staff, objects: ObjectStore) -> Stream:
    """A zip with the originals, the manifest, the journal's lines about them and a page to read.

    `python -m server evidence verify` checks it offline.
    """
    name, members = await packing.pack_to_send(staff, job_id, line, objects)
    return download(name, zipped(members), "application/zip")


@post("/jobs/{job_id:uuid}/reports", summary="Make a report of the evidence")
async def make_report(job_id: UUID, staff: Staff, language: str) -> Report:
    """Seals what is there, and notes who has it made. The PDF itself is fetched at `url`."""
    return await reporting.make_report(staff, job_id, language)


@get(
    "/jobs/{job_id:uuid}/reports/{line:int}",
    summary="Fetch a report",
    media_type="application/pdf",
    why=Why.REPORT,
)
async def fetch_report(
    job_id: UUID, line: Line, staff: Staff, objects: ObjectStore, press: Press
) -> Stream:
    """A PDF with the smaller copies of the photos, times, verdicts and the manifest."""
    return _as_pdf(*await reporting.report_to_send(staff, job_id, line, objects, press))


@post("/outside/reports", summary="Make a report for an outsider")
async def make_report_for_outsider(outsider: Outsider, language: str) -> Report:
    """For whoever was let in to view. The PDF itself is fetched at `url`."""
    return await reporting.make_report_for_outsider(outsider, language)


@get(
    "/outside/reports/{line:int}",
    summary="Fetch a report as an outsider",
    media_type="application/pdf",
    why=Why.REPORT,
)
async def fetch_report_as_outsider(
    line: Line, outsider: Outsider, objects: ObjectStore, press: Press
) -> Stream:
    """With the accepted photos and what they looked like before, and no others."""
    return _as_pdf(*await reporting.report_for_outsider(outsider, line, objects, press))


def _as_pdf(name: str, document: BinaryIO) -> Stream:
    return download(name, pieces_of(document), "application/pdf")


router = Router(
    path="/",
    route_handlers=[
        read_receipt,
        list_seals,
        make_pack,
        fetch_pack,
        make_report,
        fetch_report,
        make_report_for_outsider,
        fetch_report_as_outsider,
    ],
    tags=["Proof"],
)
