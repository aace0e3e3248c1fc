"""Calls that nobody of ours opened: the tenant waited for nothing, so she comes forward."""

from datetime import timedelta
from uuid import UUID

from server.clock import now
from server.database import few, select, transaction
from server.previsits.tables import MISSED_AFTER
from server.repair_requests import place
from server.repair_requests.moving import lock

_LOOKS_BACK = timedelta(days=7)
"""Longer than the server is ever away; whatever else happens to a repair does not count them."""

_NOT_OPENED = "v.state = 'planned' AND v.planned_at < {}"


async def count_missed() -> None:
    """Count those of the last days. Twice changes nothing."""
    for request_id in await select(
        lambda found: found,
        "SELECT DISTINCT j.request FROM previsit v JOIN job j ON j.id = v.job"  # noqa: S608 - fixed text
        f" WHERE {_NOT_OPENED} AND v.planned_at > {{}}",
        now() - MISSED_AFTER,
        now() - MISSED_AFTER - _LOOKS_BACK,
    ):
        await _count(request_id)


async def _count(request_id: UUID) -> None:
    async with transaction():
        request = await lock(request_id)
        counted = await few(
            int,
            "SELECT count(*) FROM previsit v JOIN job j ON j.id = v.job"  # noqa: S608 - fixed text
            f" WHERE j.request = {{}} AND {_NOT_OPENED}",
            request_id,
            now() - MISSED_AFTER,
        )
        if counted[0] != request.failed_visits:
            request.failed_visits = counted[0]
            await place.settle(request)
