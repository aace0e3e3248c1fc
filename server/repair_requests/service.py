"""Reporting a repair, and giving the tenant her link."""

from collections.abc import Iterator
from uuid import UUID

import msgspec

from server.accounts.secrets import hash_of, new_secret
from server.accounts.tables import Organisation
from server.actors import Helper, Tenant
from server.clock import HOME, now
from server.database import transaction
from server.dwellings.address import dwelling_at
from server.dwellings.tables import Dwelling
from server.errors import NotFound
from server.journal.service import About, append
from server.repair_requests import tenant_link
from server.repair_requests.duplicates import open_report_alike
from server.repair_requests.errors import (
    AddressUnknown,
    CallInstead,
    FaultUnknown,
    WordsMissing,
)
from server.repair_requests.faults import FAULTS, MOVE_OUT, Circumstance, Fault
from server.repair_requests.moving import move
from server.repair_requests.phone_number import as_dialled
from server.repair_requests.place import place
from server.repair_requests.questions import Reporter
from server.repair_requests.schemas import NewReport
from server.repair_requests.tables import RepairRequest

_SUMMER = range(5, 10)
"""May to September: a home without heating does not get cold."""


class Received(msgspec.Struct, frozen=True):
    """A report that is safely written down. `secret` opens the case."""

    request_id: UUID
    organisation_id: UUID
    number: str
    secret: str
    link_id: UUID


def link_for(public_url: str, secret: str) -> str:
    """The secret travels behind the `#`, which browsers never send to any server."""
    return f"{public_url}/r#{secret}"


async def report(report: NewReport) -> Received:
    """Write down what the tenant reported. The same `id` again gives the same number, never a
    second report; its link is a fresh one, since secrets are kept as hashes only."""
    fault = _fault_to_report(report)
    _require_words(report)
    phone = as_dialled(report.phone)
    reporter_phone = as_dialled(report.reporter.phone) if report.reporter else ""
    dwelling = await dwelling_at(report.postcode, report.house_number)
    if dwelling is None:
        raise AddressUnknown(
            errors=[{"pointer": "/postcode", "detail": "No home of ours is at this address."}]
        )
    secret = new_secret()
    async with transaction():
        await _wait_for_other_reports(dwelling)
        earlier = await RepairRequest.objects().get(RepairRequest.id == report.id)
        if earlier and not _is_by_same_device(earlier, report):
            raise NotFound  # knowing an id must not open somebody else's case
        request = earlier or await _write_down(report, fault, phone, reporter_phone, dwelling)
        link_id = await _let_in(request, report.reporter, secret)
    return Received(request.id, request.organisation, request.number, secret, link_id)


def _is_by_same_device(earlier: RepairRequest, report: NewReport) -> bool:
    return bool(report.retry_secret) and earlier.retry_hash == hash_of(report.retry_secret or "")


async def _wait_for_other_reports(dwelling: Dwelling) -> None:
    """Lock the organisation first: the same form sent twice at once must meet its first copy."""
    await Organisation.raw(
        "UPDATE organisation SET last_number = last_number WHERE id = {}", dwelling.organisation
    )


async def _let_in(request: RepairRequest, reporter: Reporter | None, secret: str) -> UUID:
    """Who reports for the tenant gets a helper's link; the tenant's own goes to her by message."""
    if reporter is None:
        return await tenant_link.make_link(request.id, secret, request.tenant_name)
    return await tenant_link.make_reporters_link(request, reporter.name.strip(), secret)


async def _write_down(
    report: NewReport, fault: Fault, phone: str, reporter_phone: str, dwelling: Dwelling
) -> RepairRequest:
    request = RepairRequest(
        id=report.id,
        organisation=dwelling.organisation,
        number=await next_number(dwelling.organisation),
        dwelling=dwelling.id,
        priority=fault.priority_when(_circumstances(report)),
        fault=fault.code,
        room=report.room if report.room in fault.rooms else "",
        description=report.description.strip(),
        tenant_name=report.name.strip(),
        phone=phone,
        email=report.email.strip() if report.email else None,
        access_notes=report.access_notes.strip(),
        preferred_moments=msgspec.json.encode(report.preferred_moments).decode(),
        about_fault=msgspec.json.encode(report.about_fault).decode(),
        about_home=msgspec.json.encode(report.about_home).decode(),
        reporter_name=report.reporter.name.strip() if report.reporter else "",
        reporter_phone=reporter_phone,
        language=report.language,
        retry_hash=hash_of(report.retry_secret) if report.retry_secret else None,
        reported_at=now(),
    )
    await place(request)
    await RepairRequest.insert(request)
    about = About(dwelling.organisation, request.id, subject_id=request.id)
    await append("request.reported", about, _author(request), {"fault": fault.code})
    earlier = await open_report_alike(dwelling.id, fault, besides=request.id)
    if earlier:
        told = {"of": earlier.number, "ofId": str(earlier.id)}
        await move(request, "perhaps_duplicate", None, told)
    return request


def _circumstances(report: NewReport) -> Iterator[Circumstance]:
    """What makes it less urgent than it usually is."""
    if report.about_fault.other_toilet == "yes":
        yield "other_toilet"
    if now().astimezone(HOME).month in _SUMMER:
        yield "summer"


def _author(request: RepairRequest) -> Tenant | Helper:
    """Who reported it: the tenant, or somebody in her name, in no browser that we know yet."""
    if not request.reporter_name:
        return Tenant(request.id, request.organisation, request.tenant_name, request.language)
    link_id = tenant_link.reporters_link_id(request.id)
    name, language = request.reporter_name, request.language
    return Helper(link_id, link_id, request.id, request.organisation, name, language)


async def next_number(organisation_id: UUID) -> str:
    """ "26-01482": the year, then a number that never comes twice."""
    taken = await Organisation.raw(
        "UPDATE organisation SET last_number = last_number + 1 WHERE id = {} RETURNING last_number",
        organisation_id,
    )
    return f"{now().astimezone(HOME):%y}-{taken[0]['last_number']:05}"


def _fault_to_report(report: NewReport) -> Fault:
    fault = FAULTS.get(report.fault)
    if fault is None or fault.code == MOVE_OUT:
        raise FaultUnknown(errors=[{"pointer": "/fault", "detail": "It is not on the list."}])
    if fault.is_emergency:
        raise CallInstead(errors=[{"pointer": "/fault", "detail": "Phone us at once."}])
    if set(report.red_flags) & set(fault.flags):
        raise CallInstead(errors=[{"pointer": "/redFlags", "detail": "Phone us at once."}])
    return fault


def _require_words(report: NewReport) -> None:
    errors = [
        {"pointer": pointer, "detail": "This may not be empty."}
        for pointer, words in (("/description", report.description), ("/name", report.name))
        if not words.strip()
    ]
    if errors:
        raise WordsMissing(errors=errors)
