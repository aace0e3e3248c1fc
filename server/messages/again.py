"""The desk has something told again that did not reach the tenant, or may not have."""

from uuid import UUID

from server.actors import Coordinator
from server.clock import now
from server.database import change, one, transaction
from server.errors import NotFound
from server.messages.errors import WasTold
from server.messages.planning import plan
from server.messages.tables import Message, MessageState, events_of
from server.repair_requests.access import request_to_plan

_DID_NOT_REACH_HER = (
    MessageState.FAILED,
    MessageState.UNCERTAIN,
    MessageState.UNREACHABLE,
    MessageState.SHOWN,
)


async def tell_again(actor: Coordinator, message_id: UUID) -> None:
    """As soon as may be, by how the repair stands then. Twice changes nothing."""
    async with transaction():
        message = await one(
            Message, "id = {} AND organisation = {}", message_id, actor.organisation_id
        )
        if message is None:
            raise NotFound
        if message.state not in _DID_NOT_REACH_HER:
            raise WasTold
        request = await request_to_plan(actor, message.request)
        # Saying the same again is what is wanted now, also to an address that failed.
        await change(
            "UPDATE message SET fingerprint = '', address = CASE WHEN state = 'failed' THEN ''"
            " ELSE address END WHERE request = {}",
            request.id,
        )
        for event in events_of(message.earlier, message.because):
            await plan(request, event, now())
