"""The connection check, for whoever is about to be in a call."""

from uuid import UUID

from litestar import Router, post

from server.actors import Guest, Technician, Tenant
from server.connection_checks import service
from server.connection_checks.schemas import CheckAnswer, CheckOffer
from signalling.peer.process import PeerProcess
from signalling.turn import TurnSettings


@post("/previsits/{previsit_id:uuid}/check", summary="Check the connection", status_code=200)
async def check_of_technician(
    previsit_id: UUID,
    data: CheckOffer,
    technician: Technician,
    peer: PeerProcess | None,
    turn: TurnSettings,
) -> CheckAnswer:
    """The server's end of a connection that the technician's browser measures."""
    return await service.check_of_technician(technician, previsit_id, data.sdp, peer, turn)


@post("/case/previsit/check", summary="Check the tenant's connection", status_code=200)
async def check_of_tenant(
    data: CheckOffer, tenant: Tenant, peer: PeerProcess | None, turn: TurnSettings
) -> CheckAnswer:
    """The server's end of a connection that the tenant's browser measures."""
    return await service.check_of_tenant(tenant, data.sdp, peer, turn)


@post("/guest/check", summary="Check the guest's connection", status_code=200)
async def check_of_guest(
    data: CheckOffer, guest: Guest, peer: PeerProcess | None, turn: TurnSettings
) -> CheckAnswer:
    """The server's end of a connection that the guest's browser measures."""
    return await service.check_of_guest(guest, data.sdp, peer, turn)


router = Router(
    path="/",
    route_handlers=[check_of_technician, check_of_tenant, check_of_guest],
    tags=["Connection checks"],
)
