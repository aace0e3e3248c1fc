"""What follows when a tenant's link is withdrawn: who is in a call by it, leaves the call."""

from collections.abc import Awaitable, Callable

from server.database import select
from server.journal.entries import Consumer, Entry
from server.previsits.tables import WAITING

Review = Callable[[str], Awaitable[None]]


def consumers(review: Review) -> list[Consumer]:
    """`review` asks about everybody in a room whether they may still be there."""

    async def look_around(entry: Entry) -> None:
        rooms = await select(
            str,
            "SELECT p.id FROM previsit p JOIN job j ON j.id = p.job"
            " WHERE j.request = {} AND p.state IN ({}, {})",
            entry.request_id,
            *WAITING,
        )
        for room in rooms:
            await review(room)

    return [Consumer("case_links", frozenset({"request.link_revoked"}), look_around)]
