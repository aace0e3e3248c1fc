"""Whose link is it, and who may withdraw it?"""

from uuid import UUID

from server.actors import Coordinator, Tenant
from server.database import one
from server.errors import NotFound
from server.journal.service import About
from server.repair_requests.access import organisation_of, request_to_plan
from server.repair_requests.moving import lock
from server.repair_requests.tables import Holder, RepairRequest, TenantLink

Keeper = Coordinator | Tenant
"""Who lets helpers in, and puts them out."""


async def case_to_open(actor: Keeper, request_id: UUID) -> RepairRequest:
    """The repair into which this actor may let somebody, locked until the transaction ends."""
    if isinstance(actor, Coordinator):
        return await request_to_plan(actor, request_id)
    if request_id != actor.request_id:
        raise NotFound
    return await lock(request_id)


async def case_to_see(actor: Coordinator, request_id: UUID) -> RepairRequest:
    """The repair, when it is of the coordinator's organisation."""
    request = await one(RepairRequest, "id = {}", request_id)
    if request is None or await organisation_of(request.id) != actor.organisation_id:
        raise NotFound
    return request


async def link_to_withdraw(actor: Keeper, request: RepairRequest, link_id: UUID) -> TenantLink:
    """A link into this case; one into another is not there. The tenant puts out who helps her:
    which of the other links is hers, and which her husband's, we do not know."""
    link = await one(TenantLink, "id = {} AND request = {}", link_id, request.id)
    if link is None or (isinstance(actor, Tenant) and link.holder != Holder.HELPER):
        raise NotFound
    return link


def about_case(request: RepairRequest) -> About:
    """For the journal."""
    return About(request.organisation, request.id, subject_id=request.id)
