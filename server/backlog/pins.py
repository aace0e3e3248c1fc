"""Which repairs a person put before which others, as long as that holds."""

from typing import NamedTuple
from uuid import UUID

from server.clock import now
from server.database import select

IN_FORCE = (
    "qp.over_at IS NULL AND (qp.until IS NULL OR qp.until > {}) AND qp.reopenings = r.reopenings"
    " AND r.lane IS NOT NULL AND a.lane IS NOT NULL"
)
"""Of `queue_pin qp`, the repair `r` that was moved and `a`, before which it was put. One place, for
the time."""


class Pin(NamedTuple):
    """`request` stands before `before`."""

    request: UUID
    before: UUID


async def pins_in_force(organisation_id: UUID) -> list[Pin]:
    """Oldest first: of two that were put before the same one, the later stands closest to it."""
    return await select(
        Pin,
        "SELECT qp.request, qp.before FROM queue_pin qp"  # noqa: S608 - fixed text
        " JOIN repair_request r ON r.id = qp.request JOIN repair_request a ON a.id = qp.before"
        f" WHERE qp.organisation = {{}} AND {IN_FORCE} ORDER BY qp.pinned_at, qp.id",
        organisation_id,
        now(),
    )
