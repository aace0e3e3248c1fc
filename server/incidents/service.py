"""What a coordinator decides about an incident, and what everybody may know of it."""

from uuid import UUID

from server.actors import Coordinator
from server.clock import now
from server.database import change, few, one, select, transaction
from server.errors import NotFound
from server.incidents.errors import IncidentMoved
from server.incidents.schemas import IncidentFacts, IncidentReport
from server.incidents.tables import Incident, IncidentState
from server.journal.service import About, append
from server.repair_requests.faults import FAULTS
from server.repair_requests.moving import MOVES, lock, move
from server.repair_requests.tables import RequestState


def symptom_in_words(symptom: str, language: str) -> str:
    """What the first of its faults is called: "No water comes out of the taps"."""
    titles = (f.words(language).title for f in FAULTS.values() if f.shared == symptom)
    return next(titles, symptom)


async def going_on(actor: Coordinator, language: str) -> list[IncidentFacts]:
    """What several homes report now, the newest first."""
    found = (
        await Incident.objects()
        .where(
            (Incident.organisation == actor.organisation_id)
            & Incident.state.is_in([IncidentState.SUSPECTED, IncidentState.CONFIRMED])
        )
        .order_by(Incident.found_at, Incident.id, ascending=False)
    )
    return [await _facts(incident, language) for incident in found]


async def _facts(incident: Incident, language: str) -> IncidentFacts:
    reports = await select(
        IncidentReport,
        "SELECT r.id, r.number, d.house_number FROM repair_request r"
        " JOIN dwelling d ON d.id = r.dwelling WHERE r.incident = {} ORDER BY r.number",
        incident.id,
    )
    return IncidentFacts(
        id=incident.id,
        title=symptom_in_words(incident.symptom, language),
        street=incident.street,
        postcode=incident.postcode,
        state=IncidentState(incident.state),
        words=incident.words,
        found_at=incident.found_at,
        reports=reports,
    )


async def confirm(actor: Coordinator, incident_id: UUID, words: str) -> None:
    """It is one cause: everybody who reported it is told, once. Twice changes nothing."""
    async with transaction():
        incident = await _lock(actor, incident_id)
        if incident.state == IncidentState.CONFIRMED and incident.words == words.strip():
            return
        _require(incident, IncidentState.SUSPECTED)
        await change(
            "UPDATE incident SET state = 'confirmed', words = {}, confirmed_at = {} WHERE id = {}",
            words.strip(),
            now(),
            incident.id,
        )
        await append("incident.confirmed", _about(incident), actor)
        for request_id in await _linked(incident):
            await append("incident.told", _about(incident, request_id), actor)


async def dismiss(actor: Coordinator, incident_id: UUID) -> None:
    """They have nothing to do with each other. The repairs go on by themselves."""
    async with transaction():
        incident = await _lock(actor, incident_id)
        if incident.state == IncidentState.DISMISSED:
            return
        _require(incident, IncidentState.SUSPECTED)
        await _end(incident, IncidentState.DISMISSED)
        await append("incident.dismissed", _about(incident), actor)


async def close(actor: Coordinator, incident_id: UUID) -> None:
    """The cause is gone: everybody who still waits is asked whether it works again. What a
    technician has already goes its own way."""
    async with transaction():
        incident = await _lock(actor, incident_id)
        if incident.state == IncidentState.OVER:
            return
        _require(incident, IncidentState.CONFIRMED)
        # Before the journal, as whoever moves a repair.
        requests = [await lock(request_id) for request_id in await _linked(incident)]
        await _end(incident, IncidentState.OVER)
        await append("incident.closed", _about(incident), actor)
        for request in requests:
            if RequestState(request.state) in MOVES["cause_solved"].sources:
                await move(request, "cause_solved", actor, {"incidentId": str(incident.id)})


async def _end(incident: Incident, state: IncidentState) -> None:
    await change(
        "UPDATE incident SET state = {}, ended_at = {} WHERE id = {}",
        state,
        now(),
        incident.id,
    )


async def _lock(actor: Coordinator, incident_id: UUID) -> Incident:
    """The incident as it is now, when it is of the coordinator's organisation: nobody joins while
    it is decided about."""
    await change("UPDATE incident SET state = state WHERE id = {}", incident_id)
    incident = await one(
        Incident, "id = {} AND organisation = {}", incident_id, actor.organisation_id
    )
    if incident is None:
        raise NotFound
    return incident


def _require(incident: Incident, state: IncidentState) -> None:
    if incident.state != state:
        raise IncidentMoved(state=incident.state)


async def _linked(incident: Incident) -> list[UUID]:
    return await few(
        lambda request_id: request_id,
        "SELECT id FROM repair_request WHERE incident = {} AND erased_at IS NULL ORDER BY number",
        incident.id,
    )


def _about(incident: Incident, request_id: UUID | None = None) -> About:
    return About(incident.organisation, request_id, subject_id=incident.id)


async def known_cause(request_id: UUID) -> str:
    """What was told of the cause of this repair; "" when there is nothing, or not any more."""
    found = await few(
        str,
        "SELECT i.words FROM incident i JOIN repair_request r ON r.incident = i.id"
        " WHERE r.id = {} AND i.state = 'confirmed'",
        request_id,
    )
    return found[0] if found else ""


async def known_nearby(organisation_id: UUID, symptom: str) -> list[Incident]:
    """What is known already to anybody who comes to report this symptom: streets, not homes."""
    if not symptom:
        return []
    return (
        await Incident.objects()
        .where(
            (Incident.organisation == organisation_id)
            & (Incident.symptom == symptom)
            & (Incident.state == IncidentState.CONFIRMED)
        )
        .order_by(Incident.street, Incident.postcode)
    )
