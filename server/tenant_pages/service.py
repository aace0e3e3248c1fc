"""What a tenant does on the plain pages: report, and add photos to her case."""

from dataclasses import dataclass, replace
from datetime import timedelta

import structlog
from litestar.datastructures import UploadFile

from server.accounts.schemas import OrganisationFacts
from server.accounts.tables import OrganisationKind
from server.actors import CaseVisitor, Guest, Helper, Tenant
from server.clock import now
from server.database import select
from server.errors import NotFound
from server.evidence.tables import EvidencePhoto, PhotoState
from server.repair_requests import service as repair_requests
from server.repair_requests import tenant_link
from server.repair_requests.duplicates import own_report_alike
from server.repair_requests.errors import CallInstead, FaultUnknown
from server.repair_requests.faults import FLAGS, ROOMS, Fault, RedFlag, find
from server.sentences import Sentences
from server.settings import Settings
from server.tenant_pages.form import TypedReport, wrong_in
from server.tenant_pages.pictures import store_picture, wrong_with_pictures
from server.visit_levels.carrying_out import carry_out_for
from storage.errors import StorageUnavailable
from storage.objects import ObjectStore

log = structlog.get_logger()


@dataclass(frozen=True)
class Accepted:
    """The report is written down."""

    number: str
    link: str
    cookie_secret: str
    photos_are_safe: bool


@dataclass(frozen=True)
class NotYet:
    """What the tenant should change first, field by field."""

    report: TypedReport
    wrong: dict[str, str]

    def as_pointers(self) -> list[dict[str, str]]:
        return [{"pointer": f"/{name}", "detail": said} for name, said in self.wrong.items()]


async def corporation_at_the_door() -> OrganisationFacts:
    """Whose name and telephone number stand on pages that belong to no case yet: with several
    corporations on one server, the one with most homes."""
    found = await select(
        OrganisationFacts,
        "SELECT o.id, o.name, o.phone FROM organisation o WHERE o.kind = {} ORDER BY"
        " (SELECT count(*) FROM dwelling d WHERE d.organisation = o.id) DESC, o.id LIMIT 1",
        OrganisationKind.CORPORATION,
    )
    if not found:
        raise NotFound
    return found[0]


async def organisation_of(guest: Guest) -> OrganisationFacts:
    """In whose name a guest was invited."""
    found = await select(
        OrganisationFacts,
        "SELECT id, name, phone FROM organisation WHERE id = {}",
        guest.organisation_id,
    )
    if not found:
        raise NotFound
    return found[0]


def fault_in(room: str, code: str) -> Fault:
    """The fault, when it is one of this room."""
    fault = find(code)
    if fault is None or room not in fault.rooms or not fault.offered:
        raise NotFound
    return fault


def known_room(room: str) -> str:
    """The room, when it is one of the list."""
    if room not in ROOMS:
        raise NotFound
    return room


def with_its_room(report: TypedReport) -> TypedReport:
    """The same report with a room that fits its fault, whatever the form said."""
    fault = find(report.fault)
    if fault is None:
        raise FaultUnknown(errors=[{"pointer": "/fault", "detail": "It is not on the list."}])
    return report if report.room in fault.rooms else replace(report, room=fault.room)


async def own_number_alike(visitor: CaseVisitor | None, fault: Fault) -> str:
    """The number of the tenant's own repair, when it may be about the same. Only in the browser
    that follows it: nobody else learns what a home reported."""
    if not isinstance(visitor, Tenant):
        return ""
    earlier = await own_report_alike(visitor.request_id, fault)
    return earlier.number if earlier else ""


async def take_report(
    report: TypedReport, say: Sentences, objects: ObjectStore, settings: Settings
) -> Accepted | NotYet:
    """Write the report down with its photos, or say what is not right yet."""
    if fault_in(report.room, report.fault).is_emergency or report.first_danger:
        raise CallInstead(room=report.room, fault=report.fault, url=_emergency_address(report))
    organisation = await corporation_at_the_door()
    limit_bytes = settings.picture_limit_bytes
    wrong = await wrong_in(report, say, organisation.phone, limit_bytes=limit_bytes)
    if wrong:
        return NotYet(report, wrong)
    received = await repair_requests.report(report.as_new_report())
    await carry_out_for(received.request_id)
    cookie_secret = await tenant_link.open_case(received.request_id, received.link_id)
    return Accepted(
        number=received.number,
        link=repair_requests.link_for(settings.public_url, received.secret),
        cookie_secret=cookie_secret,
        photos_are_safe=await _store_all(cookie_secret, report.pictures, objects, settings),
    )


def _emergency_address(report: TypedReport) -> str:
    address = f"/report/{report.room}/{report.fault}"
    return f"{address}/{report.first_danger}" if report.first_danger else address


def danger_of(fault: Fault, flag: str) -> RedFlag:
    """What is asked first about this fault, when this is."""
    if flag not in fault.flags:
        raise NotFound
    return FLAGS[flag]


async def add_photos(
    sender: CaseVisitor,
    pictures: tuple[UploadFile, ...],
    say: Sentences,
    objects: ObjectStore,
    settings: Settings,
) -> str:
    """Add photos to a case that is already there. Answers what is wrong with them, if anything."""
    if not pictures:
        return say("case.choosePhoto")
    limit_bytes = settings.picture_limit_bytes
    wrong = await wrong_with_pictures(pictures, say, limit_bytes=limit_bytes)
    if wrong:
        return wrong
    is_safe = await _store_each(sender, pictures, objects, settings)
    return "" if is_safe else say("wrong.storage")


async def was_a_photo_refused(sender: CaseVisitor) -> bool:
    """She is told for a day that one of her files turned out damaged, or no picture at all."""
    by_link = EvidencePhoto.helper_link
    whose = by_link == sender.link_id if isinstance(sender, Helper) else by_link.is_null()
    return await EvidencePhoto.exists().where(
        (EvidencePhoto.request == sender.request_id)
        & whose
        & (EvidencePhoto.state == PhotoState.REFUSED)
        & (EvidencePhoto.technician_id.is_null())
        & (EvidencePhoto.outsider_link.is_null())
        & (EvidencePhoto.announced_at > now() - timedelta(days=1))
    )


async def _store_all(
    cookie_secret: str, pictures: tuple[UploadFile, ...], objects: ObjectStore, settings: Settings
) -> bool:
    """In the name of whoever just got this cookie: the tenant, or who reports for her."""
    sender = await tenant_link.signed_in(cookie_secret) if pictures else None
    return sender is None or await _store_each(sender, pictures, objects, settings)


async def _store_each(
    sender: CaseVisitor, pictures: tuple[UploadFile, ...], objects: ObjectStore, settings: Settings
) -> bool:
    """The report itself never waits for storage: without it she is asked for the photos later."""
    try:
        for picture in pictures:
            await store_picture(sender, picture, objects, limit_bytes=settings.picture_limit_bytes)
    except StorageUnavailable:
        log.error("tenant_pages.photos_not_stored", request=str(sender.request_id))
        return False
    return True
