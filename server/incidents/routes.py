"""What the desk sees of one cause behind several reports, and decides about it."""

from uuid import UUID

from litestar import Router, get, post

from server.actors import Coordinator
from server.incidents import service
from server.incidents.schemas import Confirmation, IncidentFacts


@get("/", summary="What several homes report now")
async def list_incidents(corporation: Coordinator, language: str) -> list[IncidentFacts]:
    """Suspected and confirmed, the newest first."""
    return await service.going_on(corporation, language)


@post("/{incident_id:uuid}/confirm", summary="It is one cause", status_code=200)
async def confirm(
    incident_id: UUID, data: Confirmation, corporation: Coordinator, language: str
) -> list[IncidentFacts]:
    """Everybody who reported it is told, once; who comes to report it reads it at once."""
    await service.confirm(corporation, incident_id, data.words)
    return await service.going_on(corporation, language)


@post("/{incident_id:uuid}/dismiss", summary="They are different causes", status_code=200)
async def dismiss(
    incident_id: UUID, corporation: Coordinator, language: str
) -> list[IncidentFacts]:
    """The repairs go on by themselves."""
    await service.dismiss(corporation, incident_id)
    return await service.going_on(corporation, language)


@post("/{incident_id:uuid}/close", summary="The cause is gone", status_code=200)
async def close(incident_id: UUID, corporation: Coordinator, language: str) -> list[IncidentFacts]:
    """Everybody who still waits is asked whether it works again."""
    await service.close(corporation, incident_id)
    return await service.going_on(corporation, language)


router = Router(
    path="/incidents",
    route_handlers=[list_incidents, confirm, dismiss, close],
    tags=["Incidents"],
)
