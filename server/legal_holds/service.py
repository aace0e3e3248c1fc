"""Keeping a case whole, and letting go of it."""

from uuid import UUID

from server.actors import Coordinator
from server.clock import HOME, now
from server.database import insert, one, transaction
from server.errors import InvalidInput, NotFound
from server.journal.service import About, append
from server.legal_holds.access import hold_on
from server.legal_holds.errors import AlreadyOnHold
from server.legal_holds.schemas import HoldFacts, NewHold
from server.legal_holds.tables import LegalHold
from server.repair_requests.access import request_to_plan


async def hold(manager: Coordinator, request_id: UUID, wanted: NewHold) -> HoldFacts:
    """Nothing of this case is erased from now on. Sent twice it is one hold."""
    if wanted.review_on <= now().astimezone(HOME).date():
        raise InvalidInput("/reviewOn", "A day that is still to come.")
    async with transaction():
        request = await request_to_plan(manager, request_id)
        earlier = await one(LegalHold, "id = {}", wanted.id)
        if earlier and earlier.request != request.id:
            raise NotFound  # knowing an id must not open somebody else's case
        if earlier:
            return _facts(earlier)
        if await hold_on(request.id):
            raise AlreadyOnHold
        record = LegalHold(
            id=wanted.id,
            request=request.id,
            reason=wanted.reason.strip(),
            review_on=wanted.review_on,
            held_by=manager.name,
            held_at=now(),
        )
        await insert(record)
        about = About(manager.organisation_id, request.id, subject_id=record.id)
        await append("privacy.held", about, manager, {"reviewOn": wanted.review_on.isoformat()})
    return _facts(record)


async def release(manager: Coordinator, request_id: UUID) -> None:
    """What was due meanwhile is erased the next time that due work comes by. Twice changes
    nothing."""
    async with transaction():
        request = await request_to_plan(manager, request_id)
        held = await hold_on(request.id)
        if held is None:
            return
        await LegalHold.update(
            {LegalHold.released_at: now(), LegalHold.released_by: manager.name}
        ).where(LegalHold.id == held.id)
        about = About(manager.organisation_id, request.id, subject_id=held.id)
        await append("privacy.released", about, manager)


async def holds_of(request_id: UUID) -> list[HoldFacts]:
    """Every hold that there was, the newest first; who may see the case is decided before."""
    found = (
        await LegalHold.objects()
        .where(LegalHold.request == request_id)
        .order_by(LegalHold.held_at, LegalHold.id, ascending=False)
    )
    return [_facts(each) for each in found]


def _facts(record: LegalHold) -> HoldFacts:
    return HoldFacts(
        id=record.id,
        reason=record.reason,
        review_on=record.review_on,
        is_review_due=not record.released_at and record.review_on <= now().astimezone(HOME).date(),
        held_by=record.held_by,
        held_at=record.held_at,
        released_by=record.released_by,
        released_at=record.released_at,
    )
