"""What came to nothing on our side counts for her in the order of the backlog."""

from uuid import UUID

from server.repair_requests import place
from server.repair_requests.moving import lock


async def uncount_failed(request_id: UUID) -> None:
    """It did not, as we know now."""
    request = await lock(request_id)
    request.failed_visits = max(0, request.failed_visits - 1)
    await place.settle(request)


async def count_failed(request_id: UUID) -> None:
    """Somebody of ours was to come or call, and it came to nothing: she comes forward for it."""
    request = await lock(request_id)
    request.failed_visits += 1
    await place.settle(request)
