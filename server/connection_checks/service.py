"""Before the call: can this person's internet carry it? The browser measures, the worker answers.

Only who may hold or join the pre-visit may ask; a check writes nothing.
"""

import time
from uuid import UUID

from server.actors import Guest, Technician, Tenant
from server.connection_checks.errors import CallCheckBusy, CallCheckRefused, CallCheckUnavailable
from server.connection_checks.schemas import CheckAnswer, RelayServer
from server.database import transaction
from server.guests.access import call_to_prepare_for
from server.jobs.tables import OVER, Job
from server.previsits.access import previsit_to_hold, previsit_to_join
from server.previsits.errors import NoPrevisitNow
from server.previsits.tables import WAITING, Previsit, PrevisitState
from signalling.peer.errors import OfferRefused, PeerBusy, PeerUnavailable
from signalling.peer.process import PeerProcess
from signalling.turn import TurnSettings


async def check_of_technician(
    actor: Technician, previsit_id: UUID, sdp: str, peer: PeerProcess | None, turn: TurnSettings
) -> CheckAnswer:
    async with transaction():
        previsit, job = await previsit_to_hold(actor, previsit_id)
        if previsit.state == PrevisitState.CANCELLED or job.state in OVER:
            raise NoPrevisitNow
    return await _answer(actor.person_id, sdp, peer, turn)


async def check_of_tenant(
    actor: Tenant, sdp: str, peer: PeerProcess | None, turn: TurnSettings
) -> CheckAnswer:
    """Also long before the planned time: then there is time to do something about it."""
    async with transaction():
        previsit, job = await previsit_to_join(actor)
        if not _is_to_come(previsit, job):
            raise NoPrevisitNow
    return await _answer(actor.request_id, sdp, peer, turn)


async def check_of_guest(
    actor: Guest, sdp: str, peer: PeerProcess | None, turn: TurnSettings
) -> CheckAnswer:
    """Also while the tenant still has to answer."""
    async with transaction():
        await call_to_prepare_for(actor)
    return await _answer(actor.invitation_id, sdp, peer, turn)


def _is_to_come(previsit: Previsit, job: Job) -> bool:
    return previsit.state in WAITING and job.state not in OVER


async def _answer(
    person: UUID, sdp: str, peer: PeerProcess | None, turn: TurnSettings
) -> CheckAnswer:
    if peer is None:
        raise CallCheckUnavailable
    try:
        answer = await peer.answer_check(str(person), sdp)
    except PeerUnavailable:
        raise CallCheckUnavailable from None
    except PeerBusy:
        raise CallCheckBusy from None
    except OfferRefused as refusal:
        raise CallCheckRefused(
            errors=[{"pointer": "/sdp", "detail": str(refusal)[:200]}]
        ) from refusal
    relays = [
        RelayServer(server.urls, server.username, server.credential)
        for server in turn.ice_servers(str(person), time.time())
    ]
    return CheckAnswer(answer, relays)
