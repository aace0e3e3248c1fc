"""Reporting a repair, and giving the tenant her link."""

from uuid import UUID

import msgspec

from server.accounts.secrets import hash_of, new_secret
from server.accounts.tables import Organisation
from server.actors import Coordinator, Tenant
from server.clock import HOME, now
from server.database import transaction
from server.dwellings.address import dwelling_at
from server.dwellings.tables import Dwelling
from server.errors import NotFound
from server.journal.service import About, append
from server.repair_requests import access, tenant_link
from server.repair_requests.errors import (
    AddressUnknown,
    CallInstead,
    FaultUnknown,
    WordsMissing,
)
from server.repair_requests.faults import FAULTS, Fault
from server.repair_requests.phone_number import as_dialled
from server.repair_requests.schemas import NewReport
from server.repair_requests.tables import RepairRequest


class Received(msgspec.Struct, frozen=True):
    """A report that is safely written down. `secret` opens the case."""

    request_id: UUID
    organisation_id: UUID
    number: str
    secret: str

    def as_tenant(self, report: NewReport) -> Tenant:
        """The person who just reported."""
        return Tenant(self.request_id, self.organisation_id, report.name, report.language)


def link_for(public_url: str, secret: str) -> str:
    """The secret travels behind the `#`, which browsers never send to any server."""
    return f"{public_url}/r#{secret}"


async def report(report: NewReport) -> Received:
    """Write down what the tenant reported. The same `id` again gives the same number, never a
    second report; its link is a fresh one, since secrets are kept as hashes only."""
    fault = _fault_to_report(report.fault)
    _require_words(report)
    phone = as_dialled(report.phone)
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
        request = earlier or await _write_down(report, fault, phone, dwelling)
        await tenant_link.make_link(request.id, secret)
    return Received(request.id, request.organisation, request.number, secret)


def _is_by_same_device(earlier: RepairRequest, report: NewReport) -> bool:
    return bool(report.retry_secret) and earlier.retry_hash == hash_of(report.retry_secret or "")


async def _wait_for_other_reports(dwelling: Dwelling) -> None:
    """Lock the organisation first: the same form sent twice at once must meet its first copy."""
    await Organisation.raw(
        "UPDATE organisation SET last_number = last_number WHERE id = {}", dwelling.organisation
    )


async def _write_down(
    report: NewReport, fault: Fault, phone: str, dwelling: Dwelling
) -> RepairRequest:
    request = RepairRequest(
        id=report.id,
        organisation=dwelling.organisation,
        number=await _next_number(dwelling.organisation),
        dwelling=dwelling.id,
        priority=fault.priority,
        fault=fault.code,
        room=report.room if report.room in fault.rooms else "",
        description=report.description.strip(),
        tenant_name=report.name.strip(),
        phone=phone,
        email=report.email.strip() if report.email else None,
        access_notes=report.access_notes.strip(),
        preferred_moments=msgspec.json.encode(report.preferred_moments).decode(),
        language=report.language,
        retry_hash=hash_of(report.retry_secret) if report.retry_secret else None,
        reported_at=now(),
    )
    await RepairRequest.insert(request)
    tenant = Tenant(request.id, dwelling.organisation, request.tenant_name, report.language)
    about = About(dwelling.organisation, request.id, subject_id=request.id)
    await append("request.reported", about, tenant, {"fault": fault.code})
    return request


async def _next_number(organisation_id: UUID) -> str:
    """ "26-01482": the year, then a number that never comes twice."""
    taken = await Organisation.raw(
        "UPDATE organisation SET last_number = last_number + 1 WHERE id = {} RETURNING last_number",
        organisation_id,
    )
    return f"{now().astimezone(HOME):%y}-{taken[0]['last_number']:05}"


def _fault_to_report(code: str) -> Fault:
    fault = FAULTS.get(code)
    if fault is None:
        raise FaultUnknown(errors=[{"pointer": "/fault", "detail": "It is not on the list."}])
    if fault.is_emergency:
        raise CallInstead(errors=[{"pointer": "/fault", "detail": "Phone us at once."}])
    return fault


def _require_words(report: NewReport) -> None:
    errors = [
        {"pointer": pointer, "detail": "This may not be empty."}
        for pointer, words in (("/description", report.description), ("/name", report.name))
        if not words.strip()
    ]
    if errors:
        raise WordsMissing(errors=errors)


async def give_fresh_link(actor: Coordinator, request_id: UUID) -> str:
    """A new secret for the tenant, when she lost her link."""
    secret = new_secret()
    async with transaction():
        request = await access.request_to_plan(actor, request_id)
        await tenant_link.make_link(request.id, secret)
        about = About(actor.organisation_id, request.id, subject_id=request.id)
        await append("request.link_given", about, actor, {"link": hash_of(secret)[:12]})
    return secret
