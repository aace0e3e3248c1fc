"""Privacy over HTTP: what a manager decides, and what the desk does for a tenant's rights."""

from uuid import UUID

from litestar import Router, get, post, put
from litestar.response import Stream

from server.accounts.service import organisation_named
from server.actors import Coordinator
from server.downloads import download
from server.evidence.tables import Why
from server.language import language_wished
from server.privacy import exporting, keeping, on_request, record, service
from server.privacy.schemas import (
    CasePrivacy,
    ChosenCases,
    ChosenPeriods,
    ErasurePreview,
    Export,
    HeldCase,
    NewClaim,
    PeriodFacts,
    RecordOfProcessing,
    TenancyEnd,
)
from server.proof.zip_stream import zipped
from storage.objects import ObjectStore


@get("/privacy/periods", summary="How long each kind of data is kept")
async def list_periods(manager: Coordinator) -> list[PeriodFacts]:
    """Of the manager's own organisation."""
    return await service.periods(manager)


@put("/privacy/periods", summary="Choose how long data is kept")
async def choose_periods(data: ChosenPeriods, manager: Coordinator) -> list[PeriodFacts]:
    """From now on: what is due by then goes within the hour."""
    return await service.choose_periods(manager, data)


@get("/privacy/holds", summary="Cases on hold")
async def list_holds(manager: Coordinator) -> list[HeldCase]:
    """The nearest review first."""
    return await keeping.held_cases(manager)


@get("/privacy/record", summary="The record of processing")
async def read_record(manager: Coordinator, language: str) -> RecordOfProcessing:
    """Made of what the server really keeps, and of what was chosen."""
    organisation = await organisation_named(manager.organisation_id)
    return await record.record_of(organisation, language_wished(language))


@get("/repair-requests/{request_id:uuid}/privacy", summary="What is kept of a case")
async def read_privacy(request_id: UUID, corporation: Coordinator) -> CasePrivacy:
    """Kind by kind with the day it goes; holds, needs, and every consent."""
    return await keeping.privacy_of(corporation, request_id)


@post(
    "/repair-requests/{request_id:uuid}/claim",
    summary="Mark damage or warranty",
    status_code=200,
)
async def mark_claim(request_id: UUID, data: NewClaim, corporation: Coordinator) -> CasePrivacy:
    """The photos are then kept as long as such cases may last."""
    await keeping.mark_claim(corporation, request_id, data)
    return await keeping.privacy_of(corporation, request_id)


@post("/tenancies/{tenancy_id:uuid}/end", summary="Note the end of a tenancy", status_code=204)
async def end_tenancy(tenancy_id: UUID, data: TenancyEnd, corporation: Coordinator) -> None:
    """What is kept for so long after the tenancy counts from this day."""
    await keeping.end_tenancy(corporation, tenancy_id, data.ended_on)


@get("/repair-requests/{request_id:uuid}/erasure", summary="What erasing would do")
async def preview_erasure(request_id: UUID, manager: Coordinator, language: str) -> ErasurePreview:
    """Of all cases of the same tenant at the same home: what goes, what stays and why."""
    return await on_request.preview(manager, request_id, language)


@post(
    "/repair-requests/{request_id:uuid}/erasure",
    summary="Erase on request of the tenant",
    status_code=200,
)
async def erase(
    request_id: UUID,
    data: ChosenCases,
    manager: Coordinator,
    language: str,
    objects: ObjectStore,
) -> ErasurePreview:
    """For good. Answers what is left, and why."""
    return await on_request.erase_on_request(manager, request_id, data, language, objects)


@post("/repair-requests/{request_id:uuid}/exports", summary="Make an export for the tenant")
async def make_export(request_id: UUID, data: ChosenCases, manager: Coordinator) -> Export:
    """Notes who takes what along of which cases. The zip itself is fetched at `url`."""
    return await exporting.make_export(manager, request_id, data)


@get(
    "/repair-requests/{request_id:uuid}/exports/{line:int}",
    summary="Fetch an export",
    media_type="application/zip",
    why=Why.EXPORT,
)
async def fetch_export(
    request_id: UUID, line: int, manager: Coordinator, objects: ObjectStore
) -> Stream:
    """A zip with all that is kept as JSON, the originals, and the journal's lines to check."""
    name, members = await exporting.export_to_send(manager, request_id, line, objects)
    return download(name, zipped(members), "application/zip")


router = Router(
    path="/",
    route_handlers=[
        list_periods,
        choose_periods,
        list_holds,
        read_record,
        read_privacy,
        mark_claim,
        end_tenancy,
        preview_erasure,
        erase,
        make_export,
        fetch_export,
    ],
    tags=["Privacy"],
)
