"""What may be told of a link: everything but its secret, which nobody knows."""

from server.case_links.schemas import CaseLinkFacts, LinkState
from server.clock import now
from server.repair_requests.tables import Holder, RepairRequest, TenantLink
from server.repair_requests.tenant_link import ends_at


def facts_of(link: TenantLink, request: RepairRequest) -> CaseLinkFacts:
    return CaseLinkFacts(
        id=link.id,
        holder=Holder(link.holder),
        name=link.name,
        made_by=link.made_by,
        made_at=link.created_at,
        expires_at=ends_at(link, request.closed_at),
        last_used_at=link.last_used_at,
        state=_state(link, request),
    )


def is_live(link: TenantLink, request: RepairRequest) -> bool:
    """Whether somebody could come in with it now."""
    return _state(link, request) == "live"


def _state(link: TenantLink, request: RepairRequest) -> LinkState:
    if link.revoked_at:
        return "revoked"
    return "expired" if ends_at(link, request.closed_at) <= now() else "live"
