"""Whether a fault was reported from the same home already. A person decides that two reports are
one: here they are only put beside each other."""

from datetime import timedelta
from uuid import UUID

from server.clock import now
from server.database import one
from server.repair_requests.faults import FAULTS, Fault
from server.repair_requests.moving import OPEN
from server.repair_requests.tables import RepairRequest, RequestState

WITHIN = timedelta(days=14)


async def open_report_alike(
    dwelling_id: UUID, fault: Fault, *, besides: UUID
) -> RepairRequest | None:
    """The newest report from this home that may be about the same, while it is open."""
    codes = sorted(code for code, other in FAULTS.items() if are_alike(other, fault))
    states = sorted(OPEN)
    return await one(
        RepairRequest,
        "dwelling = {} AND id <> {} AND reported_at > {}"
        f" AND fault IN ({', '.join(['{}'] * len(codes))})"
        f" AND state IN ({', '.join(['{}'] * len(states))}) ORDER BY reported_at DESC LIMIT 1",
        dwelling_id,
        besides,
        now() - WITHIN,
        *codes,
        *states,
    )


async def own_report_alike(request_id: UUID, fault: Fault) -> RepairRequest | None:
    """The repair of whoever follows it, when what she is about to report may be the same."""
    request = await one(RepairRequest, "id = {}", request_id)
    if request is None or RequestState(request.state) not in OPEN:
        return None
    is_recent = request.reported_at > now() - WITHIN
    return request if is_recent and are_alike(FAULTS[request.fault], fault) else None


def are_alike(one_fault: Fault, other: Fault) -> bool:
    """The same fault, or the same symptom of what a building shares."""
    return one_fault.code == other.code or bool(
        one_fault.shared and one_fault.shared == other.shared
    )
