"""What time does to places in the queue: a promise that was not kept goes on in the backlog, new
targets reach every open repair, and what has no place yet gets one."""

from collections.abc import Sequence
from typing import Any
from uuid import UUID

from server.clock import now
from server.database import change, select, transaction
from server.repair_requests.moving import lock
from server.repair_requests.place import settle

_AT_ONCE = 200
_BEFORE_ALL = UUID(int=0)


async def let_late_ones_over() -> None:
    """Whose deadline passed, from the promise lane to the backlog."""
    for organisation_id in await select(lambda found: found, "SELECT id FROM organisation"):
        is_more = True
        while is_more:
            late = await _ids(
                "SELECT id FROM repair_request WHERE organisation = {} AND lane = 'promise'"
                " AND pace = 0 AND rank < {} ORDER BY rank LIMIT {}",
                organisation_id,
                now().timestamp(),
            )
            await _settle_all(late)
            is_more = len(late) == _AT_ONCE


async def place_the_others() -> None:
    """Open repairs from before there were places."""
    await _settle_each_where(
        "lane IS NULL AND closed_at IS NULL AND state NOT IN"
        " ('done', 'solved_by_tenant', 'closed', 'cancelled', 'not_ours', 'duplicate')"
    )


async def follow_new_targets() -> None:
    """Place everything of a corporation that chose other targets. After a kill it begins again."""
    for organisation_id, changed_at in await select(
        lambda *found: found,
        "SELECT id, changed_at FROM urgency_settings"
        " WHERE settled_at IS NULL OR settled_at < changed_at",
    ):
        await _settle_each_where("organisation = {} AND lane IS NOT NULL", organisation_id)
        async with transaction():
            await change(
                "UPDATE urgency_settings SET settled_at = {} WHERE id = {}",
                changed_at,
                organisation_id,
            )


async def _settle_each_where(condition: str, *args: Any) -> None:
    """Some at a time, so that nobody waits for all of them."""
    last, is_more = _BEFORE_ALL, True
    while is_more:
        found = await _ids(
            f"SELECT id FROM repair_request WHERE {condition} AND id > {{}} ORDER BY id LIMIT {{}}",  # noqa: S608 - fixed text
            *args,
            last,
        )
        await _settle_all(found)
        is_more = len(found) == _AT_ONCE
        last = found[-1] if found else last


async def _ids(sql: str, *args: Any) -> list[UUID]:
    return await select(lambda found: found, sql, *args, _AT_ONCE)


async def _settle_all(request_ids: Sequence[UUID]) -> None:
    async with transaction():
        for request_id in request_ids:
            await settle(await lock(request_id))
