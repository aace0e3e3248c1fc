"""Whether and how we do it: only a person decides that something is not ours, or a duplicate."""

from uuid import UUID

from server.actors import Coordinator, Tenant
from server.database import few, transaction
from server.repair_requests.access import request_to_plan
from server.repair_requests.moving import OVER, lock, move
from server.repair_requests.place import settle
from server.repair_requests.tables import RequestState
from server.triage.errors import StandsForItself
from server.triage.schemas import DuplicateOf, NotOurs


async def doubt(actor: Coordinator, request_id: UUID) -> None:
    """Somebody has to look at it before it is given away. Twice changes nothing."""
    async with transaction():
        request = await request_to_plan(actor, request_id)
        if request.state != RequestState.TO_JUDGE:
            await move(request, "doubted", actor)


async def take_on(actor: Coordinator, request_id: UUID) -> None:
    """It is ours to do. Twice changes nothing."""
    async with transaction():
        request = await request_to_plan(actor, request_id)
        if request.state != RequestState.REPORTED:
            await move(request, "taken_on", actor)


async def refuse(actor: Coordinator, request_id: UUID, why: NotOurs) -> None:
    """It is not ours. The tenant reads why, and how to object. Twice changes nothing."""
    async with transaction():
        request = await request_to_plan(actor, request_id)
        if request.state == RequestState.NOT_OURS:
            return
        if request.state == RequestState.REPORTED:
            await move(request, "doubted", actor)
        told = {"because": why.because, "explanation": why.explanation, "group": why.group}
        await move(request, "not_ours", actor, told)


async def dispute(tenant: Tenant, words: str) -> None:
    """The tenant does not agree: somebody looks at it again. Twice changes nothing."""
    async with transaction():
        request = await lock(tenant.request_id)
        if request.state != RequestState.TO_JUDGE:
            await move(request, "disputed", tenant, {"words": words.strip()})


async def dispute_payer(tenant: Tenant, words: str) -> None:
    """The tenant does not agree that it would be for her account: a person looks at it first.
    Twice changes nothing."""
    async with transaction():
        request = await lock(tenant.request_id)
        if request.state != RequestState.TO_JUDGE:
            await move(request, "payer_disputed", tenant, {"words": words.strip()})


async def join(actor: Coordinator, request_id: UUID, other: DuplicateOf) -> None:
    """It goes on with another request, and who reported it follows that one. The other keeps the
    older of the two dates, so that nobody loses a place. Twice changes nothing."""
    async with transaction():
        request = await request_to_plan(actor, request_id)
        found = await few(
            lambda found: found,
            "SELECT id FROM repair_request WHERE number = {} AND organisation = {}",
            other.number.strip(),
            actor.organisation_id,
        )
        if not found or found[0] == request.id:
            raise StandsForItself(errors=[_number("No other repair of ours has this number.")])
        main = await lock(found[0])
        if request.state == RequestState.DUPLICATE and request.duplicate_of == main.id:
            return
        if main.state in OVER:
            raise StandsForItself(errors=[_number("That repair is over.")])
        request.duplicate_of = main.id
        await move(request, "duplicate", actor, {"of": main.number, "ofId": str(main.id)})
        if request.reported_at < main.reported_at:
            await main.update_self({type(main).reported_at: request.reported_at})
            await settle(main)


def _number(detail: str) -> dict[str, str]:
    return {"pointer": "/number", "detail": detail}
