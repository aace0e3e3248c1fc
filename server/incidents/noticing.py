"""Seeing that several homes of one building report the same: the journal tells of each report."""

from datetime import timedelta
from uuid import UUID

from server.clock import now
from server.database import change, insert, one, select, transaction
from server.dwellings.tables import Dwelling
from server.identifiers import new_id
from server.incidents.tables import Incident, IncidentState
from server.journal.entries import Entry
from server.journal.service import About, append
from server.repair_requests.faults import FAULTS
from server.repair_requests.moving import OPEN, lock
from server.repair_requests.tables import RepairRequest, RequestState

HOMES = 3
"""So many different homes are more than chance. Twice the same home says nothing new."""
WITHIN = timedelta(hours=24)

_HERE = (
    "organisation = {} AND symptom = {} AND street = {} AND postcode = {}"
    " AND state IN ('suspected', 'confirmed')"
)


async def notice(entry: Entry) -> None:
    """What the journal tells of a report; the same line again changes nothing."""
    if entry.request_id:
        await look_around(entry.request_id)


async def look_around(request_id: UUID) -> None:
    """Link a new report to what goes on in its building.

    Repairs are locked before the incident, and that before any line of the journal: in the order
    of whoever moves a repair.
    """
    async with transaction():
        request = await lock(request_id)
        symptom = _symptom_of(request)
        dwelling = await one(Dwelling, "id = {}", request.dwelling) if symptom else None
        if dwelling is None:
            return
        place = (request.organisation, symptom, dwelling.street, dwelling.postcode)
        await change(f"UPDATE incident SET state = state WHERE {_HERE}", *place)  # noqa: S608 - ours
        going_on = await one(Incident, _HERE, *place)
        if going_on:
            await _link(request, going_on)
        else:
            await _suspect(request, dwelling, symptom)


def _symptom_of(request: RepairRequest) -> str:
    """What several homes may have, when this report is news and belongs to no incident yet."""
    fault = FAULTS.get(request.fault)
    is_news = request.reported_at > now() - WITHIN and RequestState(request.state) in OPEN
    return fault.shared if fault and is_news and not request.incident else ""


async def _link(request: RepairRequest, incident: Incident) -> None:
    await change("UPDATE repair_request SET incident = {} WHERE id = {}", incident.id, request.id)
    about = About(request.organisation, request.id, subject_id=incident.id)
    await append("incident.joined", about)
    if incident.state == IncidentState.CONFIRMED:
        await append("incident.told", about)


async def _suspect(request: RepairRequest, dwelling: Dwelling, symptom: str) -> None:
    alike = [
        await lock(request_id)
        for request_id in await _reports_alike(request.organisation, dwelling, symptom)
    ]
    alike = [each for each in alike if _symptom_of(each) == symptom]
    if len({each.dwelling for each in alike}) < HOMES:
        return
    incident = Incident(
        id=new_id(),
        organisation=request.organisation,
        symptom=symptom,
        street=dwelling.street,
        postcode=dwelling.postcode,
        state=IncidentState.SUSPECTED,
        words="",
        found_at=now(),
    )
    await insert(incident)
    await append("incident.suspected", About(request.organisation, subject_id=incident.id))
    for each in alike:
        await _link(each, incident)


async def _reports_alike(organisation_id: UUID, dwelling: Dwelling, symptom: str) -> list[UUID]:
    """Open reports of this symptom in this street that belong to none yet."""
    codes = [code for code, fault in FAULTS.items() if fault.shared == symptom]
    states = sorted(OPEN)
    return await select(
        lambda request_id: request_id,
        "SELECT r.id FROM repair_request r JOIN dwelling d ON d.id = r.dwelling"  # noqa: S608 - marks only
        " WHERE r.organisation = {} AND d.street = {} AND d.postcode = {} AND r.reported_at > {}"
        " AND r.incident IS NULL"
        f" AND r.fault IN ({', '.join(['{}'] * len(codes))})"
        f" AND r.state IN ({', '.join(['{}'] * len(states))}) ORDER BY r.id",
        organisation_id,
        dwelling.street,
        dwelling.postcode,
        now() - WITHIN,
        *codes,
        *states,
    )
